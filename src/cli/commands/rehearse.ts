import { optionSets, pick } from '../../config/options.ts'
import { plannedMode, planOptionsOf } from '../../config/planning.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { stateFiles } from '../files/state-files.ts'
import { allResult, preparePlans, showPlans } from '../plan/all-plans.ts'
import { type PlanRequest, planResult, prepare, showPlan } from '../plan/plan-run.ts'
import { type Rehearsed, rehearsePlans } from '../plan/rehearsal-run.ts'

/** `keelson rehearse`. */
export const rehearse: Command = {
  name: 'rehearse',
  describe:
    'Try on a copy of the gateway what sync would do, or apply with --for apply, and tell what would fail. Nothing is written to the gateway.',
  options: [
    ...optionSets.files,
    ...pick('for', 'all-workspaces', 'prune-workspaces'),
    ...optionSets.planning,
    ...optionSets.selection,
    ...pick('store'),
    ...optionSets.connection,
    ...optionSets.review,
  ],
  words: 'files',
  connects: true,
  examples: [
    ['keelson rehearse kong.yaml', 'show the plan, and what of it would fail'],
    ['keelson rehearse kong/ --target prod --output json', 'a folder against a target, as JSON'],
    ['keelson rehearse kong.yaml --select-tag team-a', 'clashes with what other teams have are found too'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const { settings } = context
  const request = { files: stateFiles(context), plan: planOptionsOf(settings, plannedMode(settings)), reset: false }
  return settings.flag('all-workspaces') ? rehearseAll(context, request) : rehearseOne(context, request)
}

async function rehearseOne(context: Context, request: PlanRequest): Promise<Result> {
  const prepared = await prepare(context, request)
  try {
    const shown = await showPlan(context, prepared)
    const isRefused = prepared.refusals.length > 0
    const found = await rehearsePlans(context, [{ prepared, prune: false }])
    const all = [...shown, ...found.notes, ...found.against]
    const result = await planResult(context, prepared, all, { against: found.against, facts: found.facts })
    return { ...result, exit: exitOf(isRefused, found), parts: { ...result.parts, ...found.parts } }
  } finally {
    await prepared.close()
  }
}

async function rehearseAll(context: Context, request: PlanRequest): Promise<Result> {
  const all = await preparePlans(context, request)
  try {
    const shown = await showPlans(context, all)
    const plans = all.workspaces.flatMap(({ prepared, prune }) => (prepared ? [{ prepared, prune }] : []))
    const found = await rehearsePlans(context, plans)
    const result = await allResult(context, all.target, shown, { against: found.against, facts: found.facts })
    const bad = shown.find(({ exit }) => exit !== 'done' && exit !== 'refused')
    const exit =
      bad?.exit ??
      exitOf(
        shown.some((each) => each.exit === 'refused'),
        found,
      )
    const diagnostics = [...found.notes, ...found.against]
    return { ...result, exit, diagnostics, parts: { ...result.parts, ...found.parts } }
  } finally {
    await all.close()
  }
}

const exitOf = (isRefused: boolean, { against }: Rehearsed) =>
  isRefused ? 'refused' : against.length > 0 ? 'failed' : 'done'
