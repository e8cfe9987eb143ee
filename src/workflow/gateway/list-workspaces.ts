import { Failure } from '../../http/failure.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { ProviderModule, Session, Target } from '../../model/provider.ts'

/** Tells whether a controller has workspaces, beside the one that it is itself. */
export const hasWorkspaces = ({ workspaceKind }: ProviderModule, { edition }: Target): boolean =>
  workspaceKind !== undefined && workspaceKind.edition === edition

/** The session inside a workspace that is there: `default` is where every session is, or that of a product without any. */
export function sessionIn(session: Session, workspace: string): Session {
  return workspace === 'default' ? session : (session.workspaces?.within(workspace) ?? session)
}

/**
 * Gives the workspaces of a controller by name, in order; where it has none, the one that it is itself, without fields.
 * Raises a Failure when they cannot be listed.
 */
export async function listWorkspaces(
  module: ProviderModule,
  session: Session,
  target: Target,
  signal?: AbortSignal,
): Promise<Map<string, Entity | undefined>> {
  const kind = module.workspaceKind
  if (kind === undefined || !hasWorkspaces(module, target)) return new Map([['default', undefined]])
  const found = await session.read({ kinds: [kind], tags: [] }, signal).catch(explained)
  const named = found.map((entity): [string, Entity] => [String(entity.fields.name), entity])
  return new Map(named.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** A token for one workspace is no reason to give up: there is another way. */
function explained(error: unknown): never {
  if (error instanceof Failure && error.status === 403)
    throw new Failure({
      ...error.facts,
      hint: 'a token that may not list the workspaces works in its own: --workspace NAME',
    })
  throw error
}

/** Raises a Refusal (invalid) when files are for workspaces that a controller without any cannot have. */
export function refuseOthers(module: ProviderModule, target: Target, workspaces: Iterable<string>): void {
  const others = [...workspaces].filter((name) => name !== 'default')
  if (hasWorkspaces(module, target) || others.length === 0) return
  throw new Refusal('invalid', [
    problem('no-workspaces', `this Kong has no workspaces, and the files are for ${others.join(', ')}`, {
      hint: 'workspaces need Kong Enterprise',
    }),
  ])
}
