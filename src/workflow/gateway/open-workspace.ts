import { type Place, type Position, problem, Refusal } from '../../model/diagnostic.ts'
import type { Own, Session } from '../../model/provider.ts'
import type { State } from '../../model/state.ts'

/** A session in the workspace that a plan is for. */
export interface Opened {
  session: Session
  /** The workspace itself, where the plan may have to make or change it. */
  own?: Own
}

/**
 * Goes into the workspace of a state. One that is not there reads as empty, until the plan has made it. Raises a Refusal
 * where the product's edition has no workspaces, a Failure when the controller cannot be reached.
 */
export async function openWorkspace(
  session: Session,
  state: State,
  locate: (place: Place) => Position,
): Promise<Opened> {
  const { workspace = 'default', workspacePlace, self } = state
  const { workspaces } = session
  if (workspaces === undefined || (workspace === 'default' && self === undefined)) return { session }
  const own = await workspaces.own().catch((error) => {
    throw workspacePlace ? toldOfFile(error, workspace, workspacePlace, locate(workspacePlace)) : error
  })
  return own === 'missing' ? unmade(session, workspace) : { session, own }
}

/** Says of a workspace that the controller cannot have which file asks for it. */
function toldOfFile(error: unknown, workspace: string, place: Place, at: Position): unknown {
  if (!(error instanceof Refusal) || error.diagnostics[0]?.code !== 'no-workspaces') return error
  const message = `this Kong has no workspaces, and the file is for ${workspace}`
  const hint = 'take _workspace out of the file: workspaces need Kong Enterprise'
  return new Refusal('invalid', [problem('no-workspaces', message, { hint, place, at })])
}

/** Goes into a workspace that is not there yet: it is empty, and what is asked of the controller is asked outside of it. */
export function unmade(session: Session, workspace: string): Opened {
  const outside = session.workspaces?.within('default') ?? session
  const inside = session.workspaces?.within(workspace) ?? session
  const { write, check } = inside
  const nothing = async (): Promise<[]> => []
  const empty = { read: nothing, find: nothing, dependants: nothing }
  return { own: 'missing', session: { ...outside, ...empty, write, check, close: session.close } }
}
