import { EVENT_ID, type Event, parseEvents, YAMLException } from 'js-yaml'
import { blank, type Inside } from './flow-lines.ts'
import { loosenIndent } from './loose-indent.ts'
import { joinOpenLines } from './open-lines.ts'
import { fail, type Reading } from './reading.ts'
import type { Source } from './source.ts'
import { explainYaml } from './yaml-trouble.ts'

/** Deeper nesting is refused: no state file comes near, and what follows may go down recursively. */
export const MAX_DEPTH = 200

/** How many characters may be parsed again for the sake of loose indentation. */
const MAX_AGAIN = 20_000_000

const TOO_LITTLE = 'deficient indentation'

/** A file that is not YAML: js-yaml's reason and where. */
export interface Unreadable {
  reason: string
  offset: number
}

/**
 * Parses a file's YAML into js-yaml's events, whose offsets are those of the file's text. Raises nothing: an error is
 * returned. Indentation inside brackets and quotes is free, as for decK's reader.
 */
export function readEvents({ masked }: Source): Event[] | Unreadable {
  const strict = parse(masked)
  if (Array.isArray(strict) || strict.reason !== TOO_LITTLE) return strict
  const joined = parseLoosely(blank(masked, joinOpenLines(masked)))
  const events = Array.isArray(joined) ? joined : parseLoosely(masked)
  return Array.isArray(events) ? events.map(slow) : events
}

// From error to error, as far as too little indentation is all that is wrong.
function parseLoosely(given: string): Event[] | Unreadable {
  let [text, again] = [given, 0]
  for (;;) {
    const events = parse(text)
    if (Array.isArray(events)) return events
    again += 2 * events.offset
    const loose =
      events.reason === TOO_LITTLE && again < MAX_AGAIN ? loosenIndent(text, events.offset, inside) : undefined
    if (loose === undefined) return events
    text = loose
  }
}

function parse(text: string): Event[] | Unreadable {
  try {
    return parseEvents(text, { maxDepth: MAX_DEPTH })
  } catch (error) {
    if (error instanceof YAMLException) return { reason: error.reason, offset: error.mark?.position ?? 0 }
    if (error instanceof RangeError) return { reason: 'nesting exceeded', offset: 0 }
    throw error
  }
}

// What is not closed at the end of a text, by js-yaml's reason for not reading it.
const UNCLOSED: readonly (readonly [reason: string, inside: Inside])[] = [
  ['unexpected end of the stream within a flow collection', 'flow'],
  ['unexpected end of the stream within a double quoted scalar', '"'],
  ['unexpected end of the stream within a single quoted scalar', "'"],
  ['unknown escape sequence', '"'],
]

function inside(text: string): Inside | undefined {
  const events = parse(withoutLastComments(text))
  return Array.isArray(events) ? undefined : UNCLOSED.find(([reason]) => reason === events.reason)?.[1]
}

// A last line without content would be found indented too little, too.
function withoutLastComments(text: string): string {
  for (let bare = text.trimEnd(); ; ) {
    const lineStart = Math.max(bare.lastIndexOf('\n'), bare.lastIndexOf('\r')) + 1
    if (lineStart === 0 || !/^\s*#/.test(bare.slice(lineStart))) return bare
    bare = bare.slice(0, lineStart).trimEnd()
  }
}

// A text that was read as one line may have several: it must be decoded, not cut out.
function slow(event: Event): Event {
  return event.type === EVENT_ID.SCALAR ? { ...event, fast: false } : event
}

/** Notes in our words why a file is not YAML. */
export function failYaml(reading: Reading, { reason, offset }: Unreadable): void {
  const { text } = reading.source
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
  const { code, message, hint } = explainYaml(reason, text.slice(lineStart, offset), text.slice(offset, offset + 1))
  fail(reading, offset, code, message, hint)
}
