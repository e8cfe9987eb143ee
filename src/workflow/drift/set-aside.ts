import type { AppliedHead } from '../../model/applied.ts'
import type { Change } from '../../model/change.ts'
import { withoutTouched } from '../../plan/drift/cover.ts'
import { gather } from '../../plan/drift/gather.ts'
import { sealOf } from '../../plan/drift/mark.ts'
import { nameOfKey, stampWith } from '../../plan/saved/fingerprint.ts'
import type { Prepared } from '../plan/planned.ts'
import { namesOfRun } from '../runs/run-files.ts'
import {
  type AppliedPlace,
  type AppliedText,
  forgetApplied,
  groupLines,
  groupsOf,
  keepCopy,
  linesOf,
  readCopy,
  writeApplied,
} from './applied-files.ts'
import { trueRecord } from './later-run.ts'

/** The run that is about to write. */
interface Writer {
  run: string
  /** What it does not touch stays known. */
  keeps: boolean
  /** 32 bytes: the key of fingerprints, where there is one. */
  key?: Uint8Array | undefined
}

/**
 * Takes out of the record of what was applied last all that a plan may change, before anything is written: what is left is true however
 * the run ends. The whole record goes with the run, for whoever undoes it. Raises a Refusal (failed) of the store's.
 * @returns the record as it was
 */
export async function setAside(
  prepared: Prepared,
  place: AppliedPlace,
  { run, keeps, key }: Writer,
): Promise<AppliedText | undefined> {
  const before = await trueRecord(place, run)
  if (before) await keepCopy(place, run, before)
  const applied = keeps ? prepared.applied?.() : undefined
  if (before === undefined || applied === undefined) {
    await forgetApplied(place)
    return before
  }
  const { changes } = prepared.plan
  const isSameKey = key !== undefined && nameOfKey(key) === before.head.fingerprint_key
  const seal = sealOf(before.head.salt, isSameKey ? stampWith(key) : undefined)
  const groups = gather({ ...applied, kept: [], plan: { changes: changes.map(present) }, drawn: new Map() }, seal)
  const gone = new Set(changes.flatMap(({ entityId, oldId }) => [entityId ?? [], oldId ?? []].flat()))
  const kinds = new Set(changes.map(({ kind }) => kind))
  const touched = { head: before.head, lines: linesOf(before, kinds, true) }
  const rest = withoutTouched(groupsOf(touched), { groups, covers: {}, gone })
  await writeApplied(place, { ...renamed(before.head, run), covers: without(before.head.covers, kinds) }, [
    ...linesOf(before, kinds, false),
    ...groupLines(rest),
  ])
  return before
}

/**
 * Puts a record back: that of a run that wrote nothing after all. Raises a Refusal (failed) of the store's.
 * @param before as `setAside` gave it
 */
export async function takeBack(place: AppliedPlace, { head, lines }: AppliedText): Promise<void> {
  await writeApplied(place, { ...head, id: newId() }, lines)
}

/**
 * Puts back the record that was there before a run that is undone, unless anybody has left another one since. Raises a Refusal (failed)
 * of the store's.
 * @param before the record when the undo began, as `setAside` gave it
 * @param undo the run that undid it, and the run that was undone with all that undid that one
 */
export async function putBack(
  place: AppliedPlace,
  before: AppliedText | undefined,
  undo: { run: string; undoes: string; family: readonly string[] },
): Promise<void> {
  const left = before?.head.left_by
  if (left === undefined || ![undo.undoes, ...undo.family].includes(left)) return
  const copy = await readCopy(place, undo.undoes)
  if (copy) await writeApplied(place, renamed(copy.head, undo.run), copy.lines)
}

const newId = (): string => namesOfRun(new Date()).id

const renamed = (head: AppliedHead, run: string): AppliedHead => ({ ...head, id: newId(), left_by: run })

/** What is to be deleted is known by its key too. */
const present = (change: Change): Change =>
  change.action === 'delete' && change.before ? { ...change, action: 'update', after: change.before } : change

function without(covers: AppliedHead['covers'], kinds: ReadonlySet<string>): AppliedHead['covers'] {
  return Object.fromEntries(Object.entries(covers).filter(([kind]) => !kinds.has(kind)))
}
