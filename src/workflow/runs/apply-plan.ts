import { journalled } from '../../apply/journalled.ts'
import { walk } from '../../apply/walk.ts'
import { atEndOfTurn } from '../../http/end-of-turn.ts'
import { inLumps } from '../../http/in-lumps.ts'
import type { Step } from '../../model/change.ts'
import { type Diagnostic, problem, Refusal } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Emit } from '../../model/event.ts'
import type { Kind } from '../../model/kind.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { Plan } from '../../model/plan.ts'
import type { ProviderModule, Session, Target } from '../../model/provider.ts'
import type { Journal, RecordedPlan } from '../../model/run.ts'
import type { ApplyOptions, Connection } from '../../model/settings.ts'
import type { Window } from '../../model/window.ts'
import { recordPlan, withIds } from './record-plan.ts'

/** Where a plan is carried out. */
export interface ApplyWhere {
  module: ProviderModule
  session: Session
  window: Window
  connection: Pick<Connection, 'workspace'>
  target: Target
}

/** So many writes at least are noted ahead of being sent, at once: their notes share one trip to the disk. */
const AHEAD = 64

/** What can be done with a plan. */
export interface Applicable {
  /** What a run keeps of it: the very steps that `apply` carries out. Raises a Refusal (refused) for a gateway that takes no changes. */
  record(): RecordedPlan
  /** Carries it out; with a journal, each write is in it before it is sent. Raises a Refusal as `record` does. */
  apply(options: ApplyOptions, emit: Emit, signal?: AbortSignal, journal?: Journal): Promise<Outcome>
  /** What it takes to carry it out elsewhere. Raises a Refusal as `record` does. */
  rehearsable(): Rehearsable
}

/** A plan, and where it is meant for. */
export interface Rehearsable {
  plan: Plan
  where: ApplyWhere
}

/** Gives what carries out a plan. Ids that it leaves open are drawn once. */
export function applying(made: Plan, where: ApplyWhere): Applicable {
  const { window, connection, target, module } = where
  const readOnly = made.steps.length > 0 ? readOnlyTarget(target) : undefined
  let drawn: Plan | undefined
  const ready = () => {
    if (readOnly) throw new Refusal('refused', [readOnly])
    drawn ??= withIds(made, module.kinds)
    return drawn
  }
  return {
    record: () => recordPlan(ready(), connection.workspace),
    rehearsable: () => ({ plan: ready(), where }),
    apply: async (options, emit, stop, journal) => {
      const [plain, narrow] = [writerOf(where), window.limit()]
      const writer = journal ? journalled(plain, journal, connection.workspace, atEndOfTurn(narrow)) : plain
      const limit = journal ? inLumps(2 * Math.max(AHEAD, window.most)) : narrow
      const outcome = await walk(ready(), writer, { ...options, limit }, emit, stop)
      const parallelism = window.reached()
      return { ...outcome, ...(parallelism && { parallelism }) }
    },
  }
}

function writerOf({ session, module }: ApplyWhere) {
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

/** Without a database a gateway answers 405 to every write but `POST /config` (Kong 3.9, recorded). */
function readOnlyTarget({ address, database }: Target): Diagnostic | undefined {
  if (database !== 'off') return undefined
  return problem('read-only', `the gateway at ${address} has no database (DB-less): its Admin API takes no changes`, {
    hint: 'load the whole configuration with POST /config or `declarative_config` in kong.conf, or give the address of a gateway with a database; diff and dump work here',
  })
}
