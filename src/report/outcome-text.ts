import type { Change } from '../model/change.ts'
import type { Outcome, Result } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'
import type { Reached } from '../model/window.ts'
import { type Colour, type Ink, ink } from './ink.ts'
import { printable } from './printable.ts'

const PAST: Readonly<Record<Change['action'], string>> = {
  delete: 'deleted',
  replace: 'replaced',
  create: 'created',
  update: 'updated',
}

/** How many changes ended in each way. */
export interface OutcomeSummary {
  done: number
  failed: number
  skipped: number
  not_attempted: number
}

/**
 * Counts an outcome; a change without a result counts as not attempted, so that the numbers add up to the plan.
 * @param plan the plan
 * @param outcome what became of it
 */
export function outcomeSummary(plan: Pick<Plan, 'changes'>, outcome: Outcome): OutcomeSummary {
  const summary: OutcomeSummary = { done: 0, failed: 0, skipped: 0, not_attempted: 0 }
  for (const change of plan.changes) {
    const state = outcome.results.get(change.id)?.state ?? 'not attempted'
    summary[state === 'not attempted' ? 'not_attempted' : state]++
  }
  return summary
}

/**
 * Writes what became of a plan: everything that was not done with its reason, then the account of all changes. A hint that is the same
 * for several failures, one after another, stands below the last of them.
 * @param plan the plan
 * @param outcome what became of it
 * @param colour what the stream takes
 * @returns text that ends with an end of line
 */
export function outcomeText(plan: Pick<Plan, 'changes'>, outcome: Outcome, colour: Colour): string {
  const paint = ink(colour)
  const hinting = whereHintsStand(plan, outcome)
  const lines = plan.changes.flatMap((change) => entry(change, outcome.results.get(change.id), paint, hinting))
  return `${[...lines, account(plan, outcome, paint)].join('\n')}\n`
}

/**
 * Tells in one line what `--parallelism auto` came to.
 * @param reached as the window tells it
 * @returns text that ends with an end of line
 */
export function parallelismText({ highest, last, halved }: Reached): string {
  const times = halved === 1 ? 'once' : `${halved} times`
  const cuts = halved === 0 ? 'never halved' : `halved ${times} because of overload`
  return `parallelism auto: up to ${highest} requests at once, ${last} in the end; ${cuts}\n`
}

/**
 * Says what became of what a failed change had deleted to make way.
 * @param restored whether it is there again
 */
export function restoredText(restored: boolean): string {
  return `what was deleted to make way ${restored ? 'was' : 'could NOT be'} put back`
}

/** Changes below which the hint of their failure is said. */
function whereHintsStand(plan: Pick<Plan, 'changes'>, { results }: Outcome): Set<string> {
  const failed = plan.changes.flatMap(({ id }) => {
    const result = results.get(id)
    return result?.state === 'failed' ? [{ id, hint: result.hint }] : []
  })
  return new Set(failed.filter(({ hint }, at) => hint !== failed[at + 1]?.hint).map(({ id }) => id))
}

function entry(change: Change, result: Result | undefined, paint: Ink, hinting: ReadonlySet<string>): string[] {
  const name = printable(change.id)
  if (result === undefined) return [`${paint.warning('not attempted')}  ${name}: no word of it`]
  if (result.state === 'done') return []
  if (result.state !== 'failed') return [`${paint.warning(result.state)}  ${name}: ${printable(result.because)}`]
  return [
    `${paint.error('failed')}  ${name}: ${printable(result.reason)}`,
    ...(result.hint === undefined || !hinting.has(change.id)
      ? []
      : [paint.faint(`    hint: ${printable(result.hint)}`)]),
    ...(result.restored === undefined ? [] : [`    ${restoredText(result.restored)}`]),
  ]
}

function account(plan: Pick<Plan, 'changes'>, outcome: Outcome, paint: Ink): string {
  const counts = outcomeSummary(plan, outcome)
  const seconds = (outcome.milliseconds / 1000).toFixed(1)
  const start = outcome.interrupted ? 'Interrupted.' : counts.done === plan.changes.length ? 'Done.' : 'Not done.'
  const detail = doneByAction(plan, outcome)
  const rest = [
    ...(counts.failed > 0 ? [paint.error(`${counts.failed} failed`)] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} skipped`] : []),
    ...(counts.not_attempted > 0 ? [`${counts.not_attempted} not attempted`] : []),
  ]
  const head = (counts.done === plan.changes.length ? paint.good : paint.error)(start)
  const applied = `${counts.done} of ${plan.changes.length} changes applied in ${seconds} s${detail}`
  return `${head} ${[applied, ...rest].join('; ')}.`
}

function doneByAction(plan: Pick<Plan, 'changes'>, outcome: Outcome): string {
  const done = plan.changes.filter((change) => outcome.results.get(change.id)?.state === 'done')
  const parts = (['delete', 'replace', 'create', 'update'] as const).flatMap((action) => {
    const count = done.filter((change) => change.action === action).length
    return count > 0 ? [`${count} ${PAST[action]}`] : []
  })
  return parts.length > 0 ? ` (${parts.join(', ')})` : ''
}
