import type { Entity } from '../../model/entity.ts'
import type { ProviderModule, Session, Target } from '../../model/provider.ts'
import type { SavedPart } from '../../model/saved-plan.ts'
import { clear } from '../../model/secret.ts'
import type { State } from '../../model/state.ts'
import { hasWorkspaces, listWorkspaces, sessionIn } from './list-workspaces.ts'

/** The other workspaces of a controller, and what a run means to do there. */
export interface Elsewhere {
  /** Sessions in them, by name. Raises a Failure when they cannot be listed. */
  sessions(signal?: AbortSignal): Promise<ReadonlyMap<string, Session>>
  /** Tells whether an entity of such a workspace stays with its id and the values of these fields, for all that this run does. */
  stays(workspace: string, holder: Entity, fields: readonly string[]): boolean
}

/** What a run does in a workspace beside the one that is looked at. */
export interface Plans {
  prune: boolean
  /** Its files, and whether what they do not have goes. */
  state: State
  deletes: boolean
  /** Only what this part of a saved plan has is done. */
  part?: SavedPart
}

/** What of a controller it takes to see its workspaces. */
export interface Lookout {
  module: ProviderModule
  session: Session
  target: Target
}

/**
 * Gives what is beside a workspace; undefined for a controller that has no workspaces.
 * @param own the workspace that is looked at
 * @param plans by name, what the run does in others; nothing where it is about one
 */
export function elsewhereOf(
  { module, session, target }: Lookout,
  own: string,
  plans: ReadonlyMap<string, Plans> = new Map(),
): Elsewhere | undefined {
  const { workspaces } = session
  if (workspaces === undefined || !hasWorkspaces(module, target)) return undefined
  const outside = workspaces.within('default')
  return {
    sessions: async (signal) => {
      const names = [...(await listWorkspaces(module, outside, target, signal)).keys()]
      return new Map(names.filter((name) => name !== own).map((name) => [name, sessionIn(outside, name)]))
    },
    stays: (workspace, holder, fields) => {
      const meant = plans.get(workspace)
      return meant === undefined || isLeft(meant, holder, fields)
    },
  }
}

function isLeft({ prune, state, deletes, part }: Plans, holder: Entity, fields: readonly string[]): boolean {
  if (part) return !part.changes.some(({ entity_id, old_id }) => entity_id === holder.id || old_id === holder.id)
  if (prune) return false
  if (!deletes) return true
  return state.entities.some((each) => each.kind === holder.kind && isSame(each, holder, fields))
}

function isSame(one: Entity, other: Entity, fields: readonly string[]): boolean {
  if (one.id !== undefined && one.id === other.id) return true
  return fields.some((field) => clear(one.fields[field]) === clear(other.fields[field]))
}
