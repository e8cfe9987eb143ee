import type { Kind } from '../model/kind.ts'
import type { Verdict } from './look-up.ts'
import { type StepFate, stepFates } from './step-fates.ts'
import type { StoredRun } from './stored-run.ts'
import { takenTitles } from './taken-title.ts'
import { handleOf, touchedBy } from './touched.ts'

/** What became of one change of a run. */
export interface ChangeState {
  workspace?: string
  change: string
  state: StepFate['state'] | 'partly done' | 'taken along'
  /** Of one that is pending: what a look at the controller told. */
  found?: Verdict
  reason?: string
}

/**
 * Says of each change of a run what became of it, the entities that deletes took along among them.
 * @param run the run
 * @param verdictOf what a look at the controller told of a step, where it was looked up
 * @param kinds the rows of the kinds
 */
export function changeStates(
  run: StoredRun,
  verdictOf: (fate: StepFate) => Verdict | undefined,
  kinds: readonly Kind[],
): ChangeState[] {
  const fates = stepFates(run.record, run.lines)
  const touched = touchedBy(run, kinds)
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  return run.record.workspaces.flatMap((plan) => {
    const { workspace } = plan
    const where = workspace === undefined ? {} : { workspace }
    const byChange = new Map<string, StepFate[]>()
    for (const fate of fates)
      if (fate.workspace === workspace)
        byChange.set(fate.step.change, [...(byChange.get(fate.step.change) ?? []), fate])
    const own = [...byChange].map(([change, steps]) => ({ ...where, change, ...stateOf(steps, verdictOf) }))
    const along = [...takenTitles(plan, rows)].flatMap(([{ kind: name, id, fields }, title]) => {
      const kind = rows.get(name)
      if (kind === undefined) return []
      const isGone = touched.get(workspace)?.has(handleOf(kind, id, fields)) === true
      return { ...where, change: `delete ${title}`, state: isGone ? ('taken along' as const) : ('not begun' as const) }
    })
    return [...own, ...along]
  })
}

function stateOf(
  steps: readonly StepFate[],
  verdictOf: (fate: StepFate) => Verdict | undefined,
): Pick<ChangeState, 'state' | 'found' | 'reason'> {
  const pending = steps.find(({ state }) => state === 'pending')
  const found = pending && verdictOf(pending)
  if (pending) return { state: 'pending', ...(found && { found }) }
  const failed = steps.find(({ state }) => state === 'failed')
  const done = steps.filter(({ effect }) => effect === 'yes').length
  if (done === steps.length) return { state: 'done' }
  const reason = failed?.reason === undefined ? {} : { reason: failed.reason }
  if (done > 0) return { state: 'partly done', ...reason }
  return { state: failed?.state ?? steps.at(-1)?.state ?? 'not begun', ...reason }
}
