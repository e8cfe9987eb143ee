import type { AppliedHead } from '../../model/applied.ts'
import type { RunHead } from '../../model/run.ts'
import { isSameTarget } from '../../model/same-target.ts'
import { headsAfter } from '../runs/read-runs.ts'
import { type AppliedPlace, type AppliedText, readApplied } from './applied-files.ts'

/**
 * Finds a run that began in a workspace after a record of what was applied last was made: since it was to take the record away, and the
 * record is still there, it is not true. Raises a Refusal (failed) of the store's.
 * @param place whose record
 * @param record its head
 * @param own a run that does not count, for it is about to take the record away
 */
export async function laterRun(
  { store, target, workspace }: AppliedPlace,
  record: AppliedHead,
  own?: string,
): Promise<RunHead | undefined> {
  const heads = await headsAfter(store, record.id)
  return heads.find(({ id, target: changed, workspaces }) => {
    return id !== own && isSameTarget(changed, target) && workspaces.includes(workspace)
  })
}

/**
 * Reads the record of what was applied last, unless a run has begun since that was to take it away. Raises a Refusal (failed) of the
 * store's.
 * @param own as above
 */
export async function trueRecord(place: AppliedPlace, own?: string): Promise<AppliedText | undefined> {
  const record = await readApplied(place)
  return record && (await laterRun(place, record.head, own)) === undefined ? record : undefined
}
