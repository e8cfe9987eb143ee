import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml'

/**
 * Finds the end of a node in a list of parser events. In: the events and the index of the node's first event.
 * Out: the index of the event after its last.
 */
export function endOfNode(events: readonly Event[], index: number): number {
  let [depth, next] = [0, index]
  do {
    const type = events[next]?.type
    if (type === undefined) return next
    if (type === EVENT_ID.POP) depth--
    else if (type !== EVENT_ID.SCALAR && type !== EVENT_ID.ALIAS) depth++
    next++
  } while (depth > 0)
  return next
}

/** The offset at which a node's own text begins, quotes included; -1 for one that has no text. */
export function startOfNode(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) {
    const quoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED
    return quoted ? event.valueStart - 1 : event.valueStart
  }
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart - 1
  return event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE ? event.start : -1
}
