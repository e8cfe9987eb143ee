import type { Rehearsal, RehearsedPlan } from '../model/rehearsal.ts'
import { type Colour, ink } from './ink.ts'
import { outcomeSummary } from './outcome-text.ts'
import type { Part } from './plan-json.ts'
import { printable } from './printable.ts'

/** How many changes that were not tried are named. */
const NAMED = 10

/** How the changes of a rehearsal ended. */
interface Account {
  changes: number
  done: number
  failed: number
  not_attempted: number
  not_rehearsed: number
}

/**
 * Sums up a rehearsal: what was tried on what, how it would end, and what could not be tried.
 * @param rehearsal what came of it
 * @param colour what the stream takes
 * @returns text that ends with an end of line
 */
export function rehearsalText(rehearsal: Rehearsal, colour: Colour): string {
  const paint = ink(colour)
  const { changes, done, failed, not_attempted, not_rehearsed } = total(rehearsal.plans.map(accountOf))
  const on = `Rehearsal on a copy with ${rehearsal.entities} ${rehearsal.entities === 1 ? 'entity' : 'entities'}`
  const rest = [
    ...(not_attempted > 0 ? [`${not_attempted} would not be attempted`] : []),
    ...(not_rehearsed > 0 ? [`${not_rehearsed} not rehearsed`] : []),
  ]
  const tried = `${done} of ${changes} ${changes === 1 ? 'change' : 'changes'}`
  const verdict =
    failed === 0
      ? paint.good([`${tried} succeeded`, ...rest].join(', '))
      : paint.error([`${failed} of ${changes} ${changes === 1 ? 'change' : 'changes'} would fail`, ...rest].join(', '))
  return `${[`${on}: ${verdict}.`, ...untriedLines(rehearsal)].join('\n')}\n`
}

function untriedLines({ plans }: Rehearsal): string[] {
  const untried = plans.flatMap((plan) => plan.untried)
  const lines = untried
    .slice(0, NAMED)
    .map(({ change, because }) => `  not rehearsed: ${printable(change)} (${printable(because)})`)
  return untried.length > NAMED ? [...lines, `  and ${untried.length - NAMED} more`] : lines
}

/**
 * Gives a rehearsal as data for the JSON report; what would fail is among its diagnostics.
 * @param rehearsal what came of it
 */
export function rehearsalJson({ entities, plans, notes }: Rehearsal): Part {
  return {
    entities,
    ...total(plans.map(accountOf)),
    unseen: notes.map(({ message }) => message),
    untried: plans.flatMap(({ workspace, untried }) =>
      untried.map((each) => ({ ...each, ...(workspace !== undefined && { workspace }) })),
    ),
  }
}

function accountOf({ plan, outcome, failures, untried }: RehearsedPlan): Account {
  const out = new Set(untried.map(({ change }) => change))
  const changes = plan.changes.filter(({ id }) => !out.has(id))
  const { done, skipped, not_attempted } = outcomeSummary({ changes }, outcome)
  const all = { changes: plan.changes.length, not_rehearsed: out.size }
  return { ...all, done, failed: failures.length, not_attempted: skipped + not_attempted }
}

function total(accounts: readonly Account[]): Account {
  const sum = { changes: 0, done: 0, failed: 0, not_attempted: 0, not_rehearsed: 0 }
  for (const account of accounts) for (const name of Object.keys(sum) as (keyof Account)[]) sum[name] += account[name]
  return sum
}
