import { insertEntity, updateEntity } from '../entities/write.ts'
import type { Gateway } from '../gateway.ts'
import type { Row } from '../schema/value.ts'
import { addPermission, assignRole, namedRoles } from './roles.ts'

const EVERYTHING = ['delete', 'create', 'update', 'read']

/** The roles that every gateway has, with their permissions in every workspace (documents: "RBAC reference"). */
const ROLES: {
  name: string
  comment: string
  permissions: { endpoint: string; actions: string[]; negative?: boolean }[]
}[] = [
  {
    name: 'super-admin',
    comment: 'Full access to all endpoints, across all workspaces',
    permissions: [{ endpoint: '*', actions: EVERYTHING }],
  },
  {
    name: 'admin',
    comment: 'Full access to all endpoints, across all workspaces, except RBAC Admin API',
    permissions: [
      { endpoint: '*', actions: EVERYTHING },
      ...[1, 2, 3, 4, 5, 6].map((depth) => ({
        endpoint: `/rbac${'/*'.repeat(depth)}`,
        actions: EVERYTHING,
        negative: true,
      })),
    ],
  },
  {
    name: 'read-only',
    comment: 'Read access to all endpoints, across all workspaces',
    permissions: [{ endpoint: '*', actions: ['read'] }],
  },
]

/** Makes the built-in roles that are not there. */
export function openRoles(gateway: Gateway): void {
  for (const { name, comment, permissions } of ROLES) {
    if (gateway.store.table('rbac_roles').holder('name', name) !== undefined) continue
    const role = insertEntity(gateway, 'rbac_roles', { name, comment })
    for (const permission of permissions) addPermission(gateway, role, { workspace: '*', ...permission })
  }
}

const FIRST = 'kong_admin'

/** Makes the first super admin, who then is an admin too, or gives that one this token (documents: KONG_PASSWORD). */
export function openAdmin(gateway: Gateway, token: string): void {
  const users = gateway.store.table('rbac_users')
  const known = users.get(users.holder('name', FIRST) ?? '')
  const user = known
    ? updateEntity(gateway, 'rbac_users', known, { user_token: token }, { name: FIRST })
    : insertEntity(gateway, 'rbac_users', { name: FIRST, user_token: token })
  if (known) return
  for (const role of namedRoles(gateway, 'super-admin')) assignRole(gateway, user, role)
  const admin: Row = { username: FIRST, status: 0, rbac_user: { id: user.id ?? null } }
  insertEntity(gateway, 'admins', admin)
}
