import type { Change, Step } from '../model/change.ts'
import type { Fields } from '../model/value.ts'
import { bodyOf } from './changes.ts'
import type { Conflict } from './conflicts.ts'
import { uuid5 } from './keys.ts'
import type { Node } from './node.ts'

/** Writes an entity as it is, but with temporary values in some fields, so that others may take the real ones. */
export function renameStep(node: Node, change: Change | undefined, fields: readonly string[]): Step {
  const { hashed, readOnly } = node.kind
  const id = change?.id ?? node.current?.id ?? ''
  const over: Fields = {}
  for (const field of fields) over[field] = temporary(node, field)
  return {
    id: `${id} (temporary name)`,
    change: id,
    action: 'update',
    kind: node.kind.name,
    body: { ...bodyOf(node.before ?? {}, hashed ? [...readOnly, hashed.field] : readOnly), ...over },
    needs: [],
    note: 'by way of a temporary name',
    ...(node.current?.id !== undefined && { entityId: node.current.id }),
    ...(node.before && { previous: node.before }),
  }
}

/** Valid as a name, prefix, key and host name, and the same in every run. */
const temporary = (node: Node, field: string): string => `keelson-${uuid5(`${node.current?.id} ${field}`).slice(0, 8)}`

/** The fields whose temporary values free all that is asked of an entity; undefined where no such values would. */
export function renameableFields(holder: Node, conflicts: readonly Conflict[]): string[] | undefined {
  const fields = conflicts.map(({ group }) => group.find((field) => holder.kind.renameable.includes(field)))
  return fields.every((field) => field !== undefined) ? [...new Set(fields)] : undefined
}
