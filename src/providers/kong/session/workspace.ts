import { problem, Refusal } from '../../../model/diagnostic.ts'
import type { Own } from '../../../model/provider.ts'
import { isFields } from '../../../model/secret.ts'
import type { Value } from '../../../model/value.ts'
import { workspaceKind } from '../kinds.ts'
import { editionOf } from './describe.ts'
import { entityFrom } from './entity-from.ts'
import type { Gateway } from './gateway.ts'

/**
 * Looks at the workspace that a gateway is seen from. Only Enterprise has workspaces (public documents); the `default` of
 * others is the gateway itself, of which there is nothing to see. Raises a Refusal for another one.
 */
export async function readOwn({ http, root, workspace }: Gateway): Promise<Own> {
  if (editionOf(await root()) !== 'enterprise') {
    if (workspace === 'default') return 'hidden'
    throw refusal(
      'no-workspaces',
      'this Kong has no workspaces',
      'leave --workspace out, or use `default`: workspaces need Kong Enterprise',
    )
  }
  const found = await http.get(`/workspaces/${encodeURIComponent(workspace)}`, { accept: [401, 403, 404] })
  if (found.status === 404) return 'missing'
  const entry = found.body as Value | undefined
  return found.status < 300 && isFields(entry) ? entityFrom(workspaceKind, entry) : 'hidden'
}

/**
 * Reads what a workspace holds by the gateway's own count, by which it decides whether it is empty enough to be deleted (Kong Enterprise,
 * public documents). Undefined where the token may not look, or there are no workspaces.
 */
export async function readCounts(
  { http, workspace }: Gateway,
  signal?: AbortSignal,
): Promise<Map<string, number> | undefined> {
  const path = `/workspaces/${encodeURIComponent(workspace)}/meta`
  const { body } = await http.get(path, { accept: [401, 403, 404], ...(signal && { signal }) })
  const counts = isFields(body) ? body.counts : undefined
  if (!isFields(counts)) return undefined
  return new Map(
    Object.entries(counts).flatMap(([schema, count]) => (typeof count === 'number' ? [[schema, count]] : [])),
  )
}

/** What comes before the paths of a workspace other than `default`. */
export function workspacePath(workspace: string): string {
  return `/${encodeURIComponent(workspace)}`
}

/** The error for a workspace that is not there. */
export function unknownWorkspace(workspace: string): Refusal {
  return refusal(
    'unknown-workspace',
    `there is no workspace ${workspace}`,
    'check its name; `sync` and `apply` create it where the token may',
  )
}

function refusal(code: string, message: string, hint: string): Refusal {
  return new Refusal('invalid', [problem(code, message, { hint })])
}
