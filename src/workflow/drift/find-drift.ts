import type { AppliedHead } from '../../model/applied.ts'
import type { Change } from '../../model/change.ts'
import { type Diagnostic, Refusal, warning } from '../../model/diagnostic.ts'
import type { RunHead } from '../../model/run.ts'
import type { Store } from '../../model/store.ts'
import { attribute } from '../../plan/drift/attribute.ts'
import type { Ignoring } from '../../plan/drift/ignore.ts'
import { remember } from '../../plan/drift/remembered.ts'
import { nameOfKey, stampWith } from '../../plan/saved/fingerprint.ts'
import type { Prepared } from '../plan/planned.ts'
import { type AppliedPlace, type AppliedText, groupsOf, readApplied } from './applied-files.ts'
import { laterRun } from './later-run.ts'
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
  /** Why there are no causes, where anything differs. */
  without?: Diagnostic
}

/**
 * Tells how a controller differs from the files and, where a record of what was applied last is in the store, which side changed since.
 * A store that cannot be read is none.
 * @param prepared the plan that would take the differences away
 */
export async function findDrift(prepared: Prepared, { store, ignoring, key }: DriftOptions): Promise<Drift> {
  // What a delete would take along, and the files do not speak for, is no difference of theirs.
  const own = prepared.plan.changes.filter(({ outside }) => outside === undefined)
  const { changes, ignored } = ignoring.takeOut(own)
  const applied = prepared.applied?.()
  if (changes.length === 0) return { changes, ignored }
  if (applied === undefined) return { changes, ignored, without: noRecord(store) }
  const record = await recordAt(placeOfPlan(store, prepared))
  if ('code' in record) return { changes, ignored, without: record }
  const { head } = record
  const isSameKey = key !== undefined && nameOfKey(key) === head.fingerprint_key
  const memory = remember(head, groupsOf(record, untouched(applied.kinds, changes)))
  const { kinds, typeOf, scope } = applied
  const options = { memory, kinds, typeOf, lists: scope, stamp: isSameKey ? stampWith(key) : undefined }
  return { changes: attribute(changes, options), ignored, base: head }
}

/** The record, or why there is none to go by. */
async function recordAt(place: AppliedPlace): Promise<AppliedText | Diagnostic> {
  try {
    const record = await readApplied(place)
    if (record === undefined) return noRecord(place.store)
    const later = await laterRun(place, record.head)
    return later ? outlived(record.head, later) : record
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return warning('no-record', `${error.message}, ${UNTOLD}`, { hint: HOW })
  }
}

const UNTOLD = 'so it is not told which side changed'
const HOW = 'sync and apply keep one in their store; --store FOLDER names another place'

const noRecord = ({ name }: Store): Diagnostic =>
  warning('no-record', `${name} has no record of what was applied here last, ${UNTOLD}`, { hint: HOW })

function outlived({ command, at }: AppliedHead, { id, command: later }: RunHead): Diagnostic {
  const message = `run ${id} (keelson ${later}) could not take away the record of what ${command} applied on ${at}, ${UNTOLD}`
  const hint = 'see to it that applied/ in the store can be written; the next sync makes a new record'
  return warning('outlived-record', message, { hint })
}

/** Kinds that nothing is asked about. */
function untouched(kinds: readonly { name: string }[], changes: readonly Change[]): Set<string> {
  const touched = new Set(changes.map(({ kind }) => kind))
  return new Set(kinds.map(({ name }) => name).filter((name) => !touched.has(name)))
}
