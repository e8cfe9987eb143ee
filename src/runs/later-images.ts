import type { Kind } from '../model/kind.ts'
import type { StoredRun } from './stored-run.ts'
import { type Image, touchedBy } from './touched.ts'

/**
 * Gives the runs that undid a run, those that undid these, and so on.
 * @param id the run
 * @param runs all that are known, in any order
 */
export function undoersOf<T extends { head: { id: string; undoes?: string } }>(id: string, runs: readonly T[]): T[] {
  const own = runs.filter(({ head }) => head.undoes === id)
  return [...own, ...own.flatMap(({ head }) => undoersOf(head.id, runs))]
}

/**
 * Gathers how entities may have been left by runs that undid another one: what they left is no change by somebody else.
 * @param runs these runs
 * @param kinds the rows of the kinds
 * @returns by workspace and handle
 */
export function laterImages(
  runs: readonly StoredRun[],
  kinds: readonly Kind[],
): Map<string | undefined, Map<string, Image[]>> {
  const found = new Map<string | undefined, Map<string, Image[]>>()
  for (const run of runs) {
    for (const [workspace, touched] of touchedBy(run, kinds)) {
      const images = found.get(workspace) ?? new Map<string, Image[]>()
      found.set(workspace, images)
      for (const { handle, images: left } of touched.values())
        images.set(handle, [...left, ...(images.get(handle) ?? [])])
    }
  }
  return found
}
