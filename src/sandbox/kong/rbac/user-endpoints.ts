import { listSome, shown, wanted } from '../api/collection-endpoints.ts'
import { created, type Endpoint, type Exchange, noContent, ok } from '../api/exchange.ts'
import { insertEntity } from '../entities/write.ts'
import { Refusal } from '../refusal.ts'
import type { Row } from '../schema/value.ts'
import { referenceId, storedRows } from '../store/table.ts'
import { permissionsBody } from './permissions-body.ts'
import { assignRole, namedRoles, rolesOf, withdrawRole } from './roles.ts'

const NAME = 'rbac_users'

/** RBAC users and their roles (documents: "RBAC reference"). */
export function userEndpoints(): Endpoint[] {
  return [
    { path: '/rbac/users', collection: NAME, methods: { GET: list, POST: (x) => created(shown(x, NAME, create(x))) } },
    { path: '/rbac/users/{rbac_users}', collection: NAME, methods: { PUT: refusePut } },
    {
      path: '/rbac/users/{rbac_users}/roles',
      deletesByBody: true,
      methods: {
        GET: (x) => ok(userRoles(x)),
        POST: (x) => {
          const user = wanted(x, NAME)
          for (const role of namedRoles(x.gateway, x.body.roles)) assignRole(x.gateway, user, role)
          return created(userRoles(x))
        },
        DELETE: (x) => {
          const user = wanted(x, NAME)
          for (const role of namedRoles(x.gateway, x.body.roles)) withdrawRole(x.gateway, user, role)
          return noContent
        },
      },
    },
    {
      path: '/rbac/users/{rbac_users}/permissions',
      methods: { GET: (x) => ok(permissionsBody(x, rolesOf(x.gateway.store, String(wanted(x, NAME).id)))) },
    },
  ]
}

/** Users who are admins are not listed. */
function list(x: Exchange) {
  const admins = storedRows(x.gateway.store.table('admins')).map((admin) => referenceId(admin.rbac_user))
  const ids = x.gateway.store.table(NAME).ids()
  return listSome(
    x,
    NAME,
    ids.filter((id) => !admins.includes(id)),
    '/rbac/users',
  )
}

/** A user with the name of a role gets that role (documents: "RBAC", of `super-admin`). */
function create(x: Exchange): Row {
  const user = insertEntity(x.gateway, NAME, x.body)
  const roles = x.gateway.store.table('rbac_roles')
  const role = roles.get(roles.holder('name', user.name ?? null) ?? '')
  if (role) assignRole(x.gateway, user, role)
  return user
}

function refusePut(): never {
  throw new Refusal(405, { message: 'Method not allowed' })
}

function userRoles(x: Exchange): Row {
  const user = wanted(x, NAME)
  const roles = rolesOf(x.gateway.store, String(user.id))
  return { roles: roles.map((role) => shown(x, 'rbac_roles', role)), user: shown(x, NAME, user) }
}
