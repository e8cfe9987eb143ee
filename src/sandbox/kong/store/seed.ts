import { loadConfig } from '../declarative/load.ts'
import type { Gateway } from '../gateway.ts'
import { Refusal } from '../refusal.ts'
import type { Row } from '../schema/value.ts'

/** Fills an empty store from a declarative configuration. Throws when the configuration is not valid. */
export function seedStore(gateway: Gateway, seed: Row): void {
  try {
    loadConfig(gateway, { _format_version: '3.0', ...seed }, false)
  } catch (error) {
    if (error instanceof Refusal) throw new Error(`the seed is not valid: ${JSON.stringify(error.body)}`)
    throw error
  }
}

/** True when there is no entity at all, beside those that are always there. */
export function isEmptyStore({ catalogue, store, spaces }: Gateway): boolean {
  const collections = [...catalogue.collections.values()]
  const empty = collections.every(({ name, builtIn }) => builtIn || store.table(name).size === 0)
  return empty && spaces.others(store).length === 0
}
