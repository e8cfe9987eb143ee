import { Failure } from '../../http/failure.ts'
import { openWindow } from '../../http/window.ts'
import type { Change } from '../../model/change.ts'
import { type Diagnostic, problem, Refusal, warning } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Session } from '../../model/provider.ts'
import type { OpenStage, Rehearsal, RehearsedPlan, Scenery, Stage } from '../../model/rehearsal.ts'
import type { Connection } from '../../model/settings.ts'
import type { Prepared } from '../plan/planned.ts'
import { applyAll } from '../runs/apply-all.ts'
import { applying, type Rehearsable } from '../runs/apply-plan.ts'
import { holderText } from './holder.ts'
import { isCopied, readScenery } from './read-scenery.ts'
import { type Tryable, tryable } from './tryable.ts'

/** A plan that is to be tried. */
export interface RehearsedPart {
  prepared: Prepared
  /** The workspace goes. */
  prune: boolean
}

/** Requests in flight to a copy, which is in this very process. */
const PARALLELISM = 10

/** To stand still would hold up the copy. */
const noRest = (): void => undefined

/** One plan on its way through a rehearsal. */
interface Act extends Rehearsable {
  workspace: string
  prune: boolean
  prepared: Prepared
}

/**
 * Carries out plans on a copy of their target, which holds all that the token may read, and tells what would have failed. Nothing
 * is sent to the target but reads. Raises a Refusal (refused) for a target that takes no changes, a Refusal (failed) when no copy can
 * be made, and a Failure when the target cannot be read.
 */
export async function rehearse(
  parts: readonly RehearsedPart[],
  open: OpenStage,
  now: number,
  signal?: AbortSignal,
): Promise<Rehearsal> {
  const acts = parts.map(actOf)
  const [first] = acts
  if (first === undefined) return { entities: 0, plans: [], notes: [] }
  const { module } = first.where
  const sessions = new Map(acts.map(({ workspace, where }) => [workspace, where.session]))
  const fresh = new Set(acts.filter(({ prepared }) => prepared.isNew).map(({ workspace }) => workspace))
  const target = first.prepared.target
  const { scenery, held, notes } = await readScenery({ module, target, sessions, fresh, now }, signal)
  const stage = await openOn(open, scenery, notes)
  try {
    const plans = await play(acts, stage, held, signal)
    const entities = [...held.values()].reduce((sum, each) => sum + each.length, 0)
    return { entities, plans, notes }
  } finally {
    await stage.close()
  }
}

function actOf({ prepared, prune }: RehearsedPart): Act {
  return { ...prepared.rehearsable(), workspace: prepared.workspace ?? 'default', prune, prepared }
}

/** A schema of a gateway that the copy cannot work with is no reason not to try the rest. */
async function openOn(open: OpenStage, scenery: Scenery, notes: Diagnostic[]): Promise<Stage> {
  try {
    return await open(scenery)
  } catch {
    notes.push(warning('rehearsal-unseen', "the gateway's own schemas could not be used: shipped ones were taken"))
  }
  return open({ ...scenery, schemas: new Map() }).catch((error: Error) => {
    throw new Refusal('failed', [problem('rehearsal', `no copy of the target could be made: ${error.message}`)])
  })
}

async function play(
  acts: readonly Act[],
  stage: Stage,
  held: ReadonlyMap<string, readonly Entity[]>,
  signal?: AbortSignal,
): Promise<RehearsedPlan[]> {
  const [first] = acts
  const window = openWindow(PARALLELISM, noRest)
  const session = await first?.where.module.connect(connectionTo(stage), { emit: () => undefined, window })
  if (session === undefined) return []
  try {
    const target = await session.describe()
    const tried = await Promise.all(
      acts.map(async (act) => {
        const inside = act.workspace === 'default' ? session : (session.workspaces?.within(act.workspace) ?? session)
        const rest = tryable(act.plan, await reasonsOf(act, session))
        const broken = new Map<string, string>()
        const where = { ...act.where, session: watched(inside, broken), window, target }
        return { ...act, ...rest, broken, prepared: { plan: rest.plan, ...applying(rest.plan, where) }, source: act }
      }),
    )
    const how = { failFast: false, deleteDespiteFailures: true }
    const outcomes = await applyAll(tried, how, () => undefined, signal)
    return tried.map(({ workspace, source, broken, ...rest }) =>
      rehearsed(source, rest, outcomes.get(workspace), broken, held),
    )
  } finally {
    await session.close()
  }
}

const connectionTo = ({ url }: Stage): Connection => ({
  provider: 'kong',
  addr: url,
  headers: {},
  parallelism: PARALLELISM,
  timeout: 60,
  tls: {},
})

/** Says of a change why a copy can tell nothing about it. */
async function reasonsOf({ plan, where }: Act, session: Session): Promise<(change: Change) => string | undefined> {
  const { module, target } = where
  const touched = new Set(plan.changes.map(({ kind }) => kind))
  const kinds = module.kinds.filter(({ name }) => touched.has(name))
  const support = await session.supports(kinds.filter(isCopied))
  const missing = new Set(support.flatMap(({ kind, missing: why }) => (why === undefined ? [] : kind.name)))
  const typeOf = await session.types(plan.changes.map((each) => ({ ...bodyOf(each), refs: {} })))
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  return (change) => {
    const kind = rows.get(change.kind)
    if (kind === undefined) return undefined
    if (!isCopied(kind)) return `${kind.section} are not copied: ${kind.excluded}`
    if (missing.has(kind.name)) return `the sandbox has no ${kind.section}`
    if (change.action === 'delete' || kind.variant === undefined || typeOf(bodyOf(change)) !== undefined)
      return undefined
    const name = String(change.after?.[kind.variant.field])
    const isAbsent = kind.variant.schemas === 'plugins' && target.plugins?.includes(name) === false
    return isAbsent ? undefined : `the sandbox does not know the ${kind.name} ${name}`
  }
}

const bodyOf = ({ kind, after, before }: Change) => ({ kind, fields: after ?? before ?? {} })

/** Notes where a copy broke rather than refused: that says nothing of the target. Failures are told without its address. */
function watched(session: Session, broken: Map<string, string>): Session {
  return {
    ...session,
    write: async (step, signal) => {
      try {
        return await session.write(step, signal)
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        if ((error.status ?? 500) >= 500) broken.set(step.change, 'the sandbox could not carry it out')
        throw new Failure({ ...error.facts, url: new URL(error.facts.url).pathname })
      }
    },
  }
}

const NOT_TRIED: Outcome = { results: new Map(), interrupted: false, written: 0, milliseconds: 0 }

function rehearsed(
  act: Act,
  { plan, untried }: Tryable,
  outcome: Outcome = NOT_TRIED,
  broken: ReadonlyMap<string, string>,
  held: ReadonlyMap<string, readonly Entity[]>,
): RehearsedPlan {
  const failures = plan.changes.flatMap((change) => {
    const result = outcome.results.get(change.id)
    if (result?.state !== 'failed' || broken.has(change.id)) return []
    return [failure(act, change, result.reason, held)]
  })
  const told = [...broken].map(([change, because]) => ({ change, because }))
  const { workspace } = act.prepared
  const where = workspace === undefined ? {} : { workspace }
  return { ...where, plan: act.plan, outcome, failures, untried: [...untried, ...told] }
}

/** What a gateway calls an id or a value that is taken (Kong 3.9 Admin API, recorded). */
const CLASH = /unique|primary key|duplicate/i

function failure(
  { where, workspace, plan }: Act,
  change: Change,
  reason: string,
  held: ReadonlyMap<string, readonly Entity[]>,
): Diagnostic {
  const kind = where.module.kinds.find(({ name }) => name === change.kind)
  const holder = kind && CLASH.test(reason) ? holderText(kind, change, { workspace, held, plan }) : undefined
  return problem('would-fail', `${change.id} would fail: ${reason}`, {
    about: { kind: change.kind, name: change.label },
    hint: holder ?? 'change the state files or the target; nothing was written to it',
    ...(change.place && { place: change.place }),
  })
}
