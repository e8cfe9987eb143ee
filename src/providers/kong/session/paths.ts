import type { Kind } from '../../../model/kind.ts'
import { clear } from '../../../model/secret.ts'
import type { Fields } from '../../../model/value.ts'
import { idOf } from '../shape/handle.ts'
import { kindByName } from '../shape/sections.ts'
import type { Gateway } from './gateway.ts'
import { linkOf } from './links.ts'

/** What a collection is called under its parent, where that differs from its own path (Kong 3.9, recorded). */
const UNDER_PARENT: Readonly<Record<string, string>> = {
  'key-auth': 'key-auth',
  'basic-auth': 'basic-auth',
  'hmac-auth': 'hmac-auth',
  jwt: 'jwt',
  // Public documents of Enterprise.
  'mtls-auth': 'mtls-auth',
  'key-auth-enc': 'key-auth-enc',
}

/** What comes before the paths of a kind: the workspace, unless the kind stands beside all of them. */
export async function baseOf(gateway: Gateway, kind: Kind): Promise<string> {
  return kind.global ? '' : gateway.prefix()
}

/**
 * The path of an entity. `fields` name its parent, for kinds that Kong only knows under one. Top-level paths take an
 * entity from one parent to another; those under a parent do not say where it was. They also hold the name of what is
 * not known by its id.
 */
export function entityPath(kind: Kind, id: string, fields: Fields): string {
  const { by } = kind.endpoint
  const name = by === undefined ? undefined : clear(fields[by])
  const last = kind.idless ? linkOf(kind).tail(fields) : encodeURIComponent(typeof name === 'string' ? name : id)
  return `${collectionPath(kind, fields)}/${last}`
}

/** The path of the collection that an entity belongs to. */
export function collectionPath(kind: Kind, fields: Fields): string {
  const parent = kind.endpoint.parent === undefined ? undefined : kindByName.get(kind.endpoint.parent)
  if (parent === undefined) return `/${kind.endpoint.path}`
  const reference = kind.references.find((each) => each.kind === parent.name)
  const id = reference === undefined ? undefined : idOf(fields[reference.field])
  return nestedPath(kind, parent, id ?? '')
}

/** The path of the entities of a kind that belong to one parent. */
export function nestedPath(kind: Kind, parent: Kind, parentId: string): string {
  return `/${parent.endpoint.path}/${encodeURIComponent(parentId)}/${UNDER_PARENT[kind.name] ?? kind.endpoint.path}`
}
