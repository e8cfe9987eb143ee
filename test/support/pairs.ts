import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CORE_SCHEMA, load } from 'js-yaml'
import { OPEN_LIMITS } from '../../src/model/open-limits.ts'
import type { Connection, Limits } from '../../src/model/settings.ts'
import { startSandbox } from '../../src/sandbox/kong/server.ts'
import { dump } from '../../src/workflow/dump/dump.ts'
import { type Prepared, preparePlan } from '../../src/workflow/plan/prepare-plan.ts'

const silent = (): void => undefined
const limits: Limits = { ...OPEN_LIMITS, cascade: true }
const selection = { tags: [], only: [], exclude: [] }

/** Files of cases.json that decK and the gateway accept. */
export function acceptedFiles(folder: string): string[] {
  const cases: Record<string, { sync_exit: number }> = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'))
  return Object.keys(cases).filter((name) => cases[name]?.sync_exit === 0)
}

/** Select tags leave the rest alone, so what was there before stays. */
export const selectsByTag = (file: string): boolean => /select_tags/.test(readFileSync(file, 'utf8'))

/** Placeholders get the value that the recordings used. */
function variables(file: string): Record<string, string> {
  const names = [...readFileSync(file, 'utf8').matchAll(/env\s+["'`](\w+)["'`]/g)].map(([, name = '']) => name)
  return Object.fromEntries(names.map((name) => [name, `value-of-${name.toLowerCase()}`]))
}

/** Plans a file, guards lifted. */
export function planOf(connection: Connection, file: string, mode: 'sync' | 'apply' = 'sync'): Promise<Prepared> {
  const options = { files: [file], plan: { mode, selection, ignoreIds: false, limits }, show: [] }
  return preparePlan(connection, options, { env: variables(file), stdin: async () => Buffer.alloc(0) }, silent)
}

async function sync(connection: Connection, file: string): Promise<string | undefined> {
  const prepared = await planOf(connection, file)
  const how = { failFast: false, deleteDespiteFailures: false }
  const outcome = await prepared.apply(how, silent).finally(() => prepared.close())
  const bad = [...outcome.results].find(([, { state }]) => state !== 'done')
  return bad && `${bad[0]}: ${JSON.stringify(bad[1])}`
}

async function changesOf(connection: Connection, file: string): Promise<string[]> {
  const prepared = await planOf(connection, file)
  await prepared.close()
  return prepared.plan.changes.map(({ id, fields }) => `${id} (${fields.map(({ path }) => path).join(', ')})`)
}

/** A dump as data, without generated ids and values, hashes, times, and the order of sets. */
async function holds(connection: Connection, file: string): Promise<string> {
  const options = { format: 'yaml' as const, withId: false, skipDefaults: false, withTtl: false }
  const { text } = await dump(connection, { ...options, selection }, silent)
  const own = readFileSync(file, 'utf8')
  const stable = text.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => (own.includes(id) ? id : 'id'))
  return JSON.stringify(comparable(load(stable, { schema: CORE_SCHEMA })))
}

const GENERATED = new Set(['password', 'created_at', 'ttl'])
const SETS = new Set([
  'tags',
  'ca_certificates',
  'protocols',
  'claims_to_verify',
  'cookie_names',
  'uri_param_names',
  'header_names',
])

function comparable(value: unknown, key = ''): unknown {
  if (GENERATED.has(key)) return null
  if (Array.isArray(value)) return SETS.has(key) ? [...value].sort() : value.map((each) => comparable(each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, comparable(each, name)]))
}

/** Does something with an empty sandbox of its own. */
export async function onSandbox<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox({ port: 0 })
  const connection: Connection = {
    provider: 'kong',
    addr: sandbox.url,
    headers: {},
    parallelism: 10,
    timeout: 30,
    tls: {},
  }
  return work(connection).finally(() => sandbox.close())
}

/** What a file alone makes of an empty sandbox. */
export function alone(file: string): Promise<string> {
  return onSandbox(async (connection) => (await sync(connection, file)) ?? (await holds(connection, file)))
}

/** Syncs one file and then another, guards lifted; gives what is not as if only the second had been synced. */
export function onePair(first: string, second: string, expected: string): Promise<string | undefined> {
  return onSandbox(async (connection) => {
    const failed = (await sync(connection, first)) ?? (await sync(connection, second))
    if (failed) return failed
    const again = await changesOf(connection, second)
    if (again.length > 0) return `a diff is not empty: ${again.join('; ')}`
    const found = await holds(connection, second)
    return found === expected ? undefined : `holds ${found} in place of ${expected}`
  })
}
