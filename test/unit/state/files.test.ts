import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadFiles } from '../../../src/state/load.ts'
import { line } from './read-text.ts'

let folder = ''
let stdinReads = 0

const FILES = {
  'b.yaml': 'b: 1\n',
  'a.YML': 'a: 1\n',
  'sub/c.json': '{"c": 1}',
  'sub/deep/d.yml': 'd: 1\n',
  'sub/broken.txt': '[',
  '.hidden.yaml': 'hidden: 1\n',
  '.git/x.yaml': 'x: 1\n',
  'node_modules/y.yaml': 'y: 1\n',
  'readme.md': '# no state\n',
  'empty/notes.txt': 'nothing',
  'other/bad.json': '{"a": 1,\n "b" 2}',
  'other/good.yaml': `good: \${{ env "DECK_X" }}\n`,
}

async function load(paths: string[], maxBytes?: number) {
  const options = { env: {}, missing: 'unknown' as const, stdin: async () => Buffer.from(`s: ${++stdinReads}\n`) }
  const given = paths.map((path) => (path === '-' ? path : join(folder, path)))
  const { documents, diagnostics, locate } = await loadFiles(
    given,
    maxBytes === undefined ? options : { ...options, maxBytes },
  )
  const short = (text: string) => text.replaceAll(`${folder}/`, '')
  return { keys: documents.flatMap(({ value }) => Object.keys(value)), lines: diagnostics.map(line).map(short), locate }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-state-'))
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  await symlink(join(folder, 'b.yaml'), join(folder, 'sub/link.yaml'))
  await symlink(folder, join(folder, 'sub/round'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('paths of state files', () => {
  it('are read in the order given, directories by name, each file once', async () => {
    expect(await load(['sub', 'b.yaml', 'sub/../sub/c.json'])).toMatchObject({ keys: ['c', 'd', 'b'], lines: [] })
  })

  it('of hidden files are read only where given', async () => {
    expect((await load(['.hidden.yaml'])).keys).toEqual(['hidden'])
    expect((await load(['.'])).keys).toEqual(['a', 'b', 'good', 'c', 'd'])
  })

  it('may be stdin, read once', async () => {
    stdinReads = 0
    expect(await load(['-', 'b.yaml', '-'])).toMatchObject({ keys: ['s', 'b'], lines: [] })
    expect(stdinReads).toBe(1)
  })

  it('that cannot be read are told, and the others are read', async () => {
    expect(await load(['none.yaml', 'empty', 'b.yaml', 'b.yaml/x'])).toMatchObject({
      keys: ['b'],
      lines: [
        'none.yaml:1:1 error unreadable-file: there is no such file or directory (check the path and the directory you are in)',
        'empty:1:1 error no-state-files: this directory holds no state files (they end in .yaml, .yml or .json)',
        'b.yaml/x:1:1 error unreadable-file: a part of the path is not a directory (check the path)',
      ],
    })
  })

  it('of files with an error give none of their documents; a .json file is judged as JSON', async () => {
    expect(await load(['other', 'sub/broken.txt'])).toMatchObject({
      keys: ['good'],
      lines: [
        'other/bad.json:2:6 error json-syntax: a ":" is missing after a key (write "key": value)',
        'sub/broken.txt:1:2 error json-syntax: the text ends before its last bracket (is the file complete?)',
        'other/good.yaml:1:7 warning missing-variable: the environment variable DECK_X is not set; its value, asked for once, is not checked (set DECK_X to check it too)',
      ],
    })
  })

  it('of files that are too large are told before they are read', async () => {
    expect((await load(['b.yaml'], 3)).lines).toEqual([
      'b.yaml:1:1 error file-too-large: the file is larger than 3 bytes (split it)',
    ])
    expect((await load(['-'], 3)).lines).toEqual([
      '<stdin>:1:1 error file-too-large: the file is larger than 3 bytes (split it)',
    ])
  })
})
