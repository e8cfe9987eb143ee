import { EVENT_ID, type Event } from 'js-yaml'
import { startOfNode } from './event-tree.ts'

/** A list's items by event, and where one without a text stands among them. */
interface EmptyItem {
  masked: string
  events: readonly Event[]
  /** The event that opens the list. */
  list: number
  items: readonly number[]
  wanted: number
}

/** Finds the dash of an item that is nothing else; where it cannot be told, the beginning of the list. */
export function dashOf(given: EmptyItem): number {
  const { masked, events, list, wanted } = given
  const opening = events[list]
  const start = Math.max(0, opening ? startOfNode(opening) : 0)
  if (wanted === 0) return start
  const { from, dashes } = lastText(given, start)
  const column = start - masked.lastIndexOf('\n', start - 1) - 1
  // An anchor or a tag is no text.
  const dash = new RegExp(`^ {${column}}-(?:[ \\t]+[&!]\\S*)*[ \\t\\r]*(?:#.*)?$`, 'gm')
  dash.lastIndex = from
  let found = dash.exec(masked)
  for (let more = dashes - 1; more > 0 && found; more--) found = dash.exec(masked)
  return found ? found.index + column : start
}

/** Where the last text before the item ends, and how many dashes come after it, that of the item included. */
function lastText({ events, list, items, wanted }: EmptyItem, start: number): { from: number; dashes: number } {
  const last = (items[wanted] ?? list) - 1
  let at = last
  while (at > list && endOf(events[at]) < 0) at--
  const dashes = items.filter((item, index) => index <= wanted && item > at).length
  // The first dash may stand behind that of another list.
  return at > list ? { from: endOf(events[at]), dashes } : { from: start + 1, dashes: dashes - 1 }
}

function endOf(event: Event | undefined): number {
  if (event?.type === EVENT_ID.SCALAR) return event.valueEnd
  return event?.type === EVENT_ID.ALIAS ? event.anchorEnd : -1
}
