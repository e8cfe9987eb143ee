import type { AliasEvent } from 'js-yaml'
import { copyOf } from '../model/copy-value.ts'
import type { Value } from '../model/value.ts'
import { fail } from './reading.ts'
import type { Walk } from './yaml-walk.ts'

/** How many values aliases may add to those that are written out: enough for any real file, too few for a bomb. */
const MAX_COPIES = 2_000_000

/**
 * Reads an alias: a copy of what its anchor holds, so that nothing is shared. Out: null, and that is noted, for an
 * anchor that is not there, one that holds itself, and aliases that together are too much.
 */
export function readAlias(walk: Walk, event: AliasEvent): Value {
  const name = walk.source.text.slice(event.anchorStart, event.anchorEnd)
  const anchor = walk.anchors.get(walk.source.masked.slice(event.anchorStart, event.anchorEnd))
  const offset = event.anchorStart - 1
  if (!anchor)
    return refuse(walk, offset, 'unknown-anchor', `there is no anchor "${name}" above`, `write &${name} first`)
  if (anchor.size === 0)
    return refuse(walk, offset, 'cyclic-anchor', `the anchor "${name}" holds itself`, 'write the value out once')
  walk.copied += anchor.size
  if (walk.copied > MAX_COPIES) return refuseMore(walk, offset, anchor.size)
  walk.made += anchor.size - 1
  return copyOf(anchor.value)
}

function refuse(walk: Walk, offset: number, code: string, message: string, hint: string): null {
  fail(walk, offset, code, message, hint)
  return null
}

// Said once: at the alias that goes over the limit.
function refuseMore(walk: Walk, offset: number, size: number): null {
  if (walk.copied - size > MAX_COPIES) return null
  const message = `aliases make more than ${MAX_COPIES} values of this file`
  return refuse(walk, offset, 'too-many-aliases', message, 'write the values out, or split the file')
}
