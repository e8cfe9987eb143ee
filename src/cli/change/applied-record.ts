import { runSettingsOf } from '../../config/run-settings.ts'
import { type Diagnostic, Refusal, warning } from '../../model/diagnostic.ts'
import type { RunHead } from '../../model/run.ts'
import type { Store } from '../../model/store.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import { undoersOf } from '../../runs/later-images.ts'
import { type AppliedText, forgetApplied } from '../../workflow/drift/applied-files.ts'
import { trueRecord } from '../../workflow/drift/later-run.ts'
import { noteApplied, placeOfPlan } from '../../workflow/drift/note-applied.ts'
import { putBack, setAside, takeBack } from '../../workflow/drift/set-aside.ts'
import type { Prepared } from '../../workflow/plan/prepare-plan.ts'
import type { Context } from '../arguments/command.ts'
import { keyOfRun } from '../files/fingerprint-key.ts'
import { storeOf } from '../files/store-of.ts'
import { version } from '../version.ts'

/** How much of a run was applied. */
type RunEnd = 'all' | 'part' | 'nothing'

/** What a run does with the records of what was applied last, for drift reports. */
export interface AppliedRecords {
  /** What could not be taken away. */
  warnings: readonly Diagnostic[]
  /**
   * Makes the records true once the run has ended: new ones of plans that were applied whole or had nothing to do, those from before where
   * nothing was written or where the run undid the one that replaced them. Gives a warning where one cannot be kept.
   */
  settle(end: RunEnd, settled?: readonly Prepared[]): Promise<Diagnostic[]>
}

/**
 * Takes out of the records of some plans what these may change, before anything is written: a record that is not true is worse than none.
 * @param context the command's context
 * @param store where they are
 * @param head the run that is about to write
 * @param plans what is to be applied
 */
export async function takeRecords(
  context: Context,
  store: Store,
  head: RunHead,
  plans: readonly Prepared[],
): Promise<AppliedRecords> {
  const before = new Map<Prepared, AppliedText>()
  const writer = { run: head.id, keeps: keepsRecords(context), key: await keyOfRun(context) }
  const warnings: Diagnostic[] = []
  for (const plan of plans) {
    const record = await setAside(plan, placeOfPlan(store, plan), writer).catch(refusalOf)
    if (record instanceof Refusal) warnings.push(notTaken(record))
    else if (record) before.set(plan, record)
  }
  const taken = { context, store, head, before, plans }
  return {
    warnings,
    settle: async (end, settled = []) => {
      if (end === 'part' || !keepsRecords(context)) return []
      if (end === 'nothing') return trying(() => takeAllBack(taken))
      const applied = await trying(() => noteAll(taken))
      return [...applied, ...(await noteSettled(context, store, head.command, settled))]
    },
  }
}

/**
 * Takes away the records of plans that are applied without anything being kept of it: no later report could find out by the runs that a
 * record is not true.
 * @param store where they are
 * @param plans what is to be applied
 * @returns what could not be taken away
 */
export async function dropRecords(store: Store, plans: readonly Prepared[]): Promise<Diagnostic[]> {
  const ends = await Promise.all(plans.map((plan) => forgetApplied(placeOfPlan(store, plan)).catch(refusalOf)))
  // What cannot even be listed misleads no report.
  const isLeft = ({ diagnostics }: Refusal): boolean => diagnostics.some(({ code }) => code === 'cannot-write')
  return ends.flatMap((end) => (end instanceof Refusal && isLeft(end) ? [notDropped(end)] : []))
}

const notDropped = ({ message }: Refusal): Diagnostic =>
  warning(
    'not-taken',
    `the record of what was applied last is not true any more, and cannot be taken away: ${message}`,
    {
      hint: 'remove it, for a drift report would go by it',
    },
  )

/** The records of a run, as they were before it. */
interface Taken {
  context: Context
  store: Store
  head: RunHead
  before: ReadonlyMap<Prepared, AppliedText>
  plans: readonly Prepared[]
}

async function noteAll({ context, store, head, before, plans }: Taken): Promise<void> {
  const { undoes } = head
  if (undoes === undefined) return noteEach(context, store, head, plans, (plan) => before.get(plan))
  const traces = (await context.world.workflows.listRuns(store)).map(({ trace }) => trace)
  const family = undoersOf(undoes, traces).map((each) => each.head.id)
  for (const plan of plans) await putBack(placeOfPlan(store, plan), before.get(plan), { run: head.id, undoes, family })
}

async function takeAllBack({ store, before }: Taken): Promise<void> {
  for (const [plan, record] of before) await takeBack(placeOfPlan(store, plan), record)
}

/** Whoever keeps nothing of a run keeps no record either. */
function keepsRecords({ settings, world }: Context): boolean {
  return runSettingsOf(settings, world.cwd).extent !== 'none'
}

/** Notes what had nothing to do: that files and gateway are the same is as good to know as after a change. */
async function noteSettled(
  context: Context,
  store: Store,
  command: string,
  plans: readonly Prepared[],
): Promise<Diagnostic[]> {
  if (plans.length === 0 || !keepsRecords(context)) return []
  return trying(() => noteEach(context, store, { command }, plans, (plan) => trueRecord(placeOfPlan(store, plan))))
}

/**
 * Notes that files and gateway are the same, of a run that found nothing to do. Where that cannot be noted, a remark says so.
 * @param context the command's context
 * @param command `sync`, `apply` or `reset`
 * @param plans without a change
 * @returns the remark
 */
export async function noteSame(context: Context, command: string, plans: readonly Prepared[]): Promise<Located[]> {
  const found = located(await noteSettled(context, await storeOf(context), command, plans))
  await context.print.note(diagnosticsText(found, context.print.colour.stderr))
  return found
}

async function noteEach(
  context: Context,
  store: Store,
  { command, id }: Pick<RunHead, 'command'> & Partial<RunHead>,
  plans: readonly Prepared[],
  before: (plan: Prepared) => AppliedText | undefined | Promise<AppliedText | undefined>,
): Promise<void> {
  const key = await keyOfRun(context)
  const request = { store, command, keelson: await version(), key, ...(id !== undefined && { run: id }) }
  for (const plan of plans) await noteApplied(plan, request, await before(plan))
}

async function trying(work: () => Promise<void>): Promise<Diagnostic[]> {
  try {
    await work()
    return []
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const message = `what was applied could not be noted, so a drift report will not tell which side changed: ${error.message}`
    return [warning('not-noted', message)]
  }
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}

const notTaken = ({ message }: Refusal): Diagnostic =>
  warning(
    'not-taken',
    `the record of what was applied last could not be taken away, and is not gone by from now on: ${message}`,
  )
