import { type Event, parseEvents, YAMLException } from 'js-yaml'
import { fail, type Reading } from './reading.ts'
import type { Source } from './source.ts'
import { explainYaml } from './yaml-trouble.ts'

/** Deeper nesting is refused: no state file comes near, and what follows may go down recursively. */
export const MAX_DEPTH = 200

/** A file that is not YAML: js-yaml's reason and where. */
export interface Unreadable {
  reason: string
  offset: number
}

/** Parses a file's YAML into js-yaml's events, which point into `masked`. Raises nothing: an error is returned. */
export function readEvents(source: Source): Event[] | Unreadable {
  try {
    return parseEvents(source.masked, { maxDepth: MAX_DEPTH })
  } catch (error) {
    if (error instanceof YAMLException) return { reason: error.reason, offset: error.mark?.position ?? 0 }
    if (error instanceof RangeError) return { reason: 'nesting exceeded', offset: 0 }
    throw error
  }
}

/** Notes in our words why a file is not YAML. */
export function failYaml(reading: Reading, { reason, offset }: Unreadable): void {
  const { text } = reading.source
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1
  const { code, message, hint } = explainYaml(reason, text.slice(lineStart, offset), text.slice(offset, offset + 1))
  fail(reading, offset, code, message, hint)
}
