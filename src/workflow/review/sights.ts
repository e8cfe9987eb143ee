import type { ProviderModule } from '../../model/provider.ts'
import type { PlanOptions } from '../../model/settings.ts'
import { selectedIn } from '../../plan/select.ts'
import type { AllDesired } from '../desired/all-desired.ts'
import type { Desired } from '../desired/desired.ts'
import { nothing } from '../desired/nothing.ts'
import { elsewhereOf, type Plans } from '../gateway/elsewhere.ts'
import { listWorkspaces, refuseOthers } from '../gateway/list-workspaces.ts'
import type { PlanWhere } from '../plan/plan-checked.ts'
import { inside } from '../plan/prepare-all.ts'
import type { InspectOptions, Sight } from './inspect-workspace.ts'

/** The workspaces that are looked at, and those that are not. */
export interface Sights {
  sights: Sight[]
  /** No file is for them, and they stay. */
  leftAlone: string[]
}

/**
 * Says what there is to look at in a run over all workspaces: those of the files, and with `prune` those that would go. Raises a Refusal
 * (invalid) for files of workspaces that the controller cannot have, a Failure when they cannot be listed.
 */
export async function sightsOf(
  where: PlanWhere,
  { byWorkspace, diagnostics }: AllDesired,
  options: InspectOptions,
  signal?: AbortSignal,
): Promise<Sights> {
  const { module, session, target, connection, selected } = where
  refuseOthers(module, target, byWorkspace.keys())
  const there = await listWorkspaces(module, session, target, signal)
  const others = [...there.keys()].filter((name) => name !== 'default' && !byWorkspace.has(name))
  const plans = plansOf(module, byWorkspace, options.prune ? others : [], options.plan.mode)
  const at = (workspace: string): PlanWhere => {
    const own = inside({ module, session, target, there }, workspace)
    const beside = { elsewhere: elsewhereOf({ module, session, target }, workspace, plans) }
    return {
      ...where,
      connection: { ...connection, workspace },
      ...own,
      ...beside,
      selected: selectedIn(selected, workspace),
    }
  }
  const named = [...byWorkspace].map(([workspace, desired]) => ({ where: at(workspace), desired, options }))
  if (options.prune !== true) return { sights: named, leftAlone: others }
  // A file that cannot be read may be the one that speaks for a workspace.
  const isWhole = diagnostics.every(({ level }) => level !== 'error')
  const gone = others.map((name) => ({ where: { ...at(name), prune: true }, desired: nothing(module), options }))
  return { sights: isWhole ? [...named, ...gone] : named, leftAlone: [] }
}

/** What is done in each workspace, for the others. */
function plansOf(
  module: ProviderModule,
  byWorkspace: ReadonlyMap<string, Desired>,
  gone: readonly string[],
  mode: PlanOptions['mode'],
): Map<string, Plans> {
  const deletes = mode === 'sync'
  const { state: empty } = nothing(module)
  return new Map([
    ...[...byWorkspace].map(([name, { state }]): [string, Plans] => [name, { prune: false, state, deletes }]),
    ...gone.map((name): [string, Plans] => [name, { prune: true, state: empty, deletes }]),
  ])
}
