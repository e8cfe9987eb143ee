import type { Gateway } from '../gateway.ts'
import { notFound, Refusal } from '../refusal.ts'
import { isUuid } from '../schema/validators.ts'
import type { Endpoint } from './exchange.ts'
import type { Router } from './router.ts'

/** What a path means: an endpoint, and the workspace that it is asked of. */
export interface Place {
  gateway: Gateway
  endpoint: Endpoint
  params: Record<string, string>
  /** The path without the workspace. */
  segments: string[]
}

/**
 * Finds what a path means. In Enterprise a path that starts with no known word starts with a workspace, by name or id
 * (documents: "Workspaces reference"). Throws 404.
 */
export function locate(gateway: Gateway, router: Router, segments: string[]): Place {
  const match = router.match(segments)
  if (match) return { gateway, ...match, segments }
  const [name, ...rest] = segments
  if (gateway.edition !== 'enterprise' || name === undefined || router.starts(name)) throw notFound()
  const inside = inWorkspace(gateway, name)
  const below = router.match(rest)
  if (!below || (below.endpoint.global && inside !== gateway)) throw notFound()
  return { gateway: inside, ...below, segments: rest }
}

/** The gateway as one of its workspaces sees it. Throws 404 when there is none of that name or id. */
function inWorkspace(gateway: Gateway, named: string): Gateway {
  const workspaces = gateway.spaces.home.table('workspaces')
  const id = isUuid(named) ? named.toLowerCase() : workspaces.holder('name', named)
  const row = id === undefined ? undefined : workspaces.get(id)
  if (!row) throw new Refusal(404, { message: `Workspace '${named}' not found` })
  const store = gateway.spaces.of(String(row.id))
  return store ? { ...gateway, store, workspace: String(row.name) } : gateway
}
