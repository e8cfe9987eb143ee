import type { Diagnostic } from '../model/diagnostic.ts'
import type { Review, ReviewedPlan } from '../model/review.ts'
import { type Located, located } from './diagnostics-text.ts'
import { changesText } from './plan-summary.ts'
import { printable } from './printable.ts'
import { inWorkspace } from './workspaces-text.ts'

/** GitHub shows at most ten errors and ten warnings of a step and drops the rest in silence. */
const MOST = 10
const LONGEST = 500

interface Note {
  level: 'error' | 'warning' | 'notice'
  message: string
  file?: string | undefined
  line?: number | undefined
  column?: number | undefined
}

/**
 * Writes the most important of a review as workflow commands of GitHub Actions, which shows them above a run and beside the lines of
 * state files that they are about.
 * @param review what is looked at; secrets are not in it
 * @returns lines, the worst first, at most ten; where there would be more, the last one counts them
 */
export function annotations({ plans, problems }: Review): string[] {
  const found = located([...problems, ...plans.flatMap(({ refusals, workspace }) => inPlan(refusals, workspace))])
  const warnings = plans.flatMap(({ warnings: each, workspace }) => inPlan(each, workspace))
  const all: Note[] = [
    ...found.filter(({ level }) => level === 'error').map(noteOf),
    ...plans.flatMap(failuresOf),
    ...lossOf(plans),
    ...[...found.filter(({ level }) => level === 'warning'), ...located(warnings)].map(noteOf),
  ]
  if (all.length <= MOST) return all.map(commandOf)
  const rest: Note = { level: 'notice', message: `${all.length - MOST + 1} more errors and warnings are in the report` }
  return [...all.slice(0, MOST - 1), rest].map(commandOf)
}

function inPlan(diagnostics: readonly Diagnostic[], workspace: string | undefined): Located[] {
  return inWorkspace(located(diagnostics), workspace)
}

function noteOf({ level, message, hint, file, line, column }: Located): Note {
  return { level, message: hint === undefined ? message : `${message} (${hint})`, file, line, column }
}

function failuresOf({ workspace = '', failure, plan, outcome }: ReviewedPlan): Note[] {
  const none: Note[] = failure === undefined ? [] : [{ level: 'error', message: `workspace ${workspace}: ${failure}` }]
  const failed = plan.changes.flatMap(({ id }): Note[] => {
    const result = outcome?.results.get(id)
    return result?.state === 'failed' ? [{ level: 'error', message: `${id} failed: ${result.reason}` }] : []
  })
  return [...none, ...failed]
}

/** What a reviewer must not overlook, as long as it has not happened. */
function lossOf(plans: readonly ReviewedPlan[]): Note[] {
  const open = plans.filter(({ outcome }) => outcome === undefined).map(({ plan }) => plan)
  const lost = open.flatMap(({ changes }) =>
    changes.filter(({ action }) => action === 'delete' || action === 'replace'),
  )
  if (lost.length === 0) return []
  const names = lost.slice(0, 5).map(({ id }) => id)
  const more = lost.length > names.length ? ' …' : ''
  return [{ level: 'warning', message: `${changesText(open)}: ${names.join(', ')}${more}` }]
}

function commandOf({ level, message, file, line, column }: Note): string {
  const places = { file, line, col: column }
  const given = Object.entries(places).filter(([, value]) => value !== undefined)
  const properties = given.map(
    ([name, value]) => `${name}=${escaped(String(value)).replace(/:/g, '%3A').replace(/,/g, '%2C')}`,
  )
  const shown = printable(message)
  const text = shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown
  return `::${level}${properties.length > 0 ? ` ${properties.join(',')}` : ''}::${escaped(text)}`
}

/** As the runner reads it (actions/toolkit, command.ts). */
function escaped(text: string): string {
  return printable(text).replace(/%/g, '%25')
}
