import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { packageRoot } from '../../../model/package-root.ts'
import { convertSchema } from './convert.ts'
import type { JsonSchema } from './json-schema.ts'
import { isKongSchema } from './kong-schema.ts'

/** The schemas of one gateway version, read or fetched when first asked for. */
export interface SchemaSet {
  /** `3.9`: what the schemas were made from. */
  version: string
  /** By name of the collection, as in `/schemas/<collection>`; undefined when there is none. */
  entity(collection: string): Promise<JsonSchema | undefined>
  /** The schema of one variant of a kind, in the collection that its row names: `plugins` and `cors`. */
  variant(collection: string, name: string): Promise<JsonSchema | undefined>
  /** Names of the plugins that can be used; for messages and the nearest known name. */
  pluginNames: readonly string[]
}

const FOLDER = new URL('schemas/kong/', packageRoot)

/** A name that may be part of a file name or URL: no separators, no way up. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/

/** Whose schemas: those of Enterprise come in addition to, or in place of, those of open-source Kong. */
export type Edition = 'community' | 'enterprise'

/**
 * Gives the schemas that come with Keelson for a gateway version (`3.9.3`, `3.4.3.5-enterprise-edition`): those of the
 * same minor version, else of the nearest older one, else of the oldest. `note` says so when they are of another one.
 */
export function shippedSchemas(version: string, edition: Edition = 'community'): { schemas: SchemaSet; note?: string } {
  const wanted = minorOf(version)
  const chosen = choose(wanted, shippedVersions())
  const schemas = readOnce(chosen, edition)
  if (wanted === chosen) return { schemas }
  const target = wanted === undefined ? `the version "${version}"` : `Kong ${wanted}`
  return { schemas, note: `no schemas for ${target} come with Keelson; checking with those of Kong ${chosen}` }
}

/**
 * Gives the schemas of a running gateway, each fetched once, when first asked for. `get` reads a path of the Admin API
 * and gives undefined for what is not there; whatever it raises is passed on, and the next call tries again.
 */
export function liveSchemas(
  get: (path: string) => Promise<unknown>,
  gateway: { version: string; pluginNames: readonly string[] },
): SchemaSet {
  const load = once(async (name) => {
    const answer = await get(`/schemas/${name}`)
    return isKongSchema(answer) ? convertSchema(answer, name) : undefined
  })
  return schemaSet(load, minorOf(gateway.version) ?? gateway.version, gateway.pluginNames)
}

/** Read once: what hangs on a schema, such as its compiled form, serves all runs of a process, be it a run per workspace or a test. */
const shipped = new Map<string, SchemaSet>()

function readOnce(version: string, edition: Edition): SchemaSet {
  const key = `${version} ${edition}`
  const set = shipped.get(key) ?? readSchemas(new URL(`${version}/`, FOLDER), version, edition)
  shipped.set(key, set)
  return set
}

function readSchemas(folder: URL, version: string, edition: Edition): SchemaSet {
  const folders = edition === 'enterprise' ? [new URL('enterprise/', folder), folder] : [folder]
  const load = once(async (name) => {
    const file = folders.map((each) => new URL(`${name}.json`, each)).find((each) => existsSync(each))
    return file && (JSON.parse(readFileSync(file, 'utf8')) as JsonSchema)
  })
  const { plugins } = JSON.parse(readFileSync(new URL('index.json', folder), 'utf8')) as { plugins: string[] }
  return schemaSet(load, version, plugins)
}

type Load = (name: string) => Promise<JsonSchema | undefined>

function schemaSet(load: Load, version: string, pluginNames: readonly string[]): SchemaSet {
  const one = async (prefix: string, name: string) => (NAME.test(name) ? load(`${prefix}${name}`) : undefined)
  return {
    version,
    entity: (name) => one('', name),
    variant: (collection, name) => one(`${collection}/`, name),
    pluginNames,
  }
}

function once(load: Load): Load {
  const held = new Map<string, Promise<JsonSchema | undefined>>()
  return (name) => {
    const known = held.get(name)
    if (known) return known
    const loading = load(name).catch((error: unknown) => {
      held.delete(name)
      throw error
    })
    held.set(name, loading)
    return loading
  }
}

function minorOf(version: string): string | undefined {
  const found = /^v?(\d+)\.(\d+)/.exec(version.trim())
  return found ? `${found[1]}.${found[2]}` : undefined
}

function shippedVersions(): string[] {
  const names = readdirSync(FOLDER).filter((name) => /^\d+\.\d+$/.test(name))
  return names.sort((a, b) => rank(a) - rank(b))
}

function rank(version: string): number {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major * 1000 + minor
}

function choose(wanted: string | undefined, shipped: readonly string[]): string {
  const newest = shipped.at(-1) ?? ''
  if (wanted === undefined) return newest
  return shipped.findLast((each) => rank(each) <= rank(wanted)) ?? shipped[0] ?? newest
}
