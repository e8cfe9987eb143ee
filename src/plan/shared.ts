import type { Reference } from '../model/kind.ts'
import { isFields } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { idOf } from './keys.ts'
import type { Node } from './node.ts'

/**
 * Settles what an entity takes from entities that it refers to, as a plugin does from its partials. A record that names
 * no path has the one that the controller has put there, else the usual one; and what stands at these paths is not the
 * entity's own, so that no default of it may be compared or written. What the file itself says there is kept, for the
 * controller to judge.
 */
export function settleShared(node: Node): void {
  for (const { field, records } of node.kind.references) {
    if (records === undefined || node.after === undefined) continue
    const { wanted, before, after } = node
    const held = recordsOf(before?.[field])
    const given = recordsOf(after[field])
    for (const record of given) record.path ??= held.find(({ id }) => id === record.id)?.path ?? records.usualPath
    for (const path of pathsOf(given, records)) if (at(wanted, path) === undefined) remove(after, path)
    for (const path of pathsOf(held, records)) if (before) remove(before, path)
  }
}

function recordsOf(value: Value | undefined): Fields[] {
  return Array.isArray(value) ? value.filter(isFields).filter((each) => idOf(each) !== undefined) : []
}

function pathsOf(records: readonly Fields[], { usualPath }: NonNullable<Reference['records']>): string[][] {
  return records.map(({ path }) => (typeof path === 'string' ? path : usualPath).split('.'))
}

function at(fields: Fields, [head = '', ...rest]: readonly string[]): Value | undefined {
  const value = fields[head]
  if (rest.length === 0) return value
  return isFields(value) ? at(value, rest) : undefined
}

/** The records on the way may belong to what was read: they are copied. */
function remove(fields: Fields, [head = '', ...rest]: readonly string[]): void {
  const value = fields[head]
  if (rest.length === 0) delete fields[head]
  else if (isFields(value)) {
    const inner = { ...value }
    remove(inner, rest)
    fields[head] = inner
  }
}
