import { shown, wanted } from '../api/collection-endpoints.ts'
import { created, type Endpoint, type Exchange, noContent, ok } from '../api/exchange.ts'
import { deleteEntity, insertEntity, updateEntity } from '../entities/write.ts'
import type { Gateway } from '../gateway.ts'
import { notFound } from '../refusal.ts'
import { isUuid } from '../schema/validators.ts'
import type { Row } from '../schema/value.ts'
import { rowsByIds } from '../store/table.ts'
import { permissionsBody } from './permissions-body.ts'
import { addPermission } from './roles.ts'

/** Rights of a role, on endpoints or on entities: where they are kept and how a path names one. */
interface Rights {
  name: 'rbac_role_endpoints' | 'rbac_role_entities'
  path: string
  one: string
  /** The fields that a path gives. */
  key(x: Exchange): Row
  add(gateway: Gateway, role: Row, body: Row): Row
}

const RIGHTS: readonly Rights[] = [
  {
    name: 'rbac_role_endpoints',
    path: '/rbac/roles/{rbac_roles}/endpoints',
    one: '/{workspace}/{endpoint*}',
    key: ({ gateway, params: { workspace = '', endpoint = '' } }) => ({
      workspace: workspaceName(gateway, workspace),
      endpoint: endpoint === '*' ? '*' : `/${endpoint}`,
    }),
    add: addPermission,
  },
  {
    name: 'rbac_role_entities',
    path: '/rbac/roles/{rbac_roles}/entities',
    one: '/{entity_id}',
    key: ({ params }) => ({ entity_id: params.entity_id ?? '' }),
    add: (gateway, role, body) => {
      const entity_type = body.entity_type ?? typeOf(gateway, String(body.entity_id))
      const known = entity_type === undefined ? {} : { entity_type }
      return insertEntity(gateway, 'rbac_role_entities', { ...body, ...known, role: { id: role.id ?? null } })
    },
  },
]

/** Roles' permissions on endpoints and entities (documents: "RBAC reference"). */
export function roleEndpoints(): Endpoint[] {
  const all: Endpoint = {
    path: '/rbac/roles/{rbac_roles}/permissions',
    methods: { GET: (x) => ok(permissionsBody(x, [wanted(x, 'rbac_roles')])) },
  }
  return [all, ...RIGHTS.flatMap(rightEndpoints)]
}

function rightEndpoints(rights: Rights): Endpoint[] {
  const { name, path, one, add } = rights
  return [
    {
      path,
      collection: name,
      methods: {
        GET: (x) => ok({ data: rightsOf(x, name) }),
        POST: (x) => created(shown(x, name, add(x.gateway, wanted(x, 'rbac_roles'), x.body))),
      },
    },
    {
      path: `${path}${one}`,
      collection: name,
      methods: {
        GET: (x) => ok(shown(x, name, wantedRight(x, rights))),
        PATCH: (x) => {
          const row = wantedRight(x, rights)
          return ok(shown(x, name, updateEntity(x.gateway, name, row, x.body, { id: row.id ?? null })))
        },
        DELETE: (x) => {
          deleteEntity(x.gateway, name, wantedRight(x, rights))
          return noContent
        },
      },
    },
  ]
}

function rightsOf(x: Exchange, name: Rights['name']): Row[] {
  const table = x.gateway.store.table(name)
  const rows = rowsByIds(table, table.children('role', String(wanted(x, 'rbac_roles').id)))
  return rows.map((row) => shown(x, name, row))
}

function wantedRight(x: Exchange, { name, key }: Rights): Row {
  const table = x.gateway.store.table(name)
  const id = table.compositeHolder({ role: { id: wanted(x, 'rbac_roles').id ?? null }, ...key(x) })
  const row = id === undefined ? undefined : table.get(id)
  if (!row) throw notFound()
  return row
}

/** A path names a workspace by name or id. */
function workspaceName({ store }: Gateway, named: string): string {
  const row = isUuid(named) ? store.table('workspaces').get(named.toLowerCase()) : undefined
  return row ? String(row.name) : named
}

/** The kind of an entity of this workspace, or of a workspace, by its id. */
function typeOf({ catalogue, store }: Gateway, id: string): string | undefined {
  if (id === '*') return 'wildcard'
  return [...catalogue.collections.keys()].find((name) => store.table(name).stored(id.toLowerCase()))
}
