import type { Shape } from '../schema/field.ts'
import { isRow, type Row, type Value } from '../schema/value.ts'

const STRUCTURED = new Set(['record', 'map', 'json'])

/**
 * Brings an entity to what the database gives back: ids in lower case (services #45), references reduced to their id,
 * numbers inside records at 14 significant digits, as the gateway writes them to JSON columns.
 */
export function normaliseEntity(shape: Shape, entity: Row): Row {
  const stored: Row = {}
  for (const [name, value] of Object.entries(entity)) {
    const field = shape.fields[name]
    if (field?.uuid && typeof value === 'string') stored[name] = value.toLowerCase()
    else if (field?.type === 'foreign' && isRow(value)) stored[name] = { id: String(value.id).toLowerCase() }
    else stored[name] = field && STRUCTURED.has(field.type) ? rounded(value) : value
  }
  return stored
}

function rounded(value: Value): Value {
  if (typeof value === 'number') return toSignificant(value)
  if (Array.isArray(value)) return value.map(rounded)
  if (!isRow(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, rounded(one)]))
}

const DIGITS = 14

/** As C's `%.14g` rounds: halves go to the even digit. */
function toSignificant(value: number): number {
  if (!Number.isInteger(value)) return Number(value.toPrecision(DIGITS))
  if (Math.abs(value) < 10 ** DIGITS) return value
  const length = BigInt(Math.abs(value)).toString().length
  const unit = 10n ** BigInt(length - DIGITS)
  const whole = BigInt(value)
  const isHalf = (whole < 0n ? -whole : whole) % unit === unit / 2n
  const down = (whole / unit) % 2n === 0n
  return isHalf && down ? Number((whole / unit) * unit) : Number(value.toPrecision(DIGITS))
}
