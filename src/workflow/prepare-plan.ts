import { createHash } from 'node:crypto'
import { walk } from '../apply/walk.ts'
import { openWindow } from '../http/window.ts'
import type { Step } from '../model/change.ts'
import { type Diagnostic, type Place, type Position, problem, Refusal } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Emit } from '../model/event.ts'
import type { Kind } from '../model/kind.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'
import type { Own, ProviderModule, Session, Target } from '../model/provider.ts'
import type { ApplyOptions, Connection, PlanOptions } from '../model/settings.ts'
import type { State } from '../model/state.ts'
import type { Window } from '../model/window.ts'
import { canonical } from '../plan/compare.ts'
import { guard } from '../plan/guard.ts'
import { joinPlans } from '../plan/join.ts'
import { type Selected, select } from '../plan/select.ts'
import { provider } from '../providers/index.ts'
import { checkOffline, checkTarget } from './check-desired.ts'
import { inWorkspace, readDesired, selectTags } from './desired.ts'
import type { Io } from './io.ts'
import { makePlan } from './make-plan.ts'
import { type NotDumped, notDumped } from './not-dumped.ts'
import { noteExcluded, noteNotDumped } from './note-aside.ts'
import { openWorkspace } from './open-workspace.ts'
import { planWorkspace } from './plan-workspace.ts'
import { stopOnErrors } from './positioned.ts'
import { refuseOther } from './refuse-other.ts'
import { requireKeys } from './require-keys.ts'

/** What to plan. */
export interface PrepareOptions {
  files: readonly string[]
  plan: PlanOptions
  /** Plan the deletion of all that a dump would hold; no files. */
  reset?: boolean
  /** Variables whose values may be shown. */
  show: readonly string[]
  /** Take the connection's workspace, though a file is for another one. */
  forceWorkspace?: boolean
}

/** A plan, complete and checked, and the means to carry it out. */
export interface Prepared {
  plan: Plan
  target: Target
  workspace?: string
  warnings: Diagnostic[]
  /** What the guards have against it; a plan with refusals must not be applied. */
  refusals: Diagnostic[]
  locate(place: Place): Position
  /** Reads again what the plan was made from; gives the new plan if it differs. */
  refresh(): Promise<Prepared | undefined>
  apply(options: ApplyOptions, emit: Emit, signal?: AbortSignal): Promise<Outcome>
  close(): Promise<void>
}

/** Everything that stays the same when a plan is made again. */
interface Context {
  module: ProviderModule
  connection: Connection
  session: Session
  /** The workspace itself, where the plan may make or change it. */
  own?: Own
  window: Window
  target: Target
  state: State
  tags: readonly string[]
  selected: Selected
  options: PrepareOptions
  locate(place: Place): Position
  warnings: Diagnostic[]
  notDumped?: NotDumped
}

/**
 * Reads the state files and the controller and plans. Bad input is refused before any request is sent. Raises a
 * Refusal `invalid` for bad input, `refused` for another target than the configured one, and a Failure when the controller cannot be read.
 */
export async function preparePlan(
  given: Connection,
  options: PrepareOptions,
  io: Io,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Prepared> {
  const module = await provider(given.provider)
  const selected = select(module.kinds, options.plan.selection, module.unmanaged)
  const desired = options.reset
    ? nothing(module)
    : await readDesired(module, { ...fileOptions(given, options), missing: 'error' }, io)
  const connection = inWorkspace(given, desired.state)
  const tags = selectTags(desired.state, options.plan.selection.tags, module.kinds)
  const found = [...selected.diagnostics, ...desired.diagnostics, ...tags.diagnostics]
  const { locate } = desired.loaded
  const kept = notDumped(desired.provenance, module.kinds, desired.state.mentionedIn ?? new Map())
  desired.state.elsewhere = elsewhere(module.kinds, selected, options.plan.mode, kept)
  const { unsure, warnings } = await checkOffline(module, desired.state, found, locate)
  const window = openWindow(connection.parallelism)
  const connected = await module.connect(connection, { emit, window })
  try {
    const { session, own } = options.reset
      ? { session: connected }
      : await openWorkspace(connected, { ...desired.state, ...workspaceOf(connection) })
    const target = await session.describe()
    refuseOther(connection, target)
    await requireKeys(session, signal)
    stopOnErrors(await findUnsupported(session, module.kinds, desired.state, selected), locate)
    if (unsure || !`${target.version}.`.startsWith(`${module.shippedVersion}.`))
      for (const each of await checkTarget(session, desired.state, locate, signal)) warnings.push(each)
    return await planned(
      {
        module,
        connection,
        session,
        ...(own && { own }),
        window,
        target,
        state: desired.state,
        tags: tags.tags,
        selected,
        options,
        locate,
        warnings,
        ...(kept && { notDumped: kept }),
      },
      signal,
    )
  } catch (error) {
    await connected.close()
    throw error
  }
}

/** Kinds that the controller may have without the files: those not selected whole, and all of them where nothing is deleted. */
function elsewhere(
  kinds: readonly Kind[],
  { kinds: whole, partly }: Selected,
  mode: PlanOptions['mode'],
  kept: NotDumped | undefined,
): Set<string> {
  const names = kinds.map(({ name }) => name)
  const isPart = (name: string): boolean => !whole.has(name) || partly.has(name) || kept?.kinds.has(name) === true
  return new Set(mode === 'apply' ? names : names.filter(isPart))
}

/** Without a database a gateway answers 405 to every write but `POST /config` (Kong 3.9, recorded). */
function readOnlyTarget({ address, database }: Target): Diagnostic | undefined {
  if (database !== 'off') return undefined
  return problem('read-only', `the gateway at ${address} has no database (DB-less): its Admin API takes no changes`, {
    hint: 'load the whole configuration with POST /config or `declarative_config` in kong.conf, or give the address of a gateway with a database; diff and dump work here',
  })
}

/** Kinds that not every gateway has (filter chains need Wasm) are looked for before anything is written. */
async function findUnsupported(
  session: Session,
  kinds: readonly Kind[],
  { entities }: State,
  { excluded }: Selected,
): Promise<Diagnostic[]> {
  const isHeld = (name: string): boolean => !excluded.has(name) && entities.some((entity) => entity.kind === name)
  const held = kinds.filter((kind) => kind.optional && isHeld(kind.name))
  if (held.length === 0) return []
  const missing = new Map((await session.supports(held)).map(({ kind, missing: why }) => [kind.name, why]))
  return entities.flatMap(({ kind, place }) => {
    const why = missing.get(kind)
    return why === undefined
      ? []
      : [problem('unsupported-kind', `the target has no ${kind}: ${why}`, place ? { place } : {})]
  })
}

function fileOptions(connection: Connection, options: PrepareOptions) {
  return {
    files: options.files,
    show: options.show,
    ...workspaceOf(connection),
    ...(options.forceWorkspace && { forceWorkspace: true }),
  }
}

const workspaceOf = ({ workspace }: Connection) => (workspace === undefined ? {} : { workspace })

function nothing(module: ProviderModule) {
  const state: State = {
    entities: [],
    mentioned: new Set(module.kinds.map(({ name }) => name)),
    selectTags: [],
    lookupTags: {},
  }
  const locate = ({ file }: Place): Position => ({ file, line: 1, column: 1 })
  const provenance = { entries: [], others: [], diagnostics: [] }
  return { state, provenance, diagnostics: [], loaded: { files: [], documents: [], diagnostics: [], locate } }
}

async function planned(context: Context, signal?: AbortSignal): Promise<Prepared> {
  const made = await withWorkspace(context, await makePlan(sourceOf(context), signal))
  const [refused, found] = split([...made.diagnostics, ...noteAside(made, context)])
  stopOnErrors(found, context.locate)
  made.diagnostics = found
  const weighed = context.options.reset ? onlyOutside(made, context) : guard(made, guardInput(context))
  const { session, window, target, connection, locate, warnings } = context
  const readOnly = made.steps.length > 0 ? readOnlyTarget(target) : undefined
  return {
    plan: made,
    target,
    warnings,
    refusals: [...refused, ...weighed],
    locate,
    ...(connection.workspace !== undefined && { workspace: connection.workspace }),
    refresh: async () => {
      const next = await planned(context)
      return fingerprint(next.plan) === fingerprint(made) ? undefined : next
    },
    apply: async (options, emit, stop) => {
      if (readOnly) throw new Refusal('refused', [readOnly])
      const outcome = await walk(made, writerOf(context), { ...options, limit: window.limit() }, emit, stop)
      const parallelism = window.reached()
      return { ...outcome, ...(parallelism && { parallelism }) }
    },
    close: () => session.close(),
  }
}

function noteAside({ aside = [] }: Plan, { state, module, selected, options }: Context): Diagnostic[] {
  const excluded = noteExcluded(state.entities, module.kinds, selected, aside, options.plan.strict ?? false)
  return [...excluded, ...noteNotDumped(module.kinds, aside)]
}

const sourceOf = (context: Context) => ({
  ...context,
  kinds: context.module.kinds,
  workspace: context.connection.workspace,
})

/** What happens to the workspace itself goes first. */
async function withWorkspace({ module, connection, own, session, state }: Context, made: Plan): Promise<Plan> {
  const kind = module.workspaceKind
  if (kind === undefined || own === undefined) return made
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

function guardInput({ options, module, state, selected }: Context) {
  const desired = state.entities.length
  return { limits: options.plan.limits, kinds: module.kinds, mentioned: state.mentioned, only: selected.only, desired }
}

/** Reset has its confirmation in place of the guards; what it would take along unseen is refused all the same. */
function onlyOutside(made: Plan, context: Context): Diagnostic[] {
  return guard(made, {
    ...guardInput(context),
    limits: { ...context.options.plan.limits, allowEmpty: true, prune: true, allowDeletes: { percent: 100 } },
  })
}

function fingerprint(made: Plan): string {
  const hash = createHash('sha256')
  for (const { id, before, after } of made.changes) hash.update(`${id}\n${canonical(before)}\n${canonical(after)}\n`)
  return hash.digest('hex')
}

function writerOf({ session, module }: Context) {
  return {
    write: session.write.bind(session),
    check: async (step: Step, signal?: AbortSignal) => {
      const kind = module.kinds.find(({ name }) => name === step.kind)
      return kind ? session.check(kind, bodyOf(step, kind), signal) : []
    },
  }
}

/** What a step would leave in the controller, for asking whether it is valid: a hashed field that is kept counts as given. */
function bodyOf(step: Step, { hashed }: Kind): Entity {
  const kept = hashed && step.action === 'update' ? { [hashed.field]: 'kept' } : {}
  const fields = { ...kept, ...step.body }
  return { kind: step.kind, fields, refs: {}, ...(step.entityId !== undefined && { id: step.entityId }) }
}
