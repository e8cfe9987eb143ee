import { Failure } from '../../http/failure.ts'
import { type Diagnostic, type Place, problem, Refusal } from '../../model/diagnostic.ts'
import type { Inconsistency, InspectedPart } from '../../model/inconsistency.ts'
import type { Kind } from '../../model/kind.ts'
import type { ProviderModule } from '../../model/provider.ts'
import type { OpenStage } from '../../model/rehearsal.ts'
import { kindsNamed, unknownKind } from '../../plan/exclusion.ts'
import { glob } from '../../plan/glob.ts'
import { wrongProtect } from '../../plan/guard-protected.ts'
import { type Selected, selectedFor } from '../../plan/select.ts'
import type { AllDesired } from '../desired/all-desired.ts'
import { elsewhere } from '../desired/check-input.ts'
import { type Desired, selectTags } from '../desired/desired.ts'
import { notDumped } from '../desired/not-dumped.ts'
import { findUnsupported, type PlanWhere } from '../plan/plan-checked.ts'
import { type Prepared, planned } from '../plan/planned.ts'
import type { PrepareOptions } from '../plan/prepare-plan.ts'
import { inconsistencies } from './inconsistencies.ts'
import { leftBehind } from './left-behind.ts'
import { expiredCertificates, missingPlugins } from './missing-parts.ts'
import { rehearse } from './rehearse.ts'

/** What to hold against what. */
export interface InspectOptions extends Pick<PrepareOptions, 'files' | 'plan' | 'show' | 'forceWorkspace'> {
  /** The files are for several workspaces. */
  allWorkspaces: boolean
  /** Workspaces that no file is for go. */
  prune?: boolean
  /** What is told: of these kinds and names (patterns), of all where there are none. */
  filter: { kinds: readonly string[]; names: readonly string[] }
  /** Also tell what a rehearsal finds, on such copies. */
  open?: OpenStage
  /** Milliseconds since 1970. */
  now: number
}

/** A workspace that is looked at. */
export interface Sight {
  where: PlanWhere
  desired: Desired
  options: InspectOptions
}

/**
 * Looks at one workspace: its files, the target, and what a plan of both says. `common` is told with it. Raises a Refusal (invalid)
 * for a filter that names no kind, a Failure when the target cannot be read.
 */
export async function inspectWorkspace(
  sight: Sight,
  common: readonly Diagnostic[],
  signal?: AbortSignal,
): Promise<InspectedPart> {
  const { where, desired, options } = sight
  const { kinds } = where.module
  const isTold = filterOf(kinds, options.filter)
  const { tags, diagnostics } = selectTags(desired.state, options.plan.selection.tags, kinds)
  const checked = [...common, ...desired.diagnostics, ...diagnostics, ...(await checks(sight, signal))]
  const { prepared, found } = await plan(sight, tags, checked, signal)
  const failures = prepared && options.open ? await rehearsed(prepared, sight, options.open, signal) : []
  const all = withExpired([...checked, ...found, ...failures], sight)
  const { workspace } = where.connection
  const named = workspace === undefined ? {} : { workspace }
  const { entities } = desired.state
  const told = inconsistencies(all, { kinds: rowsOf(where.module), entities, ...named, locate: desired.loaded.locate })
  return {
    ...named,
    ...sifted(told, isTold),
    ...(prepared && { plan: { changes: prepared.plan.changes.filter(({ kind, label }) => isTold(kind, label)) } }),
  }
}

/** What is about no workspace in particular. Raises a Refusal (invalid) for a filter that names no kind. */
export function inspectedCommon(
  found: readonly Diagnostic[],
  { module, options }: { module: ProviderModule; options: InspectOptions },
  { byWorkspace, loaded }: AllDesired,
): InspectedPart {
  const entities = [...byWorkspace.values()].flatMap(({ state }) => state.entities)
  const told = inconsistencies(found, { kinds: rowsOf(module), entities, locate: loaded.locate })
  return sifted(told, filterOf(module.kinds, options.filter))
}

const rowsOf = ({ kinds, workspaceKind }: ProviderModule): readonly Kind[] =>
  workspaceKind ? [...kinds, workspaceKind] : kinds

type IsTold = (kind: string, name: string) => boolean

const sifted = (told: readonly Inconsistency[], isTold: IsTold): InspectedPart => ({
  inconsistencies: told.filter(({ entity, name }) => isTold(entity, name)),
  unlisted: told.filter(({ entity, name }) => !isTold(entity, name)),
})

/** Adds certificates that have expired and that no guard refuses, since they would not be written. */
function withExpired(found: readonly Diagnostic[], { desired, options }: Sight): Diagnostic[] {
  const refused = new Set(found.filter(({ code }) => code === 'certificate-expires').map(({ place }) => place))
  const expired = expiredCertificates(desired.state, options.now)
  return [...found, ...expired.filter(({ place }) => !refused.has(place))]
}

/** What a Refusal says; raises any other error. */
export function foundIn(error: unknown): Diagnostic[] {
  if (error instanceof Refusal) return [...error.diagnostics]
  throw error
}

/** Makes a test for kinds and names. Raises a Refusal (invalid) for a kind that there is not. */
function filterOf(kinds: readonly Kind[], { kinds: wanted, names }: InspectOptions['filter']): IsTold {
  const unknown = wanted.filter((name) => kindsNamed(kinds, name).length === 0)
  if (unknown.length > 0)
    throw new Refusal(
      'invalid',
      unknown.map((name) => unknownKind(name, kinds)),
    )
  const taken = new Set(wanted.flatMap((name) => kindsNamed(kinds, name)).map(({ name }) => name))
  const patterns = names.map(glob)
  return (kind, name) =>
    (taken.size === 0 || taken.has(kind)) && (patterns.length === 0 || patterns.some((fits) => fits(name)))
}

/** What is wrong with the files, and what the target lacks. */
async function checks({ where, desired, options }: Sight, signal?: AbortSignal): Promise<Diagnostic[]> {
  const { module, session, target, selected } = where
  const { state } = desired
  const kept = notDumped(desired.provenance, module.kinds, state.mentionedIn ?? new Map())
  state.elsewhere = elsewhere(module.kinds, selected, options.plan.mode, kept)
  const offline = await module.validate(state)
  const isUnsure = ({ level, code }: Diagnostic): boolean => level === 'error' && module.unsureCodes.has(code)
  const asks = offline.some(isUnsure) || !`${target.version}.`.startsWith(`${module.shippedVersion}.`)
  const online = asks ? await session.validate(state, signal) : []
  const unknown = online.filter(({ code }) => code === 'unknown-plugin').map(({ place }) => nodeOf(place))
  return [
    ...selected.diagnostics,
    ...wrongProtect(module, options.plan.limits),
    ...offline.filter((each) => !isUnsure(each)),
    ...online,
    ...(await findUnsupported(session, module.kinds, state, selected)),
    ...missingPlugins(state, module.kinds, target).filter(({ place }) => !unknown.includes(nodeOf(place))),
  ]
}

/** The entity that a place at its name is in, or an entity's own place. */
const nodeOf = (place: Place | undefined): string =>
  JSON.stringify([
    place?.file,
    place?.document,
    place?.path.filter((each, at, all) => at < all.length - 1 || typeof each === 'number'),
  ])

const isError = ({ level }: Diagnostic): boolean => level === 'error'

/** Plans in spite of errors, as far as that can be done. */
async function plan(
  { where, desired }: Sight,
  tags: readonly string[],
  checked: readonly Diagnostic[],
  signal?: AbortSignal,
) {
  const { state, loaded, provenance } = desired
  const { module } = where
  const selected: Selected = selectedFor(where.selected, state.mentioned, module.kinds)
  const kept = notDumped(provenance, module.kinds, state.mentionedIn ?? new Map())
  const from = { state, tags, locate: loaded.locate, warnings: [], files: loaded.digests, origins: provenance.origins }
  try {
    const prepared = await planned(
      { ...where, selected, ...from, ...(kept && { notDumped: kept }), tolerant: true },
      signal,
    )
    const left = where.prune ? await leftBehind(where.session, module.kinds, prepared.plan, signal) : []
    return { prepared, found: [...prepared.plan.diagnostics, ...prepared.refusals, ...readOnly(prepared), ...left] }
  } catch (error) {
    if (error instanceof Refusal) return { prepared: undefined, found: [...error.diagnostics] }
    if (error instanceof Failure || signal?.aborted || !checked.some(isError)) throw error
    const hint = 'correct the errors first; then what else there is can be told'
    return { prepared: undefined, found: [problem('not-planned', 'no plan can be made of these files', { hint })] }
  }
}

/** A gateway without a database takes no changes. */
function readOnly(prepared: Prepared): Diagnostic[] {
  try {
    prepared.record()
    return []
  } catch (error) {
    return foundIn(error)
  }
}

/** A plan with errors in it would fail for other reasons than a rehearsal is for. */
async function rehearsed(
  prepared: Prepared,
  { where: { prune = false }, options: { now } }: Sight,
  open: OpenStage,
  signal?: AbortSignal,
): Promise<Diagnostic[]> {
  if (prepared.plan.diagnostics.some(isError) || readOnly(prepared).length > 0) return []
  const { plans, notes } = await rehearse([{ prepared, prune }], open, now, signal)
  return [...notes, ...plans.flatMap(({ failures }) => failures)]
}
