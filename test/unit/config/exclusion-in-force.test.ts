import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explain } from '../../../src/config/explain.ts'
import { optionSets } from '../../../src/config/options.ts'
import { selectionOf } from '../../../src/config/planning.ts'
import { readFile } from '../../../src/config/read-file.ts'
import { resolve, type Settings } from '../../../src/config/settings.ts'

const table = [...optionSets.connection, ...optionSets.output, ...optionSets.selection]
const FILE = `exclude: [consumers, 'plugins:tag=legacy']
include: vaults
targets:
  prod:
    exclude: services:shared-*
    include: [rbac-roles]
  bare: {addr: 'http://bare'}
`

async function settle(flags: Record<string, unknown> = {}, env: Record<string, string> = {}): Promise<Settings> {
  const path = join(mkdtempSync(join(tmpdir(), 'keelson-exclusion-')), 'keelson.yaml')
  writeFileSync(path, FILE)
  return resolve(table, { flags, env, file: await readFile(path) })
}

describe('exclude and include', () => {
  it.each([
    [{}, {}, ['consumers', 'plugins:tag=legacy'], ['vaults']],
    [{ target: 'bare' }, {}, ['consumers', 'plugins:tag=legacy'], ['vaults']],
    [{ target: 'prod' }, {}, ['consumers', 'plugins:tag=legacy', 'services:shared-*'], ['vaults', 'rbac-roles']],
    [
      {},
      { KEELSON_EXCLUDE: 'acls, upstreams:u' },
      ['consumers', 'plugins:tag=legacy', 'acls', 'upstreams:u'],
      ['vaults'],
    ],
    [{ exclude: ['acls,keys'] }, {}, ['consumers', 'plugins:tag=legacy', 'acls', 'keys'], ['vaults']],
    [{ include: ['consumers'] }, {}, ['plugins:tag=legacy'], ['vaults', 'consumers']],
    [{ exclude: ['vaults'] }, { KEELSON_INCLUDE: 'consumers' }, ['plugins:tag=legacy', 'vaults'], ['consumers']],
    [
      { exclude: ['rbac_roles'], target: 'prod' },
      {},
      ['consumers', 'plugins:tag=legacy', 'services:shared-*', 'rbac_roles'],
      ['vaults'],
    ],
    [{ exclude: ['keys'], include: ['keys'] }, {}, ['consumers', 'plugins:tag=legacy', 'keys'], ['vaults', 'keys']],
  ])(
    'of all sources add up, and the stronger source takes the same entry back: %j %j',
    async (flags, env, exclude, include) => {
      expect(selectionOf(await settle(flags, env))).toEqual({ tags: [], only: [], exclude, include })
    },
  )

  it('refuse an empty entry, with its source', async () => {
    const settings = await settle({}, { KEELSON_EXCLUDE: 'a,,b' })
    expect(() => selectionOf(settings)).toThrow('KEELSON_EXCLUDE has an empty entry')
  })

  it('are told with their sources by --verbose', async () => {
    const lines = explain(await settle({ target: 'prod', exclude: ['keys'] }), true)
    expect(lines.filter((line) => /^(ex|in)clude /.test(line))).toEqual([
      expect.stringMatching(/^exclude consumers {2}from .*keelson\.yaml:1:10$/),
      expect.stringMatching(/^exclude plugins:tag=legacy {2}from .*:1:10$/),
      expect.stringMatching(/^include vaults {2}from .*:2:10$/),
      expect.stringMatching(/^exclude services:shared-\* {2}from .*:5:14$/),
      expect.stringMatching(/^include rbac-roles {2}from .*:6:14$/),
      'exclude keys  from --exclude',
    ])
  })
})
