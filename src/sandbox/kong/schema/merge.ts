import type { Shape } from './field.ts'
import { isRow, type Row } from './value.ts'

/** Lays a PATCH over what is stored: records merge deeply, lists and maps are replaced (upstreams-targets #19 to #21, routes #68). */
export function mergeEntity(shape: Shape, stored: Row, change: Row): Row {
  const merged: Row = { ...stored }
  for (const [name, value] of Object.entries(change)) {
    const inner = Object.hasOwn(shape.fields, name) ? shape.fields[name]?.shape : undefined
    const before = stored[name]
    merged[name] = inner && isRow(before) && isRow(value) ? mergeEntity(inner, before, value) : value
  }
  return merged
}
