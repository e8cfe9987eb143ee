import { createHash } from 'node:crypto'
import type { Change } from '../../model/change.ts'
import type { Dependants } from '../../model/dependants.ts'
import type { Diagnostic, Place, Position } from '../../model/diagnostic.ts'
import type { Digests } from '../../model/document.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Own, ProviderModule, Session, Target } from '../../model/provider.ts'
import type { Connection, PlanOptions } from '../../model/settings.ts'
import type { State } from '../../model/state.ts'
import type { Window } from '../../model/window.ts'
import { canonical } from '../../plan/compare.ts'
import { guard } from '../../plan/guard.ts'
import { guardCertificates } from '../../plan/guard-certificates.ts'
import { guardOrigin, type Origin } from '../../plan/guard-origin.ts'
import { guardProtected } from '../../plan/guard-protected.ts'
import { guardPrune } from '../../plan/guard-prune.ts'
import { joinPlans } from '../../plan/join.ts'
import type { Stamp } from '../../plan/saved/fingerprint.ts'
import { type SavedChanges, saveChanges } from '../../plan/saved/save.ts'
import type { Selected } from '../../plan/select.ts'
import type { NotDumped } from '../desired/not-dumped.ts'
import { positioned, stopOnErrors } from '../desired/positioned.ts'
import type { Elsewhere } from '../gateway/elsewhere.ts'
import { type Applicable, applying } from '../runs/apply-plan.ts'
import { type Backup, backupOf, type Extent } from '../runs/pre-change-backup.ts'
import { type Applied, appliedOf } from './applied.ts'
import { type ApprovedPart, keepTo } from './approved.ts'
import { type Made, makePlan } from './make-plan.ts'
import { noteExcluded, noteNotDumped } from './note-aside.ts'
import { type DependantsSource, planDependants, withOnward } from './plan-dependants.ts'
import { planGone, planWorkspace } from './plan-workspace.ts'

/** A plan, complete and checked, and the means to carry it out. */
export interface Prepared extends Applicable {
  plan: Plan
  target: Target
  workspace?: string
  warnings: Diagnostic[]
  /** What the guards have against it; a plan with refusals must not be applied. */
  refusals: Diagnostic[]
  locate(place: Place): Position
  /** SHA-256, in hex, of each state file, by its name. */
  files: Digests
  /** What a saved plan holds of this one; secrets have fingerprints where there is a stamp. */
  save(stamp?: Stamp): SavedChanges & { dependants: Dependants }
  /** What stays as it is and depends on what these changes touch, those of the plan unless given; found when it is asked for. */
  dependants(changes?: readonly Change[]): Dependants
  /** Reads again what the plan was made from; gives the new plan if it differs. */
  refresh(): Promise<Prepared | undefined>
  /** When reading the controller for it began, in milliseconds of the clock. */
  readAt: number
  /** What was there before. */
  backup(extent: Extent): Backup
  /** What is to be known of it once it was applied; absent where the plan is not made of state files. */
  applied?(): Applied
  /** The workspace is yet to be made. */
  isNew: boolean
  close(): Promise<void>
}

/** Everything that stays the same when a plan is made again. */
export interface PlanContext {
  module: ProviderModule
  connection: Connection
  session: Session
  /** The workspace itself, where the plan may make or change it. */
  own?: Own
  /** The other workspaces, where there are any. */
  elsewhere?: Elsewhere | undefined
  window: Window
  target: Target
  state: State
  tags: readonly string[]
  selected: Selected
  options: { plan: PlanOptions; reset?: boolean; thorough?: boolean; graph?: boolean }
  /** The workspace goes, with all that it holds. */
  prune?: boolean
  locate(place: Place): Position
  warnings: Diagnostic[]
  files: Digests
  notDumped?: NotDumped
  /** The gateways that the files are dumps of. */
  origins: readonly Origin[]
  /** A plan with errors is wanted too, to be looked at. */
  tolerant?: true
  /** The saved plan, outside of which nothing is to be done. */
  approved?: ApprovedPart
}

/**
 * Reads the controller and plans. Raises a Refusal `invalid` for a plan that contradicts itself, `refused` for one that is not the
 * approved one any more, a Failure when the controller cannot be read.
 */
export async function planned(context: PlanContext, signal?: AbortSignal): Promise<Prepared> {
  const readAt = Date.now()
  const { plan, held, kept } = await makePlan(sourceOf(context), signal)
  const whole = await withWorkspace(context, plan)
  const made = keepToApproved(context, whole, held.read)
  const [refused, found] = split([...made.diagnostics, ...noteAside(made, context)])
  if (!context.tolerant) stopOnErrors(found, context.locate)
  made.diagnostics = found
  const weighed = weigh(made, context)
  const { session, target, connection, locate, warnings, files, options } = context
  const seen = dependantsSource(context, whole, { held, kept })
  const drawn = options.graph ? await withOnward(seen, made.changes, session, signal) : seen
  return {
    plan: made,
    target,
    readAt,
    warnings,
    refusals: [...refused, ...weighed],
    locate,
    files,
    save: (stamp) => ({
      ...saveChanges(made, { kinds: rowsOf(context), stamp, locate }),
      dependants: planDependants(seen, made.changes),
    }),
    ...(connection.workspace !== undefined && { workspace: connection.workspace }),
    dependants: (changes = made.changes) => planDependants(drawn, changes),
    refresh: async () => {
      // A drawing must not come between the last look and the first write.
      const next = await planned({ ...context, options: { ...options, graph: false } })
      if (fingerprint(next.plan) === fingerprint(made)) return undefined
      return options.graph ? planned(context) : next
    },
    isNew: context.own === 'missing',
    backup: (extent) => backupOf(context, made, held, extent),
    applied: () => appliedOf(context, made, { kept, typeOf: held.typeOf }, made.changes.length < whole.changes.length),
    ...applying(made, context),
    close: () => session.close(),
  }
}

/** Without a filter by tags, lists of what is read are whole. */
function dependantsSource(
  context: PlanContext,
  plan: Plan,
  { held, kept }: Pick<Made, 'held' | 'kept'>,
): DependantsSource {
  const { module, target, tags, selected } = context
  const isRead = (kind: Kind): boolean => tags.length === 0 && selected.read.includes(kind)
  return { kinds: module.kinds, target, plan, held, kept, isRead }
}

const rowsOf = ({ module }: PlanContext): Kind[] => [
  ...module.kinds,
  ...(module.workspaceKind ? [module.workspaceKind] : []),
]

function keepToApproved(context: PlanContext, made: Plan, read: readonly Entity[]): Plan {
  const { approved, locate, files } = context
  if (approved === undefined) return made
  const located = { ...made, diagnostics: positioned(made.diagnostics, locate) }
  return keepTo(approved, located, { kinds: rowsOf(context), read, files, locate })
}

function noteAside({ aside = [] }: Plan, { state, module, selected, options }: PlanContext): Diagnostic[] {
  const excluded = noteExcluded(state.entities, module.kinds, selected, aside, options.plan.strict ?? false)
  return [...excluded, ...noteNotDumped(module.kinds, aside)]
}

const sourceOf = (context: PlanContext) => ({
  ...context,
  kinds: context.module.kinds,
  workspace: context.connection.workspace,
  thorough: context.options.thorough === true || context.tolerant === true || context.approved !== undefined,
})

/** What happens to the workspace itself goes first; but it goes last. */
async function withWorkspace(
  { module, connection, own, session, state, prune }: PlanContext,
  made: Plan,
): Promise<Plan> {
  const kind = module.workspaceKind
  if (kind === undefined || own === undefined) return made
  if (prune && typeof own !== 'string') return joinPlans(made, await planGone(session, kind, own), { needed: true })
  const name = connection.workspace ?? 'default'
  const before = await planWorkspace({ session, kind, name, own, ...(state.self && { self: state.self }) })
  return before ? joinPlans(before, made, { needed: own === 'missing' }) : made
}

/** What the plan itself must not do under these options is refused, with the plan shown; other errors are wrong input. */
function split(diagnostics: readonly Diagnostic[]): [Diagnostic[], Diagnostic[]] {
  const isRefusal = ({ code }: Diagnostic): boolean =>
    ['replace-refused', 'swap-refused', 'still-referenced'].includes(code)
  return [diagnostics.filter(isRefusal), diagnostics.filter((each) => !isRefusal(each))]
}

function weigh(made: Plan, context: PlanContext): Diagnostic[] {
  const { limits } = context.options.plan
  return [
    ...weighDeletes(made, context),
    ...guardProtected(made, context.module.kinds, limits),
    ...guardCertificates(made, limits, Date.now()),
    ...(made.changes.length > 0 ? guardOrigin(context.origins, context.target, limits) : []),
  ]
}

function weighDeletes(made: Plan, context: PlanContext): Diagnostic[] {
  const { options, prune, module } = context
  if (!prune) return options.reset ? onlyOutside(made, context) : guard(made, guardInput(context))
  const pruned = guardPrune(made, module.kinds, options.plan.limits)
  return [...pruned, ...onlyOutside(made, context)]
}

function guardInput({ options, module, state, selected }: PlanContext) {
  const desired = state.entities.length
  return { limits: options.plan.limits, kinds: module.kinds, mentioned: state.mentioned, only: selected.only, desired }
}

/** Reset has its confirmation in place of the guards; what it would take along unseen is refused all the same. */
function onlyOutside(made: Plan, context: PlanContext): Diagnostic[] {
  return guard(made, {
    ...guardInput(context),
    limits: { ...context.options.plan.limits, allowEmpty: true, prune: true, allowDeletes: { percent: 100 } },
  })
}

/** A text that is the same for plans that do the same. */
export function fingerprint(made: Plan): string {
  const hash = createHash('sha256')
  for (const { id, before, after } of made.changes) hash.update(`${id}\n${canonical(before)}\n${canonical(after)}\n`)
  return hash.digest('hex')
}
