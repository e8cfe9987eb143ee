import { type Diagnostic, Refusal, warning } from '../../model/diagnostic.ts'
import type { RunHead } from '../../model/run.ts'
import type { Store } from '../../model/store.ts'
import type { Context } from '../arguments/command.ts'

/** What became of older runs. */
interface Pruned {
  /** Ids of those that were removed. */
  removed: readonly string[]
  warnings: readonly Diagnostic[]
}

/**
 * Removes the oldest runs of a target once one of them is done, where `keep-runs` says how many stay. That this fails is no reason for
 * the run to fail.
 * @param context the command's context
 * @param store where they are
 * @param head the run that is done
 */
export async function pruneAfter(context: Context, store: Store, { target }: RunHead): Promise<Pruned> {
  const { settings, world, print } = context
  const keep = settings.number('keep-runs')
  if (keep === undefined) return { removed: [], warnings: [] }
  const [{ expendable }, { removeRuns }] = await Promise.all([
    import('../../runs/expendable.ts'),
    import('../../workflow/runs/prune-runs.ts'),
  ])
  try {
    const own = (await world.workflows.listRuns(store)).filter(
      ({ trace }) => trace.head.target.identity === target.identity,
    )
    const removed = expendable(own, { keep }).runs.map(({ trace }) => trace.head.id)
    await removeRuns(store, removed)
    const what = removed.length === 1 ? '1 older run' : `${removed.length} older runs`
    if (removed.length > 0) await print.note(`Removed ${what} of this target from ${store.name} (keep-runs ${keep}).\n`)
    return { removed, warnings: [] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const message = `older runs could not be removed (keep-runs ${keep}): ${error.message}`
    return { removed: [], warnings: [warning('not-pruned', message, { hint: 'keelson runs prune does the same' })] }
  }
}
