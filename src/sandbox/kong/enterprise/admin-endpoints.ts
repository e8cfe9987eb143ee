import { randomBytes } from 'node:crypto'
import { listSome, shown, wanted } from '../api/collection-endpoints.ts'
import { created, type Endpoint, type Exchange, noContent, ok } from '../api/exchange.ts'
import { deleteEntity, insertEntity, updateEntity } from '../entities/write.ts'
import type { Gateway } from '../gateway.ts'
import { assignRole, namedRoles, rolesOf, withdrawRole } from '../rbac/roles.ts'
import { Refusal } from '../refusal.ts'
import type { Row } from '../schema/value.ts'
import { referenceId, rowsByIds } from '../store/table.ts'

const NAME = 'admins'
const APPROVED = 0
const INVITED = 4

/** Admins: people who come in by Kong Manager, and the RBAC user of each (documents: "Admins Reference"). */
export function adminEndpoints(): Endpoint[] {
  return [
    {
      path: '/admins',
      collection: NAME,
      methods: { GET: (x) => listSome(x, NAME, x.gateway.store.table(NAME).ids(), '/admins'), POST: invite },
    },
    {
      path: '/admins/{admins}',
      collection: NAME,
      methods: { GET: (x) => ok(adminBody(x)), PATCH: (x) => ok(shown(x, NAME, change(x))), DELETE: remove },
    },
    { path: '/admins/register', methods: { POST: register } },
    { path: '/admins/password_resets', methods: { POST: askReset, PATCH: () => ({ status: 200 }) } },
    {
      path: '/admins/{admins}/roles',
      deletesByBody: true,
      methods: {
        GET: (x) => ok(rolesBody(x)),
        POST: (x) => {
          for (const role of namedRoles(x.gateway, x.body.roles)) assignRole(x.gateway, userOf(x), role)
          return created(rolesBody(x))
        },
        DELETE: (x) => {
          for (const role of namedRoles(x.gateway, x.body.roles)) withdrawRole(x.gateway, userOf(x), role)
          return noContent
        },
      },
    },
    { path: '/admins/{admins}/workspaces', methods: { GET: (x) => ok(workspacesOf(x)) } },
  ]
}

/** Admins' RBAC users belong to the workspace `default`, whatever their roles do. */
const atHome = ({ gateway }: Exchange): Gateway => ({ ...gateway, store: gateway.spaces.home, workspace: 'default' })

/** Creating an admin invites a person; here that is counted and said, and nothing is sent. */
function invite(x: Exchange) {
  const { username, email } = x.body
  const gateway = atHome(x)
  if (gateway.store.table(NAME).holder('username', username ?? null) !== undefined) insertEntity(gateway, NAME, x.body)
  const user = insertEntity(gateway, 'rbac_users', {
    name: username ?? null,
    user_token: randomBytes(24).toString('base64url'),
  })
  const admin = { ...x.body, status: INVITED, rbac_user: { id: user.id ?? null } }
  const row = insertEntity(gateway, NAME, admin)
  gateway.invited(String(email ?? username))
  return ok({ admin: shown(x, NAME, row) })
}

function adminBody(x: Exchange): Row {
  const admin = wanted(x, NAME)
  const body = shown(x, NAME, admin)
  if (x.query.get('generate_register_url') !== 'true' || admin.status !== INVITED) return body
  const token = randomBytes(24).toString('base64url')
  return { ...body, token, register_url: `http://127.0.0.1:8002/register?username=${admin.username}&token=${token}` }
}

function change(x: Exchange): Row {
  const { rbac_user: _user, status: _status, ...body } = x.body
  const admin = wanted(x, NAME)
  return updateEntity(atHome(x), NAME, admin, body, { id: admin.id ?? null })
}

function remove(x: Exchange) {
  const user = x.gateway.spaces.home.table('rbac_users').get(referenceId(wanted(x, NAME).rbac_user) ?? '')
  if (user) deleteEntity(atHome(x), 'rbac_users', user)
  return noContent
}

/** A person who was invited takes a password; it is not kept, since nobody logs in here. */
function register(x: Exchange) {
  const table = x.gateway.store.table(NAME)
  const admin = table.get(table.holder('username', x.body.username ?? null) ?? '')
  const known = admin?.status === INVITED && admin.email === x.body.email
  if (!admin || !known || !x.body.password) throw new Refusal(400, { message: 'no such invitation' })
  updateEntity(atHome(x), NAME, admin, { status: APPROVED }, { id: admin.id ?? null })
  return { status: 201 }
}

function askReset(x: Exchange) {
  const known = x.gateway.store.table(NAME).holder('email', x.body.email ?? null) !== undefined
  if (!known) throw new Refusal(404, { message: 'Not found' })
  return { status: 201 }
}

const userOf = (x: Exchange): Row => ({ id: referenceId(wanted(x, NAME).rbac_user) ?? null })

function rolesBody(x: Exchange): Row {
  const roles = rolesOf(x.gateway.store, String(userOf(x).id))
  return { roles: roles.map((role) => shown(x, 'rbac_roles', role)) }
}

/** The workspaces in which an admin has a role. */
function workspacesOf(x: Exchange): Row[] {
  const { spaces } = x.gateway
  const table = spaces.home.table('workspaces')
  const user = String(userOf(x).id)
  const ids = table.ids().filter((id) => rolesOf(spaces.of(id) ?? spaces.home, user).length > 0)
  return rowsByIds(table, ids).map((row) => shown(x, 'workspaces', row))
}
