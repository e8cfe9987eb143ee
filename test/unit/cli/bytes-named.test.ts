import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bytesNamed } from '../../../src/cli/bytes-named.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-bytes-'))
mkdirSync(join(folder, 'inner'))
writeFileSync(join(folder, 'a.yaml'), 'x'.repeat(600))
writeFileSync(join(folder, 'inner', 'b.json'), 'x'.repeat(600))
writeFileSync(join(folder, 'notes.txt'), 'x'.repeat(6000))
afterAll(() => rmSync(folder, { recursive: true }))

describe('what a command line has to read', () => {
  const file = join(folder, 'a.yaml')

  it('is the state files that it names, be they in folders', () => {
    expect(bytesNamed(['diff', file])).toBe(600)
    expect(bytesNamed(['diff', folder])).toBe(1200)
    expect(bytesNamed(['diff', `${file},${join(folder, 'inner')}`])).toBe(1200)
    expect(bytesNamed(['diff', '-s', file, '-s', join(folder, 'inner')])).toBe(1200)
  })

  it('is nothing for what is no file', () => {
    expect(bytesNamed(['diff', join(folder, 'none.yaml'), '--addr', 'http://x'])).toBe(0)
  })
})
