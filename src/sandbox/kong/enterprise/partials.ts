import type { Gateway } from '../gateway.ts'
import { schemaViolation, stillReferenced, unresolvedReference } from '../refusal.ts'
import type { Field } from '../schema/field.ts'
import { prepareEntity } from '../schema/prepare.ts'
import { isRow, type Row, readPath, type Value } from '../schema/value.ts'
import { storedRows } from '../store/table.ts'

/** Where a plugin that says nothing else takes a partial's configuration (documents: "Partials"). */
const USUAL_PATH = 'config.redis'

interface Link {
  id: string
  name: Value
  path: string
}

/**
 * Puts what the partials of a plugin say into what was sent, so that it is checked as a whole; the links become whole,
 * too. `stored` is there for a PATCH. Throws a Refusal for a partial that is not there or has no place in the plugin.
 */
export function joinPartials(gateway: Gateway, body: Row, stored?: Row): Row {
  const given = body.partials === undefined ? stored?.partials : body.partials
  if (!Array.isArray(given) || given.length === 0) return stored ? withOwn(gateway, body, stored) : body
  const links = given.map((one) => linkTo(gateway, isRow(one) ? one : {}))
  const whole: Row = { ...body, partials: links.map((link) => ({ ...link })) }
  for (const link of links) place(gateway, whole, link, String(body.name ?? stored?.name))
  return whole
}

/** A plugin that loses its partials has nothing kept where they were: the defaults come back. */
function withOwn(gateway: Gateway, body: Row, stored: Row): Row {
  const whole = { ...body }
  for (const link of Array.isArray(stored.partials) ? stored.partials : []) {
    const path = isRow(link) ? String(link.path) : ''
    const shape = fieldAt(gateway, String(stored.name), path)?.shape
    const own = readPath(whole, path)
    if (!shape) continue
    setPath(whole, path.split('.'), prepareEntity(shape, isRow(own) ? own : {}, 'insert', gateway.now()).entity)
  }
  return whole
}

function linkTo({ store }: Gateway, { id, name, path }: Row): Link {
  const table = store.table('partials')
  const found = table.get(typeof id === 'string' ? id.toLowerCase() : (table.holder('name', name ?? null) ?? ''))
  if (found)
    return { id: String(found.id), name: found.name ?? null, path: typeof path === 'string' ? path : USUAL_PATH }
  const [key, value] = typeof id === 'string' ? ['id', id] : ['name', name ?? null]
  throw unresolvedReference('partials', String(key), value ?? null, 'partials')
}

/** Lays the fields of a partial that the plugin knows at their place. */
function place(gateway: Gateway, body: Row, { id, path }: Link, plugin: string): void {
  const known = fieldAt(gateway, plugin, path)?.shape?.fields
  if (!known) throw schemaViolation({ partials: `the plugin ${plugin} takes no partial at ${path}` })
  const config = gateway.store.table('partials').get(id)?.config
  const fitting = Object.entries(isRow(config) ? config : {}).filter(([name]) => Object.hasOwn(known, name))
  setPath(body, path.split('.'), Object.fromEntries(fitting))
}

function fieldAt({ catalogue }: Gateway, plugin: string, path: string): Field | undefined {
  const [first = '', ...rest] = path.split('.')
  const start = catalogue.shape('plugins', { name: plugin }).fields[first]
  return rest.reduce((at: Field | undefined, name) => at?.shape?.fields[name], start)
}

function setPath(row: Row, [first = '', ...rest]: string[], value: Value | undefined): void {
  if (rest.length === 0) {
    if (value === undefined) delete row[first]
    else row[first] = value
    return
  }
  const inner = isRow(row[first]) ? { ...row[first] } : {}
  setPath(inner, rest, value)
  row[first] = inner
}

/** A plugin without what its partials say: that is kept with them alone. */
export function withoutPartials(plugin: Row): Row {
  const { partials } = plugin
  if (!Array.isArray(partials)) return plugin
  const rest = { ...plugin }
  for (const link of partials)
    if (isRow(link) && typeof link.path === 'string') setPath(rest, link.path.split('.'), undefined)
  return rest
}

/** A plugin with its partials' names as they are now. */
export function namePartials({ store }: Gateway, plugin: Row): Row {
  const { partials } = plugin
  if (!Array.isArray(partials)) return plugin
  const named = partials.map((link) => {
    const { id = null, path = null } = isRow(link) ? link : {}
    return { id, name: store.table('partials').get(String(id))?.name ?? null, path }
  })
  return { ...plugin, partials: named }
}

/** A partial that a plugin is linked to cannot be deleted. */
export function refuseLinked(gateway: Gateway, partial: Row): void {
  if (linkedTo(gateway, partial).length > 0) throw stillReferenced('partials', 'plugins')
}

/** The plugins that are linked to a partial. */
export function linkedTo({ store }: Gateway, { id }: Row): Row[] {
  return storedRows(store.table('plugins')).filter(({ partials }) =>
    Array.isArray(partials) ? partials.some((link) => isRow(link) && readPath(link, 'id') === id) : false,
  )
}
