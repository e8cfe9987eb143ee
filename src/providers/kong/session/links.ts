import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { clear } from '../../../model/secret.ts'
import { uuid5 } from '../../../model/uuid5.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { idOf } from '../shape/handle.ts'

/** How Enterprise lists and writes what has no id of its own, always under a parent (public documents). */
interface Link {
  /** Where the answer of the parent's list has the entries: under the first of these names. */
  list: readonly string[]
  /** An entry as the fields of an entity, but for the parent. */
  fields(entry: Fields): Fields
  /** What a POST says. */
  body(fields: Fields): Fields
  /** What follows the path of the list for one of them. */
  tail(fields: Fields): string
}

const segment = (text: unknown): string => encodeURIComponent(String(text ?? ''))

/** An endpoint is a path, without the first slash where it stands in another one. */
const segments = (path: unknown): string =>
  String(path ?? '')
    .replace(/^\//, '')
    .split('/')
    .map(segment)
    .join('/')

const LINKS: Readonly<Record<string, Link>> = {
  // "Consumer Groups Reference"; since 3.5 the list comes as `data`.
  'consumer-group-member': {
    list: ['data', 'consumers'],
    fields: ({ id }) => ({ consumer: { id: String(id) } }),
    body: ({ consumer }) => ({ consumer: idOf(consumer) ?? null }),
    tail: ({ consumer }) => segment(idOf(consumer)),
  },
  // "RBAC reference": actions come as a list and go as a text.
  'rbac-endpoint-permission': {
    list: ['data'],
    fields: ({ role: _role, id: _id, ...rest }) => rest,
    body: withActions,
    tail: ({ workspace, endpoint }) => `${segment(workspace)}/${segments(endpoint)}`,
  },
  'rbac-entity-permission': {
    list: ['data'],
    fields: ({ role: _role, id: _id, ...rest }) => rest,
    body: withActions,
    tail: ({ entity_id }) => segment(entity_id),
  },
}

function withActions({ actions, ...rest }: Fields): Fields {
  const given = Object.entries(rest).filter(([, value]) => value !== null)
  return { ...Object.fromEntries(given), ...(actions !== undefined && { actions: textOf(actions) }) }
}

const textOf = (actions: Value): Value => (Array.isArray(actions) ? actions.map(clear).join(',') : actions)

/** How a kind without ids is listed and written. Raises an error for a kind that has ids. */
export function linkOf({ name }: Kind): Link {
  const link = LINKS[name]
  if (link === undefined) throw new Error(`the kind ${name} has ids`)
  return link
}

/** Makes entities of the entries of one parent's list. Their ids are derived from their keys, so that they stay the same. */
export function linkedEntities(kind: Kind, parentId: string, entries: readonly Fields[]): Entity[] {
  const parent = kind.references.find((each) => each.kind === kind.endpoint.parent)
  return entries.map((entry) => {
    const fields: Fields = { ...(parent && { [parent.field]: { id: parentId } }), ...linkOf(kind).fields(entry) }
    const key = (kind.keys[0] ?? []).map((field) => idOf(fields[field]) ?? String(fields[field]))
    return { kind: kind.name, id: uuid5([kind.name, ...key].join('\u0001')), fields, refs: {} }
  })
}
