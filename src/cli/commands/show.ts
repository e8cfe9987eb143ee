import { optionSets } from '../../config/options.ts'
import type { SavedPart, SavedPlan } from '../../model/saved-plan.ts'
import { located } from '../../report/diagnostics-text.ts'
import { printable } from '../../report/printable.ts'
import { openPlan, recall, recallDiagnostic, scopeOfPlan } from '../../workflow/plan/open-plan.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { allResult, showEnds, showFailure, showPart, type WorkspacePart, withChanges } from '../plan/all-plans.ts'
import { planResult, showPlan } from '../plan/plan-run.ts'
import type { Course } from '../plan/review.ts'
import { type Exit, exits } from '../terminal/exit.ts'

/** `keelson show`. */
export const show: Command = {
  name: 'show',
  describe: 'Show a plan that diff --out saved, as diff does. Its digest is checked; no gateway is asked.',
  options: optionSets.review,
  words: 'plan',
  connects: false,
  examples: [
    ['keelson show plan.json', 'what the plan would do'],
    ['keelson show plan.json --verbose', 'whole entities too'],
    ['keelson show plan.json --output json', 'as JSON'],
    ['keelson show plan.json --out-file comment.md', 'as Markdown, for a comment on a pull request'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const [path, ...more] = context.words
  if (path === undefined || more.length > 0) throw usage('show takes one plan', 'keelson show plan.json')
  const saved = await openPlan(path)
  await context.print.note(headText(saved))
  const result = saved.scope.all_workspaces === true ? await showAll(context, saved) : await showOne(context, saved)
  const { digest, applyable } = saved
  return { ...result, exit: 'done', target: saved.target, parts: { ...result.parts, digest, applyable } }
}

/** What the plan itself says beside its changes. */
function headText(saved: SavedPlan): string {
  const { digest, target, files, applyable, fingerprints } = saved
  const names = files.map(({ file }) => printable(file)).join(', ')
  const lines = [
    `${digest}, for ${printable(target.product)} ${printable(target.version)} at ${printable(target.address)}, made of ${names}.`,
    ...(scopeOfPlan(saved).options.mode === 'apply' ? ['It is for keelson apply, which deletes nothing.'] : []),
    ...(leavesOthers(saved) ? ['Workspaces that no file is for are left alone.'] : []),
    ...(fingerprints ? [] : ['It holds no fingerprints of secrets.']),
    ...(applyable ? [] : ['It cannot be applied as it stands.']),
  ]
  return lines.map((line) => `${line}\n`).join('')
}

/** Which ones those are depends on the gateway as it is when the plan is applied. */
function leavesOthers(saved: SavedPlan): boolean {
  const { allWorkspaces, pruneWorkspaces } = scopeOfPlan(saved)
  return allWorkspaces && !pruneWorkspaces
}

async function showOne(context: Context, saved: SavedPlan): Promise<Omit<Result, 'exit'>> {
  const [part] = saved.plans
  if (part === undefined) return {}
  const plan = recall(part)
  const diagnostics = await showPlan(context, plan)
  const workspace = part.workspace === undefined ? {} : { workspace: part.workspace }
  return planResult(context, { ...plan, ...workspace, target: saved.target }, diagnostics, courseOf(context, saved))
}

async function showAll(context: Context, saved: SavedPlan): Promise<Omit<Result, 'exit'>> {
  const parts: WorkspacePart[] = []
  for (const part of saved.plans) parts.push(await showOf(context, part))
  await showEnds(context, withChanges(parts))
  return allResult(context, saved.target, parts, courseOf(context, saved))
}

/** For reviewers: what they approve, and how it is applied then. */
function courseOf({ words }: Context, saved: SavedPlan): Course {
  const [path] = words
  const { digest, applyable, plans } = saved
  const isEmpty = plans.every(({ changes }) => changes.length === 0)
  const command = scopeOfPlan(saved).options.mode
  return { digest, ...(path !== undefined && applyable && !isEmpty && { next: { command, plan: path } }) }
}

function showOf(context: Context, part: SavedPart): Promise<WorkspacePart> {
  const { workspace = 'default', failure } = part
  if (failure === undefined) return showPart(context, workspace, recall(part))
  const diagnostics = located(failure.diagnostics.map(recallDiagnostic))
  return showFailure(context, { workspace, exit: exitNamed(failure.exit), diagnostics })
}

const exitNamed = (name: string): Exit => (Object.keys(exits) as Exit[]).find((exit) => exit === name) ?? 'failed'
