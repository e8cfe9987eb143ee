import { EVENT_ID, type Event, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import { isFields } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { endOfNode, startOfNode } from './event-tree.ts'
import { placeholdersWithin } from './placeholder-filling.ts'
import { fail, warn } from './reading.ts'
import { setField } from './set-field.ts'
import { positionOf } from './source.ts'
import { readAlias } from './yaml-alias.ts'
import { isMerge, keyText, NO_KEY } from './yaml-key.ts'
import { anchorName, checkNames, type Walk } from './yaml-walk.ts'

/** A mapping that is being read. */
interface Target {
  fields: Fields
  /** The keys that came by a merge, and that a later key of the same name may replace. */
  merged: Set<string>
  /** The index of the event of its first key. */
  first: number
}

/**
 * Reads the pairs of a mapping, from after its opening event past its closing one. Merges (`<<`) work as in decK's
 * reader, in the order of the text: one that comes after a key overrides it, and that is warned of.
 */
export function readMapping(walk: Walk): Fields {
  const target: Target = { fields: {}, merged: new Set(), first: walk.next }
  for (let event = walk.events[walk.next]; event && event.type !== EVENT_ID.POP; event = walk.events[walk.next]) {
    if (isMerge(walk.source.masked, event)) readMerge(walk, startOfNode(event), target)
    else readPair(walk, target)
  }
  walk.next++
  return target.fields
}

function readPair(walk: Walk, { fields, merged, first }: Target): void {
  const index = walk.next
  const key = readKey(walk)
  walk.next = endOfNode(walk.events, index)
  const value = walk.read(walk)
  if (key === undefined) return
  if (Object.hasOwn(fields, key) && !merged.delete(key)) failDuplicate(walk, key, first, index)
  setField(fields, key, value)
}

function readKey(walk: Walk): string | undefined {
  const event = walk.events[walk.next]
  if (event?.type === EVENT_ID.SCALAR) return readScalarKey(walk, event)
  const aliased = event?.type === EVENT_ID.ALIAS ? readAlias(walk, event) : null
  return typeof aliased === 'string' ? aliased : refuseKey(walk, event, 'a key must be a text')
}

function readScalarKey(walk: Walk, event: ScalarEvent): string | undefined {
  checkNames(walk, event)
  if (placeholdersWithin(walk.source, event.valueStart, event.valueEnd).length > 0)
    return refuseKey(walk, event, 'a placeholder cannot be a key: a value from the environment is never structure')
  const key = keyText(walk.source.masked, event)
  if (key === NO_KEY) return refuseKey(walk, event, 'a key must be a text')
  warnKey(walk, event, key)
  const anchor = anchorName(walk, event)
  if (anchor !== undefined) walk.anchors.set(anchor, { value: key, size: 1 })
  return key
}

function refuseKey(walk: Walk, event: Event | undefined, message: string): undefined {
  const offset = event ? Math.max(0, startOfNode(event)) : 0
  fail(walk, offset, 'invalid-key', message, 'write key: value, and put a key with special characters in quotes')
}

function warnKey(walk: Walk, event: ScalarEvent, key: string): void {
  if (event.style !== SCALAR_STYLE.PLAIN || event.tagStart >= 0 || !event.fast) return
  const written = walk.source.masked.slice(event.valueStart, event.valueEnd)
  if (written === key) return
  const message = `the key ${written} is read as "${key}", as decK does`
  warn(walk, event.valueStart, 'ambiguous-scalar', message, `put it in quotes: "${written}" or "${key}"`)
}

function failDuplicate(walk: Walk, key: string, first: number, index: number): void {
  const [here, before] = [walk.events[index], walk.events[earlierKey(walk, key, first, index)]]
  const { line, column } = positionOf(walk.source, before ? startOfNode(before) : 0)
  const message = `"${key}" is given twice here; the first time at ${line}:${column}`
  fail(walk, here ? startOfNode(here) : 0, 'duplicate-key', message, 'keep one of the two')
}

function earlierKey(walk: Walk, key: string, first: number, last: number): number {
  let index = first
  while (index < last && keyText(walk.source.masked, walk.events[index]) !== key)
    index = endOfNode(walk.events, endOfNode(walk.events, index))
  return index
}

function readMerge(walk: Walk, offset: number, target: Target): void {
  walk.next++
  const before = walk.diagnostics.length
  const sources = mergeSources(walk.read(walk))
  if (sources) for (const source of sources) merge(walk, offset, target, source)
  else if (walk.diagnostics.length === before)
    fail(walk, offset, 'invalid-merge', '<< needs a mapping, or a list of mappings', 'write <<: *name')
}

// Of several, the first wins, so it comes last.
function mergeSources(value: Value): Fields[] | undefined {
  const list = Array.isArray(value) ? value.toReversed() : [value]
  return list.every(isFields) ? list : undefined
}

function merge(walk: Walk, offset: number, { fields, merged }: Target, source: Fields): void {
  for (const [key, value] of Object.entries(source)) {
    const given = Object.hasOwn(fields, key) && !merged.has(key)
    if (given) warnOrder(walk, offset, key)
    else merged.add(key)
    setField(fields, key, value ?? null)
  }
}

function warnOrder(walk: Walk, offset: number, key: string): void {
  const message = `<< replaces "${key}", which is given above it; decK does so too, other YAML readers do not`
  warn(walk, offset, 'merge-order', message, 'put << first in its mapping')
}
