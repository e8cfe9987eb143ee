import type { Parent } from '../model/change.ts'
import type { Kind } from '../model/kind.ts'
import type { Fields } from '../model/value.ts'
import { idOf, isReference } from './keys.ts'
import type { Node } from './node.ts'

/** Finds the node that holds an id, on either side. */
export type Lookup = (kind: string, id: string) => Node | undefined

/** What of an entity tells its name. */
export type Named = Pick<Node, 'kind' | 'id' | 'before' | 'after'> & { current?: Node['current'] }

type Names = (kind: string, id: string) => Named | undefined

/** What a person calls an entity: its name without secrets, else its id. */
export function labelOf(node: Named, lookup: Names): string {
  const fields = node.after ?? node.before ?? {}
  if (node.kind.joins) return joinedLabel(node.kind, fields, lookup)
  const name = nameOf(node.kind, fields)
  if (name === undefined) return node.id ?? node.current?.id ?? '(id drawn when applied)'
  const { references } = node.kind
  const others = references.length < 2 ? [] : referencesOf(references, fields).slice(1)
  return others.reduce((label, { kind, id }) => `${label} and ${kind} ${shortName(lookup, kind, id)}`, name)
}

/** What ties entities together is shown under the first of them, by the name of the other. */
function joinedLabel({ references }: Kind, fields: Fields, lookup: Names): string {
  const names = references.slice(1).flatMap(({ field, kind }) => {
    const id = idOf(fields[field])
    return id === undefined ? [] : shortName(lookup, kind, id)
  })
  return names.join(' ')
}

/** The entity that this one is shown under: the first one that it belongs to, with its own parents. Those in `known` are not made again. */
export function parentOf(node: Node, lookup: Lookup, known = new Map<Node, Parent>()): Parent | undefined {
  const [first] = referencesOf(node.kind.references, node.after ?? node.before ?? {})
  if (first === undefined) return undefined
  const above = lookup(first.kind, first.id)
  if (above === undefined) return { kind: first.kind, label: first.id }
  const made = known.get(above)
  if (made) return made
  const parent = parentOf(above, lookup, known)
  const name = ownName(above)
  const found = { kind: first.kind, label: name ?? first.id, ...(parent && { parent }) }
  // An entity without a name may have two ids while it is replaced.
  if (name !== undefined) known.set(above, found)
  return found
}

/** An entity's name by the fields of its keys, on one line, none of them a secret; undefined where it has none that may be shown. */
export function nameOf(kind: Kind, fields: Fields): string | undefined {
  if (kind.title) return titleOf(kind.title, fields)
  for (const group of kind.keys) {
    for (const field of group) {
      if (kind.secret.includes(field) || isReference(kind, field)) continue
      // A name that came from the environment is a secret here, and a certificate is no name: the id must do.
      const value = fields[field]
      if (typeof value === 'string' && !value.startsWith('-----BEGIN ')) return onOneLine(value)
    }
  }
  return undefined
}

const onOneLine = (text: string): string => (text.includes('\n') ? text.replaceAll('\n', '\\n') : text)

function titleOf(title: readonly string[], fields: Fields): string | undefined {
  const words = title.map((field) => fields[field]).filter((value) => typeof value === 'string')
  return words.length === 0 ? undefined : words.join(' ')
}

function referencesOf(references: Kind['references'], fields: Fields): { kind: string; id: string }[] {
  const found: { kind: string; id: string }[] = []
  for (const reference of references) {
    if (reference.nested === undefined) continue
    const id = idOf(fields[reference.field])
    if (id !== undefined) found.push({ kind: reference.kind, id })
  }
  return found
}

function shortName(lookup: Names, kind: string, id: string): string {
  const node = lookup(kind, id)
  return (node && ownName(node)) ?? id
}

const ownName = ({ kind, after, before }: Named): string | undefined => nameOf(kind, after ?? before ?? {})
