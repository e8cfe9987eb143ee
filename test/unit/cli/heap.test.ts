import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { heapFor } from '../../../src/cli/heap.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-heap-'))
mkdirSync(join(folder, 'inner'))
writeFileSync(join(folder, 'a.yaml'), 'x'.repeat(600))
writeFileSync(join(folder, 'inner', 'b.json'), 'x'.repeat(600))
writeFileSync(join(folder, 'notes.txt'), 'x'.repeat(6000))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the heap that a command line needs', () => {
  const file = join(folder, 'a.yaml')

  it('is larger for large state files, be they in folders', () => {
    expect(heapFor(['diff', folder], 2048, 1000)).toBe(4096)
    expect(heapFor(['diff', `${file},${join(folder, 'inner')}`], 2048, 1000)).toBe(4096)
    expect(heapFor(['diff', '-s', file, '-s', join(folder, 'inner')], 2048, 1000)).toBe(4096)
  })

  it('is what there is for all else', () => {
    expect(heapFor(['diff', file], 2048, 1000)).toBeUndefined()
    expect(heapFor(['diff', folder], 2048, 1200)).toBeUndefined()
    expect(heapFor(['diff', folder], 4144, 1000)).toBeUndefined()
    expect(heapFor(['diff', join(folder, 'none.yaml'), '--addr', 'http://x'], 2048, 0)).toBeUndefined()
  })
})
