import { randomUUID } from 'node:crypto'
import type { Catalogue, Reference } from '../catalogue.ts'
import type { Collection } from '../collections.ts'
import { findEntity, pathKey } from '../entities/find.ts'
import { deleteEntity, insertEntity, updateEntity, upsertEntity } from '../entities/write.ts'
import { notFound, Refusal } from '../refusal.ts'
import { isUuid } from '../schema/validators.ts'
import type { Row } from '../schema/value.ts'
import { referenceId } from '../store/table.ts'
import { listSome, putEntity, shown, wanted } from './collection-endpoints.ts'
import { type Answer, created, type Endpoint, type Exchange, noContent, ok } from './exchange.ts'

/** A child collection seen from one of its parents. */
interface Nesting {
  parent: Collection
  child: Collection
  field: string
}

/** The endpoints that follow from references: children below a parent, and the parent of a child (routes #49 to #62). */
export function nestedEndpoints(catalogue: Catalogue): Endpoint[] {
  const endpoints: Endpoint[] = []
  for (const child of catalogue.collections.values()) {
    for (const reference of catalogue.references(child.name)) {
      const parent = catalogue.collections.get(reference.to)
      if (!parent || parent.internal || child.internal) continue
      endpoints.push(...childEndpoints({ parent, child, field: reference.field }))
      endpoints.push(parentEndpoint(child, parent, reference))
    }
  }
  return endpoints
}

/** The list of a parent's children and one of them. */
function childEndpoints(nesting: Nesting): Endpoint[] {
  const { parent, child } = nesting
  const base = `/${parent.path}/{${parent.name}}/${child.nested ?? child.path}`
  return [
    {
      path: base,
      collection: child.name,
      methods: { GET: (x) => listChildren(x, nesting), POST: (x) => postChild(x, nesting) },
    },
    {
      path: `${base}/{${child.name}}`,
      collection: child.name,
      methods: {
        GET: (x) => ok(shown(x, child.name, wantedChild(x, nesting))),
        PUT: (x) => putChild(x, nesting),
        PATCH: (x) => patchChild(x, nesting),
        DELETE: (x) => deleteChild(x, nesting),
      },
    },
  ]
}

function listChildren(x: Exchange, { parent, child, field }: Nesting): Answer {
  const above = wanted(x, parent.name)
  const ids = x.gateway.store.table(child.name).children(field, String(above.id)).sort()
  return listSome(x, child.name, ids, `/${parent.path}/${x.params[parent.name]}/${child.nested ?? child.path}`)
}

function postChild(x: Exchange, { parent, child, field }: Nesting): Answer {
  const above = wanted(x, parent.name)
  const row = insertEntity(x.gateway, child.name, { ...x.body, [field]: { id: above.id ?? null } })
  return created(shown(x, child.name, row))
}

/** The child that a path names, if it is this parent's. Throws 404. */
function wantedChild(x: Exchange, { parent, child, field }: Nesting): Row {
  const above = wanted(x, parent.name)
  const segment = x.params[child.name] ?? ''
  const row = isGroup(child, segment) ? aclByGroup(x, segment, above) : findEntity(x.gateway, child.name, segment)
  if (!row || referenceId(row[field]) !== above.id) throw notFound()
  return row
}

/** PUT moves a child of another parent here (credentials #13, routes #60). */
function putChild(x: Exchange, { parent, child, field }: Nesting): Answer {
  const above = wanted(x, parent.name)
  const body: Row = { ...x.body, [field]: { id: above.id ?? null } }
  const segment = x.params[child.name] ?? ''
  if (!isGroup(child, segment)) return ok(shown(x, child.name, putEntity(x, child, segment, body)))
  const known = aclByGroup(x, segment, above)
  const grouped: Row = { ...body, group: segment }
  const row = known
    ? upsertEntity(x.gateway, 'acls', { ...grouped, id: known.id ?? null })
    : insertEntity(x.gateway, 'acls', grouped)
  return ok(shown(x, 'acls', row))
}

/** Below a consumer, ACL entries go by their group name too (credentials #139, #143). */
const isGroup = (child: Collection, segment: string): boolean => child.name === 'acls' && !isUuid(segment)

function aclByGroup(x: Exchange, group: string, consumer: Row): Row | undefined {
  const table = x.gateway.store.table('acls')
  const id = table.compositeHolder({ consumer: { id: consumer.id ?? null }, group })
  return id === undefined ? undefined : table.get(id)
}

function patchChild(x: Exchange, nesting: Nesting): Answer {
  const { child } = nesting
  const stored = wantedChild(x, nesting)
  const key = pathKey(x.gateway, child.name, String(stored.id))
  const body: Row = { [nesting.field]: stored[nesting.field] ?? null, ...x.body }
  return ok(shown(x, child.name, updateEntity(x.gateway, child.name, stored, body, key)))
}

function deleteChild(x: Exchange, nesting: Nesting): Answer {
  deleteEntity(x.gateway, nesting.child.name, wantedChild(x, nesting))
  return noContent
}

/** `/routes/{routes}/service`: reads, changes or replaces the parent of a child (routes #54 to #56). */
function parentEndpoint(child: Collection, parent: Collection, reference: Reference): Endpoint {
  const { field } = reference
  return {
    path: `/${child.path}/{${child.name}}/${field}`,
    hidden: (child.nestedOnly || child.hiddenParents?.includes(field)) ?? false,
    collection: parent.name,
    methods: {
      GET: (x) => ok(shown(x, parent.name, parentOf(x, child, parent, field))),
      PUT: (x) => putParent(x, child, parent, field),
      PATCH: (x) => {
        const row = parentOf(x, child, parent, field)
        return ok(shown(x, parent.name, updateEntity(x.gateway, parent.name, row, x.body, { id: row.id ?? null })))
      },
      DELETE: (x) => {
        parentOf(x, child, parent, field)
        throw new Refusal(405, { message: 'Method not allowed' })
      },
    },
  }
}

/** The entity that a child refers to. Throws 404 when either is not there. */
function parentOf(x: Exchange, child: Collection, parent: Collection, field: string): Row {
  const id = referenceId(wanted(x, child.name)[field])
  const row = id === undefined ? undefined : x.gateway.store.table(parent.name).get(id)
  if (!row) throw notFound()
  return row
}

/** Replaces a child's parent; a child without one gets a new one (Kong 3.9's open source). */
function putParent(x: Exchange, child: Collection, parent: Collection, field: string): Answer {
  const below = wanted(x, child.name)
  const known = referenceId(below[field])
  const id = known ?? randomUUID()
  const row = upsertEntity(x.gateway, parent.name, { ...x.body, id })
  if (known === undefined) updateEntity(x.gateway, child.name, below, { [field]: { id } }, { id: below.id ?? null })
  return ok(shown(x, parent.name, row))
}
