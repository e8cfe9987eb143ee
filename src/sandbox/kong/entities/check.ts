import type { Gateway } from '../gateway.ts'
import { addFinding } from '../schema/entity-checks.ts'
import { mergeEntity } from '../schema/merge.ts'
import { type Prepared, type Purpose, prepareEntity } from '../schema/prepare.ts'
import { validateRecord } from '../schema/validate.ts'
import type { FaultTable, Row } from '../schema/value.ts'
import { HOOKS } from './hooks.ts'

/** Result of looking at a body: the whole entity, or what is wrong with it. */
export type Checked = { entity: Row } | { faults: FaultTable }

/** Prepares a whole entity from what was sent and validates it. */
export function checkWhole(gateway: Gateway, collection: string, given: Row, purpose: Purpose): Checked {
  const shape = gateway.catalogue.shape(collection, given)
  const prepared = prepareEntity(shape, given, purpose, gateway.now())
  return validated(gateway, collection, prepared, given)
}

/** Lays a PATCH over the stored entity and validates the result. */
export function checkChange(gateway: Gateway, collection: string, stored: Row, given: Row): Checked {
  const shape = gateway.catalogue.shape(collection, { ...stored, ...given })
  const { entity, faults } = prepareEntity(shape, given, 'update', gateway.now())
  const merged = mergeEntity(shape, stored, entity)
  return validated(gateway, collection, { entity: { ...merged, id: stored.id ?? null }, faults }, given, stored)
}

function validated(gateway: Gateway, collection: string, prepared: Prepared, given: Row, stored?: Row): Checked {
  if (Object.keys(prepared.faults).length > 0) return { faults: prepared.faults }
  const entity = HOOKS[collection]?.adjust?.(prepared.entity, given) ?? prepared.entity
  const unknown = gateway.catalogue.subschemaFault(collection, entity)
  if (unknown) return { faults: unknown }
  const faults =
    validateRecord(gateway.catalogue.shape(collection, entity), entity, { updating: stored !== undefined }) ?? {}
  const text = HOOKS[collection]?.check?.(given, stored)
  if (text) addFinding(faults, [text])
  return Object.keys(faults).length > 0 ? { faults } : { entity }
}
