import { randomUUID } from 'node:crypto'
import { insertEntity } from '../entities/write.ts'
import type { Gateway } from '../gateway.ts'
import { Refusal } from '../refusal.ts'
import type { Row, Value } from '../schema/value.ts'
import type { Store } from '../store/store.ts'
import { referenceId, rowsByIds } from '../store/table.ts'
import type { Permission } from './decide.ts'

const byName = (a: Row, b: Row): number => (String(a.name) < String(b.name) ? -1 : 1)

/** The roles of a workspace that a user has, by name. */
export function rolesOf(store: Store, user: string): Row[] {
  const links = store.table('rbac_user_roles')
  const ids = rowsByIds(links, links.children('user', user)).map(({ role }) => referenceId(role) ?? '')
  return rowsByIds(store.table('rbac_roles'), ids).sort(byName)
}

/** The roles with these names or ids: a list, or a text with commas. Throws 400 for one that is not there. */
export function namedRoles({ store }: Gateway, named: Value | undefined): Row[] {
  const table = store.table('rbac_roles')
  const names = Array.isArray(named) ? named.map(String) : String(named ?? '').split(',')
  return names.map((name) => {
    const found = table.get(table.holder('name', name.trim()) ?? name.trim().toLowerCase())
    if (!found) throw new Refusal(400, { message: `role not found with name '${name}'` })
    return found
  })
}

/** Gives a user a role of this workspace; nothing happens when the user has it. Admins come from all workspaces. */
export function assignRole({ store }: Gateway, user: Row, role: Row): void {
  const table = store.table('rbac_user_roles')
  const link: Row = { user: { id: user.id ?? null }, role: { id: role.id ?? null } }
  if (table.compositeHolder(link) === undefined) table.put({ id: randomUUID(), ...link })
  store.changed()
}

/** Takes a role from a user. */
export function withdrawRole({ store }: Gateway, user: Row, role: Row): void {
  const table = store.table('rbac_user_roles')
  const id = table.compositeHolder({ user: { id: user.id ?? null }, role: { id: role.id ?? null } })
  if (id !== undefined) table.remove(id)
  store.changed()
}

/** Gives a role a permission on an endpoint. Throws a Refusal, 409 for one that it has. */
export function addPermission(gateway: Gateway, role: Row, body: Row): Row {
  const { workspace = gateway.workspace } = body
  return insertEntity(gateway, 'rbac_role_endpoints', { ...body, workspace, role: { id: role.id ?? null } })
}

/** The endpoint permissions of a role. */
export function permissionsOf(store: Store, role: string): Permission[] {
  const table = store.table('rbac_role_endpoints')
  return rowsByIds(table, table.children('role', role)).map(({ workspace, endpoint, actions, negative }) => ({
    workspace: String(workspace),
    endpoint: String(endpoint),
    actions: Array.isArray(actions) ? actions.map(String) : [],
    negative: negative === true,
  }))
}
