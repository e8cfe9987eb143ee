import { type Diagnostic, type Place, type Position, problem } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Plan } from '../model/plan.ts'
import type { Own } from '../model/provider.ts'
import type { Limits } from '../model/settings.ts'
import { guard } from '../plan/guard.ts'
import { guardProtected } from '../plan/guard-protected.ts'
import { joinPlans } from '../plan/join.ts'
import { saveChanges } from '../plan/saved/save.ts'
import { asBefore } from '../runs/as-before.ts'
import type { Touched } from '../runs/touched.ts'
import { type ApplyWhere, applying } from './apply-plan.ts'
import { unmade } from './open-workspace.ts'
import { planUndo, type UndoPlan, type UndoSource } from './plan-undo.ts'
import { planGone, planWorkspace } from './plan-workspace.ts'
import { fingerprint, type Prepared } from './planned.ts'
import { touchedBackup } from './pre-change-backup.ts'

/** What is to be undone in one workspace. */
export interface UndoWhere extends ApplyWhere, Pick<UndoSource, 'touched' | 'later' | 'elapsed'> {
  limits: Limits
  /** The workspace itself, where the run made, changed or deleted it. */
  self: Touched | undefined
  close(): Promise<void>
}

/**
 * Plans an undo in one workspace. Raises a Refusal (refused) that names what has changed since, a Failure when the controller
 * cannot be read.
 */
export async function undoWorkspace(where: UndoWhere, signal?: AbortSignal): Promise<Prepared> {
  const { connection, target, limits, module } = where
  const readAt = Date.now()
  const own = where.self && (await where.session.workspaces?.own())
  const session = own === 'missing' ? unmade(where.session, connection.workspace ?? 'default').session : where.session
  const whole = where.self?.before === 'absent' && own !== 'missing'
  const inside = await planUndo({ ...where, session, kinds: module.kinds, whole }, signal)
  const made = await withWorkspace(where, own, inside)
  return {
    plan: made,
    target,
    readAt,
    warnings: inside.warnings,
    refusals: [
      ...inside.refusals,
      ...(whole ? stillUsed(inside.others, connection.workspace) : []),
      ...weigh(made, where, limits),
    ],
    locate: nowhere,
    files: new Map(),
    save: (stamp) => saveChanges(made, { kinds: module.kinds, stamp }),
    ...(connection.workspace !== undefined && { workspace: connection.workspace }),
    refresh: async () => {
      const next = await undoWorkspace(where)
      return fingerprint(next.plan) === fingerprint(made) ? undefined : next
    },
    isNew: own === 'missing',
    // All that an undo is about is what it touches.
    backup: () => touchedBackup({ ...where, ...(own && { own }) }, made, inside.held),
    ...applying(made, { ...where, session }),
    close: where.close,
  }
}

const nowhere = ({ file }: Place): Position => ({ file, line: 1, column: 1 })

/** A workspace that the run made goes last, one that it deleted or changed comes first. */
async function withWorkspace(where: UndoWhere, own: Own | undefined, { plan }: UndoPlan): Promise<Plan> {
  const { self, session, module, connection } = where
  const kind = module.workspaceKind
  if (kind === undefined || self === undefined || own === undefined || own === 'hidden') return plan
  if (self.before === 'absent')
    return own === 'missing' ? plan : joinPlans(plan, await planGone(session, kind, own), { needed: true })
  const wanted = own === 'missing' ? undefined : own
  const { desired } = asBefore(self, wanted, { elapsed: 0, draw: () => '' })
  const name = connection.workspace ?? 'default'
  const before = await planWorkspace({ session, kind, name, own, ...(desired && { self: desired }) })
  return before ? joinPlans(before, plan, { needed: own === 'missing' }) : plan
}

/** A workspace goes only when it is empty. */
function stillUsed(others: readonly Entity[], workspace = 'default'): Diagnostic[] {
  if (others.length === 0) return []
  const kinds = [...new Set(others.map(({ kind }) => kind))].join(', ')
  const message = `undoing would delete the workspace ${workspace}, which by now holds ${others.length} entities that the run did not make (${kinds})`
  return [problem('workspace-in-use', message, { hint: 'delete them first' })]
}

/** The guards that no way back lifts: what is protected stays, and nobody is written to unasked. */
function weigh(made: Plan, { module }: UndoWhere, limits: Limits): Diagnostic[] {
  const input = { limits, kinds: module.kinds, mentioned: new Set<string>(), only: new Set<string>(), desired: 1 }
  return [...guard(made, input), ...guardProtected(made, module.kinds, limits)]
}
