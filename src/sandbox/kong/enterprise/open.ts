import type { Gateway } from '../gateway.ts'
import type { SandboxOptions } from '../options.ts'
import { openAdmin, openRoles } from '../rbac/built-in.ts'
import { openWorkspaces } from './workspace-endpoints.ts'

/** Makes what an Enterprise gateway holds from its first start on. Throws when its users could never come in. */
export function openEnterprise(gateway: Gateway, { adminToken }: SandboxOptions): void {
  openWorkspaces(gateway)
  openRoles(gateway)
  if (adminToken !== undefined) openAdmin(gateway, adminToken)
  if (gateway.enforceRbac && gateway.store.table('rbac_users').size === 0)
    throw new Error('with access rights enforced, the first super admin needs a token')
}
