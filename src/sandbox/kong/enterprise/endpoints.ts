import type { Endpoint } from '../api/exchange.ts'
import { rootBody } from '../api/node-bodies.ts'
import { keyringEndpoints } from '../keyring/endpoints.ts'
import { roleEndpoints } from '../rbac/role-endpoints.ts'
import { userEndpoints } from '../rbac/user-endpoints.ts'
import { adminEndpoints } from './admin-endpoints.ts'
import { groupEndpoints } from './group-endpoints.ts'
import { otherEndpoints } from './other-endpoints.ts'
import { workspaceEndpoints } from './workspace-endpoints.ts'

/** What the Admin API of Enterprise has beside the kinds' own paths. */
export function enterpriseEndpoints(): Endpoint[] {
  return [
    // A token that is limited to a workspace may read the node below it (documents: decK asks for `/<workspace>/kong`).
    { path: '/kong', methods: { GET: (x) => ({ status: 200, body: rootBody(x.gateway) }) } },
    ...keyringEndpoints(undefined).map((endpoint) => ({ ...endpoint, global: true })),
    ...workspaceEndpoints(),
    ...groupEndpoints(),
    ...userEndpoints(),
    ...roleEndpoints(),
    ...adminEndpoints(),
    ...otherEndpoints(),
  ]
}
