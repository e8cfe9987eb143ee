import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Review, ReviewedPlan } from '../../model/review.ts'
import { diagnosticsText, located } from '../diagnostics-text.ts'
import { outcomeSummary, outcomeText } from '../outcome-text.ts'
import { printable } from '../printable.ts'
import { inWorkspace } from '../workspaces-text.ts'
import { actionCounts } from './counts.ts'
import { FOLD_ABOVE, fenced, inCode, wholeStart } from './escape.ts'
import { summaryTable } from './table.ts'

/** How a run ended that does not speak for itself, by the name of its exit code. */
const ENDED: Readonly<Record<string, string>> = {
  failed: ' failed',
  invalid: ' failed: invalid input',
  refused: ' refused',
  partly: ' partly applied',
  interrupted: ' interrupted',
}

const REFUSED = '**Refused**, as long as this stands against it:'
const LONGEST_LINE = 400
const PLAIN = 0

/**
 * Writes what stands above the changes: how it ended, where, what speaks against it, how many changes there are.
 * @param review what is looked at
 * @param limit characters of the whole report; this takes less than two thirds of them
 * @returns paragraphs
 */
export function head(review: Review, limit: number): string[] {
  const { plans, problems, facts = [] } = review
  const isError = ({ level }: Diagnostic): boolean => level === 'error'
  const of = ({ workspace }: ReviewedPlan) => (plans.length > 1 ? workspace : undefined)
  const refusals = plans.flatMap((each) => named(each.refusals, of(each)))
  const failures = plans.flatMap(({ failure, workspace = '' }) =>
    failure === undefined ? [] : [`${workspace}: ${failure}`],
  )
  const warnings = plans.flatMap((each) => named(each.warnings, of(each)))
  const remarks = [...problems.filter((each) => !isError(each)), ...warnings]
  const against = diagnosticLines([...problems.filter(isError), ...refusals])
  return [
    `## ${title(review)}`,
    ...about(review),
    ...shown(`> [!CAUTION]\n> ${review.status === 'refused' ? REFUSED : 'What went wrong:'}`, against, limit * 0.15),
    ...shown('> [!CAUTION]\n> There is no plan for these workspaces:', failures, limit * 0.1),
    ...folded('What became of it', [...outcomeLines(plans), ...facts], limit * 0.15),
    ...summaryTable(plans, limit * 0.1),
    ...folded('Warnings', diagnosticLines(remarks), limit * 0.1),
  ]
}

function title({ command, status, plans }: Review): string {
  const run = `Keelson ${command}${ENDED[status] ?? ''}`
  if (plans.length === 0) return run
  const changes = plans.flatMap(({ plan }) => plan.changes)
  const applied = plans.filter(({ outcome }) => outcome !== undefined)
  if (applied.length === 0) return `${run}: ${actionCounts(changes)}`
  const done = applied.reduce((sum, { plan, outcome }) => sum + (outcome ? outcomeSummary(plan, outcome).done : 0), 0)
  return `${run}: ${done} of ${changes.length} changes applied`
}

function about({ target, plans }: Review): string[] {
  if (target === undefined) return []
  const [only] = plans
  const workspace = plans.length === 1 && only?.workspace !== undefined ? `, workspace ${inCode(only.workspace)}` : ''
  return [`${inCode(`${target.product} ${target.version}`)} at ${inCode(target.address)}${workspace}`]
}

function named(diagnostics: readonly Diagnostic[], workspace: string | undefined): Diagnostic[] {
  return inWorkspace(located(diagnostics), workspace)
}

function diagnosticLines(diagnostics: readonly Diagnostic[]): string[] {
  return diagnosticsText(located(diagnostics), PLAIN).split('\n').slice(0, -1)
}

/** Workspaces in which something was not done come first, then what that is. */
function outcomeLines(plans: readonly ReviewedPlan[]): string[] {
  const accounts: Record<'done' | 'undone', string[]> = { done: [], undone: [] }
  const undone: string[] = []
  for (const { plan, outcome, workspace } of plans) {
    if (outcome === undefined) continue
    const lines = outcomeText(plan, outcome, PLAIN).split('\n').slice(0, -1)
    const name = workspace === undefined || plans.length === 1 ? '' : `${workspace}: `
    accounts[lines.length > 1 ? 'undone' : 'done'].push(`${name}${lines.pop() ?? ''}`)
    for (const line of lines) undone.push(line)
  }
  return [...accounts.undone, ...undone, ...accounts.done]
}

/** A paragraph and lines below it, as many as there is room for; nothing where there are none. */
function shown(above: string, lines: readonly string[], room: number): string[] {
  return lines.length === 0 ? [] : [above, fitting(lines, room)]
}

/** Lines under a title, folded where they are many. */
function folded(title: string, lines: readonly string[], room: number): string[] {
  if (lines.length <= FOLD_ABOVE) return shown(`${title}:`, lines, room)
  return [`<details><summary>${title}: ${lines.length} lines</summary>\n\n${fitting(lines, room)}\n\n</details>`]
}

function fitting(lines: readonly string[], room: number): string {
  const kept: string[] = []
  let left = room
  for (const line of lines) {
    const own = printable(line.length > LONGEST_LINE ? `${wholeStart(line, LONGEST_LINE)}…` : line)
    left -= own.length + 1
    if (left < 0) break
    kept.push(own)
  }
  const rest = lines.length - kept.length
  return fenced([...kept, ...(rest > 0 ? [`… ${rest} more lines`] : [])], 'text').join('\n')
}
