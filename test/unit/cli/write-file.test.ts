import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import files from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { checkFile, writeFile } from '../../../src/cli/files/write-file.ts'

// A disk that is full at a chosen moment.
const trouble: { at?: 'open' | 'appendFile' | 'sync' | 'rename'; code: string } = { code: 'ENOSPC' }

const { open, rename } = files
const fail = () => Promise.reject(Object.assign(new Error(`${trouble.code}: no`), { code: trouble.code }))

const openOrFail: typeof open = async (...given) => {
  if (given[1] !== 'wx') return open(...given)
  if (trouble.at === 'open') return fail()
  const file = await open(...given)
  if (trouble.at === 'appendFile' || trouble.at === 'sync') file[trouble.at] = fail
  return file
}

beforeAll(() => {
  vi.spyOn(files, 'open').mockImplementation(openOrFail)
  vi.spyOn(files, 'rename').mockImplementation((...given) => (trouble.at === 'rename' ? fail() : rename(...given)))
  syncBuiltinESMExports()
})
afterAll(() => {
  vi.restoreAllMocks()
  syncBuiltinESMExports()
})

function fileWith(text: string): { folder: string; path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-write-'))
  const path = join(folder, 'kong.yaml')
  writeFileSync(path, text)
  return { folder, path }
}

describe('writing a file', () => {
  beforeEach(() => {
    delete trouble.at
  })

  it('puts the whole text in place, for the owner only, and leaves nothing beside it', async () => {
    const { folder, path } = fileWith('old')
    await writeFile(path, 'new\n')
    expect(readFileSync(path, 'utf8')).toBe('new\n')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['kong.yaml'])
  })

  it('removes what a killed writer of the same file left beside it, once it is old, and nothing else', async () => {
    const { folder, path } = fileWith('old')
    const old = ['.kong.yaml.0123456789ab.tmp', '.kong.yaml.ba9876543210.tmp']
    const others = [
      '.kong.yaml.0123456789ab.tmp~',
      '.kong.yaml.0123456789AB.tmp',
      '.kong.yaml.tmp',
      '.other.yaml.0123456789ab.tmp',
      'kong.yaml.0123456789ab.tmp',
    ]
    const hours = (count: number) => Date.now() / 1000 - count * 3600
    for (const name of [...old, ...others]) {
      writeFileSync(join(folder, name), 'left')
      utimesSync(join(folder, name), hours(1.1), hours(1.1))
    }
    mkdirSync(join(folder, '.kong.yaml.000000000000.tmp'))
    writeFileSync(join(folder, '.kong.yaml.111111111111.tmp'), 'being written')
    utimesSync(join(folder, '.kong.yaml.000000000000.tmp'), hours(2), hours(2))
    utimesSync(join(folder, '.kong.yaml.111111111111.tmp'), hours(0.9), hours(0.9))
    await writeFile(path, 'new\n')
    const kept = [...others, '.kong.yaml.000000000000.tmp', '.kong.yaml.111111111111.tmp', 'kong.yaml']
    expect(readdirSync(folder).sort()).toEqual(kept.sort())
  })

  it.each(['open', 'appendFile', 'sync', 'rename'] as const)('leaves the old file when %s fails', async (at) => {
    const { folder, path } = fileWith('old')
    trouble.at = at
    await expect(writeFile(path, 'new')).rejects.toMatchObject({
      exit: 'failed',
      diagnostics: [{ message: `cannot write ${path}: there is no space left` }],
    })
    expect(readFileSync(path, 'utf8')).toBe('old')
    expect(readdirSync(folder)).toEqual(['kong.yaml'])
  })
})

describe('checking a file', () => {
  const modeline = '# yaml-language-server: $schema=node_modules/keelson/schemas/state/kong.schema.json\n'
  const mark = '# Written by keelson dump\n'

  it.each([
    ['a dump of ours', `${modeline}${mark}_format_version: "3.0"\n`, undefined],
    ['one with a comment above', `# by hand\n${mark}`, undefined],
    ['an empty file', '', undefined],
    ['a file of others', '_format_version: "3.0"\n', 'refused'],
    ['the mark too far down', `${'#\n'.repeat(6)}${mark}`, 'refused'],
    ['one written by hand, with the line for editors', `${modeline}_format_version: "3.0"\n`, 'refused'],
    ['the mark inside a line', `a: b ${mark}`, 'refused'],
  ])('%s', async (_name, text, exit) => {
    const { path } = fileWith(text)
    const checked = checkFile(path, false)
    if (exit === undefined) await expect(checked).resolves.toBeUndefined()
    else await expect(checked).rejects.toMatchObject({ exit })
    await expect(checkFile(path, true)).resolves.toBeUndefined()
  })
})
