import type { Endpoint } from '../api/exchange.ts'
import { rootBody } from '../api/node-bodies.ts'
import { keyringEndpoints } from '../keyring/endpoints.ts'
import { roleEndpoints } from '../rbac/role-endpoints.ts'
import { userEndpoints } from '../rbac/user-endpoints.ts'
import { workspaceEndpoints } from './workspace-endpoints.ts'

/** What the Admin API of Enterprise has beside the kinds' own paths. */
export function enterpriseEndpoints(): Endpoint[] {
  // A token that is limited to a workspace may read the node below it (documents: decK asks for `/<workspace>/kong`).
  const node: Endpoint = { path: '/kong', methods: { GET: (x) => ({ status: 200, body: rootBody(x.gateway) }) } }
  const noKeyring = keyringEndpoints(undefined).map((endpoint) => ({ ...endpoint, global: true }))
  return [node, ...noKeyring, ...workspaceEndpoints(), ...userEndpoints(), ...roleEndpoints()]
}
