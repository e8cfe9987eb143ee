import { shown, wanted } from '../api/collection-endpoints.ts'
import { created, type Endpoint, type Exchange, noContent, ok } from '../api/exchange.ts'
import { deleteEntity, insertEntity, updateEntity, upsertEntity } from '../entities/write.ts'
import type { Gateway } from '../gateway.ts'
import { Refusal } from '../refusal.ts'
import { isUuid } from '../schema/validators.ts'
import type { Row } from '../schema/value.ts'
import type { Store } from '../store/store.ts'

const NAME = 'workspaces'

/** The id of the workspace `default` (documents: "List workspaces"). */
const DEFAULT_ID = '00000000-0000-0000-0000-000000000000'

/** Makes the workspace `default` and the stores of the others, so far as they are not there. */
export function openWorkspaces(gateway: Gateway): void {
  const table = gateway.spaces.home.table(NAME)
  if (!table.get(DEFAULT_ID)) insertEntity(gateway, NAME, { id: DEFAULT_ID, name: 'default' })
  for (const id of table.ids()) if (id !== DEFAULT_ID) gateway.spaces.of(id) ?? gateway.spaces.add(id)
}

/**
 * Workspaces: they are not renamed, go only when they are empty or with `?cascade=true`, and count what they hold
 * (documents: "Workspaces reference"; the texts of the refusals are ours).
 */
export function workspaceEndpoints(): Endpoint[] {
  const endpoints: Endpoint[] = [
    { path: '/workspaces', methods: { POST: (x) => created(shown(x, NAME, post(x))) } },
    {
      path: '/workspaces/{workspaces}',
      methods: {
        PUT: (x) => ok(shown(x, NAME, put(x))),
        PATCH: (x) => ok(shown(x, NAME, patch(x))),
        DELETE: remove,
      },
    },
    { path: '/workspaces/{workspaces}/meta', methods: { GET: (x) => ok({ counts: countsOf(x) }) } },
  ]
  return endpoints.map((endpoint) => ({ ...endpoint, global: true, collection: NAME }))
}

const post = (x: Exchange): Row => open(x, insertEntity(x.gateway, NAME, x.body))

function open({ gateway: { spaces } }: Exchange, row: Row): Row {
  const id = String(row.id)
  if (id !== DEFAULT_ID && !spaces.of(id)) spaces.add(id)
  return row
}

function put(x: Exchange): Row {
  const segment = x.params[NAME] ?? ''
  const table = x.gateway.store.table(NAME)
  const id = isUuid(segment) ? segment.toLowerCase() : table.holder('name', segment)
  const named: Row = isUuid(segment) ? x.body : { ...x.body, name: segment }
  const stored = id === undefined ? undefined : table.get(id)
  if (stored) keepName(stored, named)
  const row = id === undefined ? insertEntity(x.gateway, NAME, named) : upsertEntity(x.gateway, NAME, { ...named, id })
  return open(x, row)
}

function patch(x: Exchange): Row {
  const stored = wanted(x, NAME)
  keepName(stored, x.body)
  return updateEntity(x.gateway, NAME, stored, x.body, { id: stored.id ?? null })
}

function keepName(stored: Row, { name }: Row): void {
  if (name !== undefined && name !== stored.name) throw new Refusal(400, { message: 'Workspaces cannot be renamed' })
}

function remove(x: Exchange) {
  const row = wanted(x, NAME)
  const id = String(row.id)
  if (id === DEFAULT_ID) throw new Refusal(400, { message: 'The default workspace cannot be deleted' })
  const held = Object.keys(countsOf(x)).length > 0
  if (held && x.query.get('cascade') !== 'true') throw new Refusal(400, { message: 'Workspace is not empty' })
  deleteEntity(x.gateway, NAME, row)
  x.gateway.spaces.remove(id)
  return noContent
}

/** How many entities of each kind a workspace holds; kinds without any are left out. */
function countsOf(x: Exchange): Row {
  const { catalogue, spaces } = x.gateway
  const store: Store = spaces.of(String(wanted(x, NAME).id)) ?? spaces.home
  const kinds = [...catalogue.collections.values()].filter(({ global }) => !global)
  const counts = kinds.map(({ name }): [string, number] => [name, store.table(name).size])
  return Object.fromEntries(counts.filter(([, count]) => count > 0))
}
