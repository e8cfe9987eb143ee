import { EVENT_ID, type Event, type ScalarEvent } from 'js-yaml'
import type { Document } from '../model/document.ts'
import { isFields } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'
import { startOfNode } from './event-tree.ts'
import { fillScalar, placeholdersWithin } from './placeholder-filling.ts'
import { fail, type Reading } from './reading.ts'
import { readAlias } from './yaml-alias.ts'
import { readMapping } from './yaml-mapping.ts'
import { readScalar, tagOf, warnTag } from './yaml-scalar.ts'
import { isCollectionTag, readHandles } from './yaml-tag.ts'
import { type Anchor, anchorName, checkNames, type Walk } from './yaml-walk.ts'

/**
 * Makes documents of a file's YAML events, with aliases and merges as in decK's reader. In: what is being read and
 * its events. Out: the documents that hold something, numbered as they stand in the file. Problems are noted.
 */
export function readYaml(reading: Reading, events: readonly Event[]): Document[] {
  const start = { next: 0, anchors: new Map(), handles: readHandles([]), made: 0, copied: 0, read: readNode }
  const walk: Walk = { ...reading, events, ...start }
  const documents: Document[] = []
  for (let index = 0; walk.next < events.length; index++) {
    const event = events[walk.next++]
    walk.anchors.clear()
    if (event?.type === EVENT_ID.DOCUMENT) walk.handles = readHandles(event.directives)
    const value = readRoot(walk)
    if (value) documents.push({ file: reading.source.file, index, value })
    walk.next++
  }
  return documents
}

function readRoot(walk: Walk): Fields | undefined {
  const [event, before] = [walk.events[walk.next], walk.diagnostics.length]
  const value = readNode(walk)
  if (isFields(value)) return value
  if (value !== null && walk.diagnostics.length === before) failRoot(walk, event ? startOfNode(event) : 0, value)
  return undefined
}

/** Notes that a file holds something other than a mapping. */
export function failRoot(reading: Reading, offset: number, value: Value): void {
  const what = Array.isArray(value) ? 'a list' : 'a single value'
  const hint = 'begin with _format_version: "3.0", then services: and so on'
  fail(reading, offset, 'not-a-mapping', `a state file is a mapping, and this is ${what}`, hint)
}

function readNode(walk: Walk): Value {
  const event = walk.events[walk.next++]
  walk.made++
  if (event === undefined || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return null
  if (event.type === EVENT_ID.ALIAS) return readAlias(walk, event)
  checkNames(walk, event)
  const [before, name] = [walk.made, anchorName(walk, event)]
  if (name === undefined) return readContent(walk, event)
  const anchor: Anchor = { value: null, size: 0 }
  walk.anchors.set(name, anchor)
  anchor.value = readContent(walk, event)
  anchor.size = walk.made - before + 1
  return anchor.value
}

function readContent(walk: Walk, event: Exclude<Event, { type: 1 | 5 | 6 }>): Value {
  const tag = tagOf(walk, event, walk.handles)
  if (event.type === EVENT_ID.SCALAR) return readText(walk, event, tag)
  if (!isCollectionTag(tag)) warnTag(walk, event.tagStart)
  return event.type === EVENT_ID.SEQUENCE ? readSequence(walk) : readMapping(walk)
}

function readText(walk: Walk, event: ScalarEvent, tag: string): Value {
  const inside = placeholdersWithin(walk.source, event.valueStart, event.valueEnd)
  return inside.length > 0 ? fillScalar(walk, event, tag, inside) : readScalar(walk, event, tag)
}

function readSequence(walk: Walk): Value[] {
  const items: Value[] = []
  for (let event = walk.events[walk.next]; event && event.type !== EVENT_ID.POP; event = walk.events[walk.next])
    items.push(readNode(walk))
  walk.next++
  return items
}
