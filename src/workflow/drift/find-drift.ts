import type { AppliedHead } from '../../model/applied.ts'
import type { Change } from '../../model/change.ts'
import type { Store } from '../../model/store.ts'
import { attribute } from '../../plan/drift/attribute.ts'
import type { Ignoring } from '../../plan/drift/ignore.ts'
import { remember } from '../../plan/drift/remembered.ts'
import { nameOfKey, stampWith } from '../../plan/saved/fingerprint.ts'
import type { Prepared } from '../plan/planned.ts'
import { groupsOf, readApplied } from './applied-files.ts'
import { placeOfPlan } from './note-applied.ts'

/** What a drift report takes beside the plan. */
export interface DriftOptions {
  store: Store
  ignoring: Ignoring
  /** 32 bytes: the key of fingerprints, where there is one. */
  key?: Uint8Array | undefined
}

/** How a controller and the files differ. */
export interface Drift {
  /** As in a plan; with causes where there is a record. */
  changes: Change[]
  /** Entities that differ in nothing but what is ignored. */
  ignored: number
  /** The record that the causes are from: of what was applied last. Not looked for where nothing differs. */
  base?: AppliedHead
}

/**
 * Tells how a controller differs from the files and, where a record of what was applied last is in the store, which side changed since.
 * Raises a Refusal (failed) for a store that cannot be read.
 * @param prepared the plan that would take the differences away
 */
export async function findDrift(prepared: Prepared, { store, ignoring, key }: DriftOptions): Promise<Drift> {
  // What a delete would take along, and the files do not speak for, is no difference of theirs.
  const own = prepared.plan.changes.filter(({ outside }) => outside === undefined)
  const { changes, ignored } = ignoring.takeOut(own)
  const applied = prepared.applied?.()
  const record = changes.length === 0 || !applied ? undefined : await readApplied(placeOfPlan(store, prepared))
  if (record === undefined || applied === undefined) return { changes, ignored }
  const { head } = record
  const isSameKey = key !== undefined && nameOfKey(key) === head.fingerprint_key
  const memory = remember(head, groupsOf(record, untouched(applied.kinds, changes)))
  const { kinds, typeOf, scope } = applied
  const options = { memory, kinds, typeOf, lists: scope, stamp: isSameKey ? stampWith(key) : undefined }
  return { changes: attribute(changes, options), ignored, base: head }
}

/** Kinds that nothing is asked about. */
function untouched(kinds: readonly { name: string }[], changes: readonly Change[]): Set<string> {
  const touched = new Set(changes.map(({ kind }) => kind))
  return new Set(kinds.map(({ name }) => name).filter((name) => !touched.has(name)))
}
