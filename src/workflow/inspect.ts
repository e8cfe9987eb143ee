import { Failure } from '../http/failure.ts'
import { openWindow } from '../http/window.ts'
import { type Diagnostic, type Place, problem, Refusal } from '../model/diagnostic.ts'
import type { Emit } from '../model/event.ts'
import type { InspectedPart, Inspection } from '../model/inconsistency.ts'
import type { Kind } from '../model/kind.ts'
import type { OpenStage } from '../model/rehearsal.ts'
import type { Connection } from '../model/settings.ts'
import { kindsNamed, unknownKind } from '../plan/exclusion.ts'
import { glob } from '../plan/glob.ts'
import { wrongProtect } from '../plan/guard-protected.ts'
import { type Selected, select, selectedFor, selectedIn } from '../plan/select.ts'
import { provider } from '../providers/index.ts'
import { loadFiles } from '../state/load.ts'
import { sortDesired } from './all-desired.ts'
import { elsewhere } from './check-input.ts'
import { type Desired, flattenLoaded, inWorkspace, selectTags } from './desired.ts'
import { inconsistencies } from './inconsistencies.ts'
import type { Io } from './io.ts'
import { listWorkspaces, refuseOthers } from './list-workspaces.ts'
import { expiredCertificates, missingPlugins } from './missing-parts.ts'
import { notDumped } from './not-dumped.ts'
import { openWorkspace } from './open-workspace.ts'
import { findUnsupported, type PlanWhere } from './plan-checked.ts'
import { type Prepared, planned } from './planned.ts'
import { inside } from './prepare-all.ts'
import type { PrepareOptions } from './prepare-plan.ts'
import { refuseOther } from './refuse-other.ts'
import { rehearse } from './rehearse.ts'
import { requireKeys } from './require-keys.ts'

/** What to hold against what. */
export interface InspectOptions extends Pick<PrepareOptions, 'files' | 'plan' | 'show' | 'forceWorkspace'> {
  /** The files are for several workspaces. */
  allWorkspaces: boolean
  /** What is told: of these kinds and names (patterns), of all where there are none. */
  filter: { kinds: readonly string[]; names: readonly string[] }
  /** Also tell what a rehearsal finds, on such copies. */
  open?: OpenStage
  /** Milliseconds since 1970. */
  now: number
}

/** A workspace that is looked at. */
interface Sight {
  where: PlanWhere
  desired: Desired
  options: InspectOptions
}

/**
 * Holds state files against a target and collects all that would fail or break if they were applied: what is wrong in the files,
 * what the target lacks, what clashes with what it holds, and what the guards have against it. Nothing is written. Raises a Refusal
 * (invalid) for files that cannot be read, a Failure when the target cannot be.
 */
export async function inspect(
  given: Connection,
  options: InspectOptions,
  io: Io,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Inspection> {
  const module = await provider(given.provider)
  const selected = select(module.kinds, options.plan.selection, module.unmanaged)
  const loaded = await loadFiles(options.files, { env: io.env, missing: 'error', stdin: io.stdin })
  const { show, allWorkspaces, forceWorkspace = false } = options
  const asked = given.workspace === undefined ? {} : { workspace: given.workspace, forceWorkspace }
  const one = allWorkspaces ? undefined : await flattenLoaded(module, loaded, { ...asked, show })
  const all = allWorkspaces ? await sortDesired(module, loaded, { show }) : undefined
  const connection = one ? inWorkspace(given, one.state) : given
  const window = openWindow(connection.parallelism)
  const connected = await module.connect(connection, { emit, window })
  try {
    const opened = one
      ? await openWorkspace(connected, { ...one.state, ...workspaceOf(connection) })
      : { session: connected }
    const target = await opened.session.describe()
    await requireKeys(connected, signal)
    const where = { module, connection, ...opened, window, target, selected, options }
    const sights = one
      ? [{ where, desired: one, options }]
      : await sightsOf(where, all?.byWorkspace ?? new Map(), options, signal)
    const common = [...(all?.diagnostics ?? []), ...other(connection, where, options)]
    const parts: InspectedPart[] = []
    for (const [index, sight] of sights.entries()) parts.push(await look(sight, index === 0 ? common : [], signal))
    return { target, parts, sections: new Map(module.kinds.map(({ name, section }) => [name, section])) }
  } finally {
    await connected.close()
  }
}

const workspaceOf = ({ workspace }: Connection) => (workspace === undefined ? {} : { workspace })

async function sightsOf(
  where: PlanWhere,
  byWorkspace: ReadonlyMap<string, Desired>,
  options: InspectOptions,
  signal?: AbortSignal,
): Promise<Sight[]> {
  const { module, session, target, connection, selected } = where
  refuseOthers(module, target, byWorkspace.keys())
  const there = await listWorkspaces(module, session, target, signal)
  return [...byWorkspace].map(([workspace, desired]) => {
    const own = inside({ module, session, target, there }, workspace)
    const at = { ...where, connection: { ...connection, workspace }, ...own, selected: selectedIn(selected, workspace) }
    return { where: at, desired, options }
  })
}

/** Another target than the configured one. */
function other(connection: Connection, { target }: PlanWhere, { plan }: InspectOptions): Diagnostic[] {
  try {
    refuseOther(connection, target, plan.limits)
    return []
  } catch (error) {
    return foundIn(error)
  }
}

function foundIn(error: unknown): Diagnostic[] {
  if (error instanceof Refusal) return [...error.diagnostics]
  throw error
}

async function look(sight: Sight, common: readonly Diagnostic[], signal?: AbortSignal): Promise<InspectedPart> {
  const { where, desired, options } = sight
  const { tags, diagnostics } = selectTags(desired.state, options.plan.selection.tags, where.module.kinds)
  const checked = [...common, ...desired.diagnostics, ...diagnostics, ...(await checks(sight, signal))]
  const { prepared, found } = await plan(sight, tags, checked, signal)
  const failures = prepared && options.open ? await rehearsed(prepared, options.open, options.now, signal) : []
  const expired = expiredCertificates(desired.state, options.now)
  const { workspace } = where.connection
  const named = workspace === undefined ? {} : { workspace }
  const told = [...checked, ...found, ...failures]
  const refused = new Set(told.filter(({ code }) => code === 'certificate-expires').map(({ place }) => place))
  const isTold = filterOf(where.module.kinds, options.filter)
  const all = [...told, ...expired.filter(({ place }) => !refused.has(place))]
  const { kinds, workspaceKind } = where.module
  const subject = { kinds: workspaceKind ? [...kinds, workspaceKind] : kinds, entities: desired.state.entities }
  return {
    ...named,
    inconsistencies: inconsistencies(all, { ...subject, ...named, locate: desired.loaded.locate }).filter(
      ({ entity, name }) => isTold(entity, name),
    ),
    ...(prepared && { plan: { changes: prepared.plan.changes.filter(({ kind, label }) => isTold(kind, label)) } }),
  }
}

/** Makes a test for kinds and names. Raises a Refusal (invalid) for a kind that there is not. */
function filterOf(kinds: readonly Kind[], { kinds: wanted, names }: InspectOptions['filter']) {
  const unknown = wanted.filter((name) => kindsNamed(kinds, name).length === 0)
  if (unknown.length > 0)
    throw new Refusal(
      'invalid',
      unknown.map((name) => unknownKind(name, kinds)),
    )
  const taken = new Set(wanted.flatMap((name) => kindsNamed(kinds, name)).map(({ name }) => name))
  const patterns = names.map(glob)
  return (kind: string, name: string): boolean =>
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
    return { prepared, found: [...prepared.plan.diagnostics, ...prepared.refusals, ...readOnly(prepared)] }
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
  open: OpenStage,
  now: number,
  signal?: AbortSignal,
): Promise<Diagnostic[]> {
  if (prepared.plan.diagnostics.some(isError) || readOnly(prepared).length > 0) return []
  const { plans, notes } = await rehearse([{ prepared, prune: false }], open, now, signal)
  return [...notes, ...plans.flatMap(({ failures }) => failures)]
}
