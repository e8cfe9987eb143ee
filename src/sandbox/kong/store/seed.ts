import type { Catalogue } from '../catalogue.ts'
import { loadConfig } from '../declarative/load.ts'
import type { Gateway } from '../gateway.ts'
import { Refusal } from '../refusal.ts'
import type { Row } from '../schema/value.ts'
import type { Snapshot } from './store.ts'

/** Fills an empty store from a declarative configuration. Throws when the configuration is not valid. */
export function seedStore(gateway: Gateway, seed: Row): void {
  try {
    loadConfig(gateway, { _format_version: '3.0', ...seed }, false)
  } catch (error) {
    if (error instanceof Refusal) throw new Error(`the seed is not valid: ${JSON.stringify(error.body)}`)
    throw error
  }
}

/** A snapshot without rows of collections that this gateway does not have. */
export function knownRows(catalogue: Catalogue, { rows, spaces, ...rest }: Snapshot): Snapshot {
  const known = Object.entries(rows).filter(([name]) => catalogue.collections.has(name))
  const others = Object.entries(spaces ?? {}).map(([id, space]) => [id, knownRows(catalogue, space)] as const)
  return { ...rest, rows: Object.fromEntries(known), ...(spaces && { spaces: Object.fromEntries(others) }) }
}

/** True when there is no entity at all, beside those that are always there. */
export function isEmptyStore({ catalogue, store, spaces }: Gateway): boolean {
  const collections = [...catalogue.collections.values()]
  const empty = collections.every(({ name, builtIn }) => builtIn || store.table(name).size === 0)
  return empty && spaces.others(store).length === 0
}
