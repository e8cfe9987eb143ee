import type { Emit } from '../../model/event.ts'
import type { Outcome, Result } from '../../model/outcome.ts'
import type { Plan } from '../../model/plan.ts'
import type { Journal } from '../../model/run.ts'
import type { ApplyOptions } from '../../model/settings.ts'
import type { Applicable } from './apply-plan.ts'

/** The plan of one workspace, if there is one. */
interface Part {
  workspace: string
  /** The workspace goes. */
  prune: boolean
  prepared: ({ plan: Plan } & Pick<Applicable, 'apply'>) | undefined
}

/**
 * Applies the plans of all workspaces at once, each by itself; workspaces that go, go last, and only when all else was done.
 * Every change is accounted for in the outcome of its workspace. Raises what no plan can go on after.
 */
export async function applyAll(
  workspaces: readonly Part[],
  options: ApplyOptions,
  emit: Emit,
  signal?: AbortSignal,
  journal?: Journal,
): Promise<Map<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  const run = async (each: Part): Promise<void> => {
    if (each.prepared) outcomes.set(each.workspace, await each.prepared.apply(options, emit, signal, journal))
  }
  await Promise.all(workspaces.filter(({ prune }) => !prune).map(run))
  const isDone = workspaces.every((each) => each.prune || isWhole(each, outcomes)) && signal?.aborted !== true
  const last = workspaces.filter(({ prune }) => prune)
  if (isDone || options.deleteDespiteFailures) await Promise.all(last.map(run))
  else for (const each of last) if (each.prepared) outcomes.set(each.workspace, untouched(each.prepared.plan, signal))
  return outcomes
}

function isWhole({ workspace, prepared }: Part, outcomes: ReadonlyMap<string, Outcome>): boolean {
  const outcome = outcomes.get(workspace)
  if (prepared === undefined || outcome === undefined) return false
  return prepared.plan.changes.every(({ id }) => outcome.results.get(id)?.state === 'done')
}

function untouched(plan: Plan, signal: AbortSignal | undefined): Outcome {
  const because = signal?.aborted
    ? 'interrupted'
    : 'another workspace failed; workspaces go only after all else succeeded (--delete-despite-failures overrides)'
  const result: Result = { state: 'not attempted', because }
  const results = new Map(plan.changes.map(({ id }) => [id, result]))
  return { results, interrupted: signal?.aborted ?? false, written: 0, milliseconds: 0 }
}
