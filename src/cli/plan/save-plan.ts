import { plannedMode } from '../../config/planning.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { SavedPlan } from '../../model/saved-plan.ts'
import { located } from '../../report/diagnostics-text.ts'
import { diagnosticJson } from '../../report/report-json.ts'
import type { PreparedAll, WorkspacePlan } from '../../workflow/plan/prepare-all.ts'
import type { Prepared } from '../../workflow/plan/prepare-plan.ts'
import type { PartInput } from '../../workflow/plan/save-plan.ts'
import type { Context } from '../arguments/command.ts'
import type { Next } from '../arguments/next-command.ts'
import { fingerprintKey } from '../files/fingerprint-key.ts'
import { checkFile, writeFile } from '../files/write-file.ts'
import { outcomeOfError } from '../terminal/outcome-of-error.ts'
import type { PlanRequest } from './plan-run.ts'
import { scopeOf } from './plan-scope.ts'

/** What is to be saved, and the key of its fingerprints. */
export interface Saving {
  request: PlanRequest
  key: Uint8Array | undefined
}

/**
 * Checks, before anything is read from a controller, what saving a plan takes.
 * @param context the command's context
 * @param request what to plan
 * @returns what `savePlanOf` needs
 * @throws Refusal: `invalid` for a bad key, `failed` or `refused` when the file of --out cannot be written
 */
export async function startSaving(context: Context, request: PlanRequest): Promise<Saving> {
  const out = context.settings.text('out')
  if (out === '-')
    throw new Refusal('invalid', [
      problem('usage', '--out takes a file', { hint: 'keelson show FILE --output json prints a plan' }),
    ])
  if (out !== undefined) await checkFile(out, false, MARK)
  const isAsked = out !== undefined || context.print.reports.length > 0
  return { request, key: isAsked ? await fingerprintKey(context) : undefined }
}

/** A line that every saved plan has near its start. */
const MARK = {
  line: /^ {2}"digest": "sha256:[0-9a-f]{64}",\r?$/,
  what: () => 'is there already, and is no plan',
  hint: 'name another file',
  instead: 'name a file',
}

/**
 * Gives a plan as it is saved; its digest is what a reviewer approves.
 * @param context the command's context
 * @param prepared the plan, or the plans of all workspaces
 * @param saving as startSaving gave it
 */
async function savePlanOf(context: Context, prepared: Prepared | PreparedAll, saving: Saving): Promise<SavedPlan> {
  const { savePlan } = await import('../../workflow/plan/save-plan.ts')
  const { target, files } = prepared
  const scope = scopeOf(context.settings, saving.request.plan)
  const input = { target, files: files(), key: saving.key }
  if ('workspaces' in prepared)
    return savePlan({ ...input, scope, parts: prepared.workspaces.map((each) => partOfWorkspace(each, context)) })
  const workspace = prepared.workspace === undefined ? {} : { workspace: prepared.workspace }
  return savePlan({ ...input, scope: { ...scope, ...workspace }, parts: [partOf(prepared, workspace)] })
}

/**
 * Saves a plan where --out says, and gives what the JSON report tells of it: the digest, with --out the file too.
 * @param context the command's context
 * @param prepared the plan, or the plans of all workspaces
 * @param saving as startSaving gave it
 */
export async function savedPart(
  context: Context,
  prepared: Prepared | PreparedAll,
  saving: Saving,
): Promise<{ digest?: string; plan_file?: string }> {
  const out = context.settings.text('out')
  if (out === undefined && context.print.reports.length === 0) return {}
  const saved = await savePlanOf(context, prepared, saving)
  if (out === undefined) return { digest: saved.digest }
  await writePlan(context, out, saved)
  return { digest: saved.digest, plan_file: out }
}

/**
 * Gives the digest of a plan that is about to be applied, for reviewers; it is the one that diff tells of the same plan.
 * @param context the command's context
 * @param request what was planned
 * @param prepared the plan, or the plans of all workspaces
 * @throws Refusal (invalid) for a bad key of fingerprints
 */
export async function digestToApply(
  context: Context,
  request: PlanRequest,
  prepared: Prepared | PreparedAll,
): Promise<{ digest?: string }> {
  if (!context.print.reviewed) return {}
  if (request.approved) return { digest: request.approved.saved.digest }
  const key = context.settings.has('fingerprint-key-file') ? await fingerprintKey(context) : undefined
  return { digest: (await savePlanOf(context, prepared, { request, key })).digest }
}

/**
 * What is to be run after a diff: the command that it was for, of the saved plan where there is one; or the diff again once what refuses
 * it is settled.
 */
export function afterDiff({ settings }: Context, changes: number, isRefused: boolean): { next?: Next } {
  if (isRefused) return { next: { command: 'diff' } }
  const plan = settings.text('out')
  return changes === 0 ? {} : { next: { command: plannedMode(settings), ...(plan !== undefined && { plan }) } }
}

/** Makes the file, readable by its owner only, and says what is to be known of it. */
async function writePlan({ print }: Context, out: string, saved: SavedPlan): Promise<void> {
  const { planPieces } = await import('../../workflow/plan/save-plan.ts')
  await writeFile(out, planPieces(saved))
  await print.note(`Plan written to ${out}, ${saved.digest}.\n`)
  if (!saved.fingerprints) await print.note(WITHOUT)
  if (!saved.applyable) await print.note('It cannot be applied as it stands.\n')
}

const WITHOUT =
  'It holds no fingerprints of secrets, which are compared as present or absent: KEELSON_FINGERPRINT_KEY is not set (keelson plan-key).\n'

function partOfWorkspace({ workspace, prune, prepared, error }: WorkspacePlan, { interrupt }: Context): PartInput {
  if (prepared) return partOf(prepared, { workspace, prune })
  const { exit, diagnostics } = outcomeOfError(error, interrupt)
  return {
    workspace,
    prune,
    warnings: [],
    refusals: [],
    failure: { exit, diagnostics: located(diagnostics).map(diagnosticJson) },
  }
}

function partOf(prepared: Prepared, more: { workspace?: string; prune?: boolean }): PartInput {
  const { warnings, plan, refusals, locate } = prepared
  return {
    prune: false,
    ...more,
    plan: prepared,
    warnings: located([...warnings, ...plan.diagnostics], locate).map(diagnosticJson),
    refusals: located(refusals, locate).map(diagnosticJson),
  }
}
