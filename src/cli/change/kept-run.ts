import { folderRemarks } from '../../backups/folder-remarks.ts'
import { type RunSettings, runSettingsOf } from '../../config/run-settings.ts'
import { type Diagnostic, problem, Refusal, warning } from '../../model/diagnostic.ts'
import type { Journal, RunHead, RunOutcome } from '../../model/run.ts'
import type { Store } from '../../model/store.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import type { Part } from '../../report/plan-json.ts'
import { runJson, runText } from '../../report/run-text.ts'
import type { StoredRun } from '../../runs/stored-run.ts'
import type { Prepared } from '../../workflow/plan/prepare-plan.ts'
import type { Started } from '../../workflow/runs/start-run.ts'
import type { Context } from '../arguments/command.ts'
import { storeOf } from '../files/store-of.ts'
import { version } from '../version.ts'
import { dropRecords, takeRecords } from './applied-record.ts'
import { pruneAfter } from './prune-after.ts'
import { rollsBack } from './rolls-back.ts'

/** What is to be kept, and what is to be done once it is. */
export interface Keeping<T> {
  command: string
  /** For the same target, those without changes left out. */
  plans: readonly Prepared[]
  /** They are of several workspaces. */
  several: boolean
  undoes?: string
  /** Plans of the same run that have nothing to do. */
  settled?: readonly Prepared[]
  /** Writes; without a journal where nothing can be kept. */
  apply(journal: Journal | undefined): Promise<T>
  /** How it ended. */
  outcome(applied: T): Omit<RunOutcome, 'ended'>
}

/** A run that could not be kept: nothing was written. */
export interface Unkept {
  refused: Refusal['exit']
  diagnostics: readonly Located[]
}

/** What came of a run. */
export interface Kept<T> {
  applied: T
  /** What the JSON report says of it. */
  parts: Part
  /** What reviewers are told of it: where what was there is kept. */
  facts: readonly string[]
  /** Where it is to be put back after a failure; an undo is not, else what was put back would be lost again. */
  run?: StoredRun
  diagnostics: readonly Located[]
}

/**
 * Writes only when what was there is safe: takes the lease of the target, keeps a backup, a record and a journal, says where, and notes
 * how it ended.
 * @param context the command's context
 * @param keeping what to keep and to do
 * @returns what came of it, or why it did not start
 * @throws whatever `apply` raises
 */
export async function keptRun<T>(context: Context, keeping: Keeping<T>): Promise<Kept<T> | Unkept> {
  const store = await storeOf(context)
  const started = await start(context, keeping, store).catch((error: unknown) => {
    if (error instanceof Refusal) return error
    throw error
  })
  if (started instanceof Refusal) {
    const found = located(started.diagnostics)
    await context.print.problem(diagnosticsText(found, context.print.colour.stderr))
    return { refused: started.exit, diagnostics: found }
  }
  const { run, warnings } = started
  const said = await tell(context, warnings)
  const where = run ? runText(run.head, store) : ''
  await context.print.note(where)
  try {
    const records = run && (await takeRecords(context, store, run.head, keeping.plans))
    said.push(...(await tellLoud(context, records?.warnings ?? (await dropRecords(store, keeping.plans)))))
    const applied = await keeping.apply(run?.journal)
    const outcome = keeping.outcome(applied)
    const isDone = outcome.state === 'done'
    const unnoted = await records?.settle(isDone ? 'all' : run?.hasWritten() ? 'part' : 'nothing', keeping.settled)
    const unfinished = await run?.finish(outcome)
    const pruned = run && isDone ? await pruneAfter(context, store, run.head) : NOT_PRUNED
    const late = await tell(context, [...(unnoted ?? []), ...(unfinished ?? []), ...pruned.warnings])
    const back = run !== undefined && keeping.undoes === undefined && rollsBack(context)
    const own = back && { run: await handOver(context, store, run.head, keeping) }
    const facts = where === '' ? [] : [where.trimEnd()]
    return { applied, parts: partsOf(run?.head, store, pruned.removed), facts, diagnostics: [...said, ...late], ...own }
  } catch (error) {
    await run?.close()
    throw error
  }
}

/** What a rollback needs to know of the run, which may be sealed in the store. */
function handOver<T>({ world }: Context, store: Store, head: RunHead, { plans }: Keeping<T>): Promise<StoredRun> {
  return world.workflows.runInHand(store, head, { workspaces: plans.map((plan) => plan.record()) })
}

async function start<T>(context: Context, keeping: Keeping<T>, store: Store): Promise<Started> {
  const { settings, world, interrupt } = context
  const wanted = runSettingsOf(settings, world.cwd)
  const remarks = requireStore(wanted)
  const { command, plans, several, undoes } = keeping
  if (rollsBack(context)) await requireWaysBack(plans)
  const { extent, recipients, job } = wanted
  const more = { ...(job !== undefined && { job }), ...(undoes !== undefined && { undoes }) }
  const request = { store, command, keelson: await version(), extent, recipients, several, ...more }
  const started = await world.workflows.startRun(plans, request, interrupt.signal)
  if (started.run === undefined && undoes === undefined && rollsBack(context)) throw noWayBack(started.warnings)
  const { path, shown } = wanted.place
  const about = started.run ? [...remarks, ...(await folderRemarks(path, shown))] : []
  return { ...started, warnings: [...about, ...started.warnings] }
}

const NOT_PRUNED = { removed: [], warnings: [] }

const partsOf = (head: RunHead | undefined, store: Store, removed: readonly string[]): Part =>
  head ? { run: { ...runJson(head, store), ...(removed.length > 0 && { removed: [...removed] }) } } : {}

async function tell({ print }: Context, diagnostics: readonly Diagnostic[]): Promise<Located[]> {
  const found = located(diagnostics)
  await print.note(diagnosticsText(found, print.colour.stderr))
  return found
}

/** In spite of --quiet. */
async function tellLoud({ print }: Context, diagnostics: readonly Diagnostic[]): Promise<Located[]> {
  const found = located(diagnostics)
  await print.problem(diagnosticsText(found, print.colour.stderr))
  return found
}

const HOW = 'name a folder that stays with --store, or store in keelson.yaml'

/** What a runner keeps on its own disk is gone when the next one needs it. */
function requireStore({ ci, required, place, extent }: RunSettings): Diagnostic[] {
  const reason = `this is a CI job, and ${place.shown} goes away with its runner, and with it the way back`
  if (required && extent === 'none')
    throw refuse('backup-required', 'a backup is required (require-backup-store)', 'leave out --no-backup')
  if (!ci || place.kept) return []
  if (required) throw refuse('backup-required', `nothing was changed: ${reason} (require-backup-store)`, HOW)
  return [warning('backup-on-runner', reason, { hint: HOW })]
}

function refuse(code: string, message: string, hint: string): Refusal {
  return new Refusal('refused', [problem(code, message, { hint })])
}

/** A rollback that is not allowed to look is none. */
async function requireWaysBack(plans: readonly Prepared[]): Promise<void> {
  const { requireWayBack } = await import('../../workflow/runs/require-way-back.ts')
  try {
    for (const plan of plans) await requireWayBack(plan.rehearsable())
  } catch (error) {
    throw error instanceof Refusal ? noWayBack(error.diagnostics) : error
  }
}

function noWayBack(warnings: readonly Diagnostic[]): Refusal {
  const why = warnings.map(({ message }) => message).join('; ')
  return refuse('no-way-back', `nothing was changed, for there could be no rollback: ${why}`, 'leave out --on-failure')
}
