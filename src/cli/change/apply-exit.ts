import type { Outcome } from '../../model/outcome.ts'
import type { Plan } from '../../model/plan.ts'
import type { RunOutcome } from '../../model/run.ts'
import { outcomeSummary } from '../../report/outcome-text.ts'
import type { Exit } from '../terminal/exit.ts'

/**
 * Tells how an apply ended.
 * @param plan the plan
 * @param outcome what became of it
 */
export function exitOf(plan: Plan, outcome: Outcome): RunOutcome['state'] {
  const { done } = outcomeSummary(plan, outcome)
  if (done === plan.changes.length) return 'done'
  if (outcome.interrupted) return 'interrupted'
  return outcome.written > 0 ? 'partly' : 'failed'
}

/**
 * Tells how a run over several workspaces ended. Some that went well and some that did not make a part; where none went
 * well, it is how all of them ended, or a failure.
 * @param each how each workspace ended
 */
export function exitOfAll(each: readonly Exit[]): Exit {
  const bad = each.filter((exit) => exit !== 'done' && exit !== 'changes')
  const [first] = bad
  if (first === undefined) return each.includes('changes') ? 'changes' : 'done'
  if (bad.includes('interrupted')) return 'interrupted'
  if (bad.length < each.length || bad.includes('partly')) return 'partly'
  return bad.every((exit) => exit === first) ? first : 'failed'
}

/**
 * Sums up how a run ended, for its outcome in the store.
 * @param applied its plans, each with what became of it
 */
export function outcomeOfRun(applied: readonly { plan: Plan; outcome: Outcome }[]): Omit<RunOutcome, 'ended'> {
  const sums = { done: 0, failed: 0, skipped: 0, not_attempted: 0 }
  for (const { plan, outcome } of applied) {
    const summary = outcomeSummary(plan, outcome)
    for (const name of ['done', 'failed', 'skipped', 'not_attempted'] as const) sums[name] += summary[name]
  }
  const states = applied.map(({ plan, outcome }) => exitOf(plan, outcome))
  const written = states.includes('partly') || sums.done > 0
  const whole = states.every((state) => state === 'done')
  const state = whole ? 'done' : states.includes('interrupted') ? 'interrupted' : written ? 'partly' : 'failed'
  return { state, ...sums }
}
