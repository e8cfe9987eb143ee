import { listLeases } from '../../backups/leases.ts'
import type { Store } from '../../model/store.ts'

const FOLDER = 'runs/'
const HEAD = 'run.json'

/**
 * Takes runs out of a store, with backup, record and journal. A run is one as long as its head is there: that goes first, the older run
 * before those that undid it, so that what is left when this is cut off is whole runs and leftovers that are none. Raises a Refusal
 * (failed) of the store's.
 * @param ids of the runs
 */
export async function removeRuns(store: Store, ids: readonly string[]): Promise<void> {
  for (const id of [...ids].sort()) {
    await store.remove(`${FOLDER}${id}/${HEAD}`)
    await store.removeBelow(`${FOLDER}${id}`)
  }
}

/**
 * Finds folders of runs that are none: the program was cut off before the run began, or while it was removed. What belongs to a run that
 * is about to begin is none of them: its lease is there before its first file is. Raises a Refusal (failed) of the store's.
 * @returns their ids
 */
export async function findLeftovers(store: Store): Promise<string[]> {
  const names = (await store.list(FOLDER)).map((name) => name.slice(FOLDER.length).split('/'))
  const begun = new Set(names.flatMap(([id, file]) => (file === HEAD ? [id] : [])))
  const headless = new Set(names.flatMap(([id = '']) => (begun.has(id) ? [] : [id])))
  if (headless.size === 0) return []
  // Looked at after the files, so that whoever wrote those has its lease, or has its head there by now.
  const leases = await listLeases(store)
  if (leases.some(({ state }) => state === 'damaged')) return []
  const starting = new Set(leases.flatMap(({ state, record }) => (state === 'dead' ? [] : [record?.run])))
  const found: string[] = []
  for (const id of headless)
    if (!starting.has(id) && (await store.read(`${FOLDER}${id}/${HEAD}`)) === undefined) found.push(id)
  return found
}
