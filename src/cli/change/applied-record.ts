import { runSettingsOf } from '../../config/run-settings.ts'
import { type Diagnostic, Refusal, warning } from '../../model/diagnostic.ts'
import type { Store } from '../../model/store.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import type { AppliedText } from '../../workflow/drift/applied-files.ts'
import type { Prepared } from '../../workflow/plan/prepare-plan.ts'
import type { Context } from '../arguments/command.ts'
import { keyOfRun } from '../files/fingerprint-key.ts'
import { storeOf } from '../files/store-of.ts'
import { version } from '../version.ts'

/** What a run does with the records of what was applied last, for drift reports. */
export interface AppliedRecords {
  /** Keeps new ones, of plans that were applied whole or had nothing to do. Gives a warning where one cannot be kept. */
  note(settled?: readonly Prepared[]): Promise<Diagnostic[]>
}

/**
 * Takes the records of some plans out of the store before anything is written: a record that is not true is worse than none.
 * @param context the command's context
 * @param store where they are
 * @param command what makes the new ones
 * @param plans what is to be applied
 */
export async function takeRecords(
  context: Context,
  store: Store,
  command: string,
  plans: readonly Prepared[],
): Promise<AppliedRecords> {
  const { placeOfPlan, takeApplied } = await import('../../workflow/drift/note-applied.ts')
  const before = new Map<Prepared, AppliedText>()
  for (const plan of plans) {
    const record = await takeApplied(placeOfPlan(store, plan)).catch(ignoreRefusal)
    if (record) before.set(plan, record)
  }
  return {
    note: async (settled = []) => {
      if (!keepsRecords(context)) return []
      const applied = await trying(() => noteEach(context, store, command, plans, (plan) => before.get(plan)))
      return [...applied, ...(await noteSettled(context, store, command, settled))]
    },
  }
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
  const { placeOfPlan } = await import('../../workflow/drift/note-applied.ts')
  const { readApplied } = await import('../../workflow/drift/applied-files.ts')
  return trying(() => noteEach(context, store, command, plans, (plan) => readApplied(placeOfPlan(store, plan))))
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
  command: string,
  plans: readonly Prepared[],
  before: (plan: Prepared) => AppliedText | undefined | Promise<AppliedText | undefined>,
): Promise<void> {
  const { noteApplied } = await import('../../workflow/drift/note-applied.ts')
  const key = await keyOfRun(context)
  const request = { store, command, keelson: await version(), key }
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

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof Refusal)) throw error
}
