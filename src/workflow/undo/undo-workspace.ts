import type { Diagnostic, Place, Position } from '../../model/diagnostic.ts'
import type { Plan } from '../../model/plan.ts'
import type { Limits } from '../../model/settings.ts'
import { guard } from '../../plan/guard.ts'
import { guardProtected } from '../../plan/guard-protected.ts'
import { saveChanges } from '../../plan/saved/save.ts'
import type { Touched } from '../../runs/touched.ts'
import { unmade } from '../gateway/open-workspace.ts'
import { planDependants, withOnward } from '../plan/plan-dependants.ts'
import { fingerprint, type Prepared } from '../plan/planned.ts'
import { type ApplyWhere, applying } from '../runs/apply-plan.ts'
import { touchedBackup } from '../runs/pre-change-backup.ts'
import { planUndo, type UndoSource } from './plan-undo.ts'
import { changedOwn, stillUsed, withOwn } from './undo-own.ts'

/** What is to be undone in one workspace. */
export interface UndoWhere extends ApplyWhere, Pick<UndoSource, 'touched' | 'later' | 'elapsed'> {
  limits: Limits
  graph: boolean | undefined
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
  const made = await withOwn(where, own, inside.plan)
  const seen = { ...inside, plan: made, kinds: module.kinds, target, kept: [] }
  const drawn = where.graph ? await withOnward(seen, made.changes, session, signal) : seen
  return {
    plan: made,
    target,
    readAt,
    warnings: inside.warnings,
    refusals: [
      ...inside.refusals,
      ...(await changedOwn(where, own)),
      ...(whole ? stillUsed(inside.others, connection.workspace) : []),
      ...weigh(made, where, limits),
    ],
    locate: nowhere,
    files: () => new Map(),
    save: (stamp) => ({
      ...saveChanges(made, { kinds: module.kinds, stamp }),
      dependants: planDependants(seen, made.changes),
    }),
    ...(connection.workspace !== undefined && { workspace: connection.workspace }),
    dependants: (changes = made.changes) => planDependants(drawn, changes),
    refresh: async () => {
      const next = await undoWorkspace({ ...where, graph: false })
      if (fingerprint(next.plan) === fingerprint(made)) return undefined
      return where.graph ? undoWorkspace(where) : next
    },
    isNew: own === 'missing',
    // All that an undo is about is what it touches.
    backup: () => touchedBackup({ ...where, ...(own && { own }) }, made, inside.held),
    ...applying(made, { ...where, session }),
    close: where.close,
  }
}

const nowhere = ({ file }: Place): Position => ({ file, line: 1, column: 1 })

/** The guards that no way back lifts: what is protected stays, and nobody is written to unasked. */
function weigh(made: Plan, { module }: UndoWhere, limits: Limits): Diagnostic[] {
  const input = { limits, kinds: module.kinds, mentioned: new Set<string>(), only: new Set<string>(), desired: 1 }
  return [...guard(made, input), ...guardProtected(made, module.kinds, limits)]
}
