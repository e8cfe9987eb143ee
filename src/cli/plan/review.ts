import type { Outcome } from '../../model/outcome.ts'
import type { Target } from '../../model/provider.ts'
import type { Review, ReviewedPlan } from '../../model/review.ts'
import { located } from '../../report/diagnostics-text.ts'
import { positioned } from '../../workflow/desired/positioned.ts'
import type { Context, Reviewed } from '../arguments/command.ts'
import { type Next, nextCommand } from '../arguments/next-command.ts'
import type { Form } from '../terminal/print.ts'
import type { Shown } from './plan-run.ts'

/** What became of the plans so far. */
export interface Course {
  /** Of what would be saved of them. */
  digest?: string
  /** By workspace, or the only one. */
  outcomes?: ReadonlyMap<string | undefined, Outcome>
  /** What speaks against applying, beside the guards, and what was noted of the run. */
  against?: Review['problems']
  /** What is told of the run beside its plans. */
  facts?: readonly string[]
  next?: Next
}

/** The plan of a workspace, or what stands in the place of one. */
export interface ReviewedPart {
  workspace?: string
  plan?: Shown
  /** Why there is no plan. */
  diagnostics?: Review['problems']
}

/**
 * Makes what a reviewer looks at.
 * @param context the command's context
 * @param target the controller
 * @param parts the plan, or those of all workspaces
 * @param course what became of them
 */
export async function reviewOf(
  context: Context,
  target: Target,
  parts: readonly ReviewedPart[],
  { digest, outcomes, against = [], facts = [], next }: Course,
): Promise<Reviewed> {
  return {
    target,
    ...(digest !== undefined && { digest }),
    plans: parts.map((part) => planOf(part, outcomes?.get(part.workspace), context.print.drawn)),
    problems: against,
    ...(facts.length > 0 && { facts }),
    ...(next && { next: await nextCommand(context, next, filesOf(context)) }),
  }
}

/**
 * Writes a review.
 * @param review what is to be looked at
 * @param form one for reviewers
 * @param limit characters of a report in Markdown, at most; its own limit unless given
 * @returns the document, in pieces
 */
export async function reviewText(review: Review, form: Form, limit?: number): Promise<Iterable<string>> {
  const write = WRITERS[form]
  if (write === undefined) throw new Error(`a review is not written as ${form}`)
  return [await write(review, limit)]
}

const WRITERS: Partial<Record<Form, (review: Review, limit?: number) => Promise<string>>> = {
  markdown: async (review, limit) =>
    (await import('../../report/markdown/markdown-report.ts')).markdownReport(review, limit),
  csv: async ({ problems }) => {
    const [{ csv }, { problemsTable }] = await Promise.all([
      import('../../report/inconsistencies/csv.ts'),
      import('../../report/inconsistencies/tables.ts'),
    ])
    return csv([problemsTable(located(problems))])
  },
  html: async (review) => (await import('../../report/html/html-report.ts')).htmlReport(review),
  annotations: async (review) => {
    const { annotations } = await import('../../report/annotations.ts')
    return annotations(review)
      .map((line) => `${line}\n`)
      .join('')
  },
}

/** What the command line says of state files; a command that was given none took those of the settings, as the next one does. */
function filesOf({ settings, words }: Context): string[] {
  const { state } = settings.sources.flags
  const files = settings.has('state') ? [...words, ...(state === undefined ? [] : [state].flat().map(String))] : []
  return [...new Set(files)]
}

const NOTHING = { changes: [], steps: [], unchanged: {}, current: {} }

/** @param drawn whether it will be seen what depends on what */
function planOf(
  { workspace, plan, diagnostics = [] }: ReviewedPart,
  outcome: Outcome | undefined,
  drawn: boolean,
): ReviewedPlan {
  const where = workspace === undefined ? {} : { workspace }
  if (plan === undefined) {
    const failure = located(diagnostics).map(({ file, message }) =>
      file === undefined ? message : `${file}: ${message}`,
    )
    return { ...where, plan: NOTHING, warnings: [], refusals: [], failure: failure.join('; ') }
  }
  const dependants = drawn ? plan.dependants() : undefined
  return {
    ...where,
    plan: plan.plan,
    ...(dependants && { dependants }),
    warnings: positioned([...plan.warnings, ...plan.plan.diagnostics], plan.locate),
    refusals: positioned(plan.refusals, plan.locate),
    ...(outcome && { outcome }),
  }
}
