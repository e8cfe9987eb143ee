import { clear, holdsPrivateKey, isFields, Secret } from '../../model/secret.ts'
import type { Type } from '../../model/type.ts'
import type { Value } from '../../model/value.ts'

/** What is noted while a text is made. */
export interface Pen {
  /** Secrets are written in clear; else what stands for them tells only that there is one. */
  clear: boolean
  /** There was a secret. */
  hides: boolean
}

const HIDDEN = '\u0002'
const END = '\u0003'

/**
 * Writes a value so that texts are equal exactly where values mean the same to a controller: sets have no order, null is the same
 * as absent, and so is an empty list.
 * @param guide the same field of the other side: what is a secret there is one here
 * @returns an empty text for what is absent
 */
export function canonicalText(
  value: Value | undefined,
  guide: Value | undefined,
  type: Type | undefined,
  pen: Pen,
): string {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return ''
  if (type?.secret || value instanceof Secret || guide instanceof Secret) return hidden(value, pen)
  if (typeof value === 'string') {
    if (value.length > 60 && holdsPrivateKey(value)) return hidden(value, pen)
    return `s${value}${END}`
  }
  if (typeof value !== 'object') return `${value}${END}`
  return Array.isArray(value) ? listText(value, guide, type, pen) : recordText(value, guide, type, pen)
}

function hidden(value: Value, pen: Pen): string {
  pen.hides = true
  return pen.clear ? `${JSON.stringify(plain(value))}${END}` : HIDDEN
}

/** Secrets may be lists and records of secrets. */
function plain(value: Value | undefined): unknown {
  const open = clear(value)
  if (Array.isArray(open)) return open.map(plain)
  if (!isFields(open)) return open ?? null
  const names = Object.keys(open).filter((name) => open[name] !== undefined && open[name] !== null)
  return Object.fromEntries(names.sort().map((name) => [name, plain(open[name])]))
}

function listText(value: Value[], guide: Value | undefined, type: Type | undefined, pen: Pen): string {
  const others = Array.isArray(guide) ? guide : []
  // The entries of the other side may stand elsewhere.
  if (others.some((each) => each instanceof Secret)) return hidden(value, pen)
  const entries = value.map((each, index) => canonicalText(each, others[index], type?.of, pen))
  if (type?.type === 'set') entries.sort()
  return `[${entries.join(',')}]`
}

function recordText(
  value: { [name: string]: Value | undefined },
  guide: Value | undefined,
  type: Type | undefined,
  pen: Pen,
): string {
  const other = isFields(guide) ? guide : undefined
  let text = '{'
  for (const name of Object.keys(value).sort()) {
    const inner = type?.fields?.get(name)
    if (inner?.replacedBy) continue
    const own = canonicalText(value[name], other?.[name], inner ?? type?.of, pen)
    if (own !== '') text += `${name}:${own}`
  }
  return text === '{' ? '' : `${text}}`
}
