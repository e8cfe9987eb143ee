import type { Change, Step } from '../model/change.ts'
import { clear, Secret } from '../model/secret.ts'
import { uuid5 } from '../model/uuid5.ts'
import type { Fields, Value } from '../model/value.ts'
import { bodyOf } from './changes.ts'
import type { Conflict } from './conflicts.ts'
import type { Node } from './node.ts'

/** Writes an entity as it is, but with temporary values in some fields, so that others may take the real ones. */
export function renameStep(node: Node, change: Change | undefined, fields: readonly string[]): Step {
  const { hashed, readOnly } = node.kind
  const id = change?.id ?? node.current?.id ?? ''
  const over: Fields = {}
  for (const field of fields) over[field] = temporary(node, field)
  // A hash that is written would be hashed again, so that it is left out, here and when the name is given back.
  const held = bodyOf(node.before ?? {}, hashed ? [...readOnly, hashed.field] : readOnly)
  return {
    id: `${id} (temporary name)`,
    change: id,
    action: 'update',
    kind: node.kind.name,
    body: { ...held, ...over },
    previous: held,
    needs: [],
    note: 'by way of a temporary name',
    meanwhile: `${node.fate === 'replace' ? 'the old one' : 'it'} has a temporary ${fields.join(' and ')}`,
    ...(node.current?.id !== undefined && { entityId: node.current.id }),
  }
}

/**
 * Valid as a name, prefix, key and host name, and the same in every run. In place of a secret stands one that is as hard
 * to guess: it opens what the secret opens until the real one is back.
 */
function temporary(node: Node, field: string): Value {
  const name = `${node.current?.id} ${field}`
  if (!node.kind.secret.includes(field)) return `keelson-${uuid5(name).slice(0, 8)}`
  return new Secret(`keelson-${uuid5(`${name} ${clear(node.before?.[field])}`)}`)
}

/** The fields whose temporary values free all that is asked of an entity; undefined where no such values would. */
export function renameableFields(holder: Node, conflicts: readonly Conflict[]): string[] | undefined {
  const fields = conflicts.map(({ group }) => group.find((field) => holder.kind.renameable.includes(field)))
  return fields.every((field) => field !== undefined) ? [...new Set(fields)] : undefined
}
