import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { Selection } from '../../../src/model/settings.ts'
import { kong } from '../../../src/providers/kong/provider.ts'
import { makeManifest, manifestText } from '../../../src/workflow/dump/make-manifest.ts'
import { type TestGateway, withGateway } from '../../support/kong-sync.ts'

const STATE = `services: [{name: shop, host: shop.internal, plugins: [{name: cors}]}]
consumers:
- {username: alice, acls: [{group: g}], plugins: [{name: rate-limiting, config: {minute: 5}}]}
- {username: svc-a}
vaults: [{name: env, prefix: my-env, config: {prefix: x}}]
`
const schema = JSON.parse(readFileSync(new URL('../../../schemas/manifest.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ strict: true }).compile(schema)

/** Dumps into a folder as the form of several files does. */
async function dumpInto(gateway: TestGateway, selection: Partial<Selection>, folder = newFolder()): Promise<string> {
  const { text, counts, target } = await gateway.dumpWhole(selection)
  const all: Selection = { tags: [], only: [], exclude: [], ...selection }
  const missing = [{ kind: 'filter_chains', why: 'this gateway does not have it' }]
  const file = { file: 'default.yaml', workspace: 'default', sha256: sumOf(text), counts, selection: all, missing }
  const made = makeManifest(kong, { keelson: '0.1.0', time: new Date(0), target, files: [file] })
  writeFileSync(join(folder, 'default.yaml'), text)
  writeFileSync(join(folder, 'manifest.json'), manifestText(made))
  return folder
}

const sumOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'keelson-manifest-'))

async function notes(gateway: TestGateway, folder: string): Promise<string[]> {
  const prepared = await gateway.prepare('', { files: [folder] })
  await prepared.close()
  return prepared.plan.diagnostics.map(({ level, message }) => `${level} ${message}`)
}

describe('the manifest of a dump', () => {
  it('tells what it is of, what each file holds, and what was left out and why', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const folder = await dumpInto(gateway, { exclude: ['consumers', 'plugins:tag=old'] })
      const made = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))
      expect([validate(made), validate.errors]).toEqual([true, null])
      expect(made).toMatchObject({
        time: '1970-01-01T00:00:00.000Z',
        target: { version: '3.9.3', database: 'postgres' },
      })
      const [entry] = made.files
      expect(entry.counts).toMatchObject({ services: 1, routes: 0, plugins: 1, vaults: 1 })
      expect(Object.keys(entry.counts)).not.toEqual(expect.arrayContaining(['consumers']))
      expect(entry.counts).not.toHaveProperty('filter_chains')
      expect(entry.sha256).toMatch(/^[0-9a-f]{64}$/)
      expect(entry.left_out).toContainEqual({ kind: 'consumers', why: 'excluded' })
      expect(entry.left_out).toContainEqual({ kind: 'acls', why: 'excluded' })
    }))

  it('tells what an Enterprise gateway may have and is left out by default', () => {
    const target = {
      product: 'Kong Gateway',
      version: '3.9.1.2',
      edition: 'enterprise',
      database: 'postgres',
      identity: 'i',
      address: 'a',
    }
    const selection = { tags: ['t'], only: ['services'], exclude: [] }
    const file = { file: 'a.yaml', sha256: sumOf('ab'), counts: { service: 2 }, selection }
    const [entry] = makeManifest(kong, { keelson: '0.1.0', time: new Date(0), target, files: [file] }).files
    expect(entry).toMatchObject({
      counts: { services: 2 },
      select_tags: ['t'],
      only: ['services'],
      sha256: 'fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603',
    })
    expect(entry?.left_out.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'routes',
        'rbac_users',
        'admins',
        'licenses',
        'event_hooks',
        'keyring',
        'developer_portal',
      ]),
    )
  })
})

describe('what a dump did not hold', () => {
  it('is not deleted when the dump is synced, be it edited and without its comment, or kinds pruned', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const folder = await dumpInto(gateway, { exclude: ['consumers', 'vaults'] })
      const path = join(folder, 'default.yaml')
      const edited = readFileSync(path, 'utf8')
        .replace(/^#.*\n/gm, '')
        .replace('shop.internal', 'shop2.internal')
      writeFileSync(path, `${edited}consumers: [{username: bob}]\n`)
      expect(await gateway.plan('', { files: [folder] })).toEqual(['update service shop', 'create consumer bob'])
      expect(await notes(gateway, folder)).toEqual([
        'warning consumers that stay though the files do not have them, for their dump left them out: alice, svc-a',
        'warning acls that stay though the files do not have them, for their dump left them out: g',
        'warning vaults that stay though the files do not have them, for their dump left them out: my-env',
        'warning plugins that stay though the files do not have them, for their dump left them out: rate-limiting',
      ])
    }))

  it('counts by name and tag too, and not by kinds that it did not read', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const folder = await dumpInto(gateway, { only: ['consumers', 'plugins'], exclude: ['consumers:svc-*'] })
      expect(await gateway.plan('', { files: [folder] })).toEqual([])
      writeFileSync(join(folder, 'default.yaml'), '_format_version: "3.0"\n')
      expect(await gateway.plan('', { files: [join(folder, 'default.yaml')] })).toEqual([
        'takes-along: deleting consumer alice would take along the acl g, which is excluded',
      ])
    }))

  it('is spoken for by another file', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const folder = await dumpInto(gateway, { exclude: ['consumers', 'vaults'] })
      writeFileSync(join(folder, 'vaults.yaml'), '_format_version: "3.0"\nvaults: []\n')
      expect(await gateway.plan('', { files: [folder] })).toEqual(['delete vault my-env'])
    }))

  it('is deleted by nobody in its place', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const folder = await dumpInto(gateway, { exclude: ['plugins'] })
      writeFileSync(join(folder, 'default.yaml'), '_format_version: "3.0"\nconsumers: []\n')
      expect(
        await gateway.plan('', { files: [folder], selection: { only: ['consumers'] }, limits: { cascade: true } }),
      ).toEqual(['takes-along: deleting consumer alice would take along the plugin rate-limiting, which is excluded'])
    }))
})

describe('a narrowed dump in one file', () => {
  /** A file without a manifest, and without its comment. */
  async function dumpAlone(gateway: TestGateway, selection: Partial<Selection>, more = ''): Promise<string> {
    const path = join(newFolder(), 'kong.yaml')
    const { text } = await gateway.dumpWhole(selection)
    writeFileSync(path, text.replace(/^#.*\n/gm, '') + more)
    return path
  }

  it('deletes nothing that it left out by name or tag, though the list is not given again', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const file = await dumpAlone(gateway, { exclude: ['consumers:svc-*'] })
      expect(readFileSync(file, 'utf8')).toContain(
        '_plugin_configs:\n  keelson_dump:\n    exclude:\n    - consumers:svc-*\n',
      )
      expect(await gateway.plan('', { files: [file] })).toEqual([])
      writeFileSync(file, readFileSync(file, 'utf8').replace('username: alice', 'username: ann'))
      const changes = await gateway.plan('', { files: [file], limits: { prune: true, allowDeletes: { percent: 100 } } })
      expect(changes).toContain('delete consumer alice')
      expect(changes.join()).not.toContain('svc-a')
    }))

  it('deletes nothing of a kind that it left out, though one of that kind was written into it', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const added = 'consumers: [{username: bob}]\n'
      const narrow: Partial<Selection>[] = [{ exclude: ['consumers'] }, { only: ['services', 'plugins'] }]
      for (const selection of narrow) {
        const file = await dumpAlone(gateway, selection, added)
        expect(await gateway.plan('', { files: [file], limits: { prune: true } })).toEqual(['create consumer bob'])
      }
    }))

  it('deletes what is not in it once the entry is taken out', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const file = await dumpAlone(gateway, { exclude: ['consumers:svc-*'] })
      writeFileSync(file, readFileSync(file, 'utf8').replace(/^_plugin_configs:\n( .*\n)+/m, ''))
      expect(await gateway.plan('', { files: [file] })).toEqual(['delete consumer svc-a'])
    }))

  it('keeps its word beside the manifest of another dump', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const folder = await dumpInto(gateway, {})
      const { text } = await gateway.dumpWhole({ exclude: ['vaults'] })
      writeFileSync(join(folder, 'default.yaml'), `${text}vaults: []\n`)
      expect(await gateway.plan('', { files: [folder] })).toEqual([])
    }))

  it('says where its lists cannot be read', () =>
    withGateway(async (gateway) => {
      const file = join(newFolder(), 'kong.yaml')
      for (const [lists, message] of [
        ['{exclude: [consumerz]}', 'unknown-kind: there is no kind "consumerz"'],
        ['{exclude: consumers}', 'wrong-type: expected a list of texts'],
        ['{exclud: [consumers]}', 'unknown-field: keelson_dump has no list exclud'],
        ['[consumers]', 'wrong-type: keelson_dump must be a mapping, not a list'],
      ]) {
        writeFileSync(file, `_format_version: "3.0"\n_plugin_configs: {keelson_dump: ${lists}}\n`)
        expect(await gateway.plan('', { files: [file] })).toEqual([message])
      }
    }))
})

describe('manifest.json beside state files', () => {
  it('is an error when it is damaged, and nothing to Keelson when it is something else', () =>
    withGateway(async (gateway) => {
      await gateway.must(STATE)
      const folder = await dumpInto(gateway, {})
      expect(await gateway.plan('', { files: [folder] })).toEqual([])
      const path = join(folder, 'manifest.json')
      writeFileSync(path, readFileSync(path, 'utf8').slice(0, 500))
      const file = join(folder, 'default.yaml')
      expect(await gateway.plan('', { files: [file] })).toEqual([
        'bad-manifest: this manifest cannot be read, so what the dump left out is not known',
      ])
      writeFileSync(path, '{"name": "a web app"}')
      expect(await gateway.plan('', { files: [file] })).toEqual([])
    }))
})
