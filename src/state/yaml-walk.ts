import type { Event, ScalarEvent } from 'js-yaml'
import type { Value } from '../model/value.ts'
import { placeholdersWithin } from './placeholder-filling.ts'
import { fail, type Reading } from './reading.ts'
import type { Handles } from './yaml-tag.ts'

/** What an anchor stands for. */
export interface Anchor {
  value: Value
  /** How many values it holds, itself and those of its aliases included; 0 while it is being read. */
  size: number
}

/** A walk along the events of a file, which makes values of them. */
export interface Walk extends Reading {
  events: readonly Event[]
  /** The index of the event that is read next. */
  next: number
  anchors: Map<string, Anchor>
  handles: Handles
  /** Values made so far, copies included, and how many of them are copies. */
  made: number
  copied: number
  /** Reads the node that begins at `next` and goes past it. */
  read: (walk: Walk) => Value
}

/** The name of an event's anchor; undefined without one. */
export function anchorName(walk: Walk, { anchorStart, anchorEnd }: ScalarEvent | AnchorRange): string | undefined {
  return anchorStart < 0 ? undefined : walk.source.masked.slice(anchorStart, anchorEnd)
}

/** The part of an event that tells its anchor. */
export interface AnchorRange {
  anchorStart: number
  anchorEnd: number
}

/** Notes placeholders in the names of anchors and tags, where no value can be. */
export function checkNames(walk: Walk, event: AnchorRange & { tagStart: number; tagEnd: number }): void {
  if (walk.source.placeholders.length === 0) return
  const anchor = placeholdersWithin(walk.source, event.anchorStart, event.anchorEnd)
  for (const { start } of [...anchor, ...placeholdersWithin(walk.source, event.tagStart, event.tagEnd)])
    fail(walk, start, 'placeholder-position', 'a placeholder cannot be an anchor or a tag', 'use it for a value')
}
