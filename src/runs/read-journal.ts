import { problem, Refusal } from '../model/diagnostic.ts'
import type { JournalLine } from '../model/run.ts'

/**
 * Reads a journal. The last line may be torn, for the run may have been killed while it was written: then nothing was sent for it.
 * @param text what the log holds
 * @param name what a message calls it
 * @returns the lines in their order
 * @throws Refusal (failed) for a line in the middle that is no line of a journal: it was changed or the disk is damaged
 */
export function readJournal(text: string, name: string): JournalLine[] {
  const texts = text.split('\n')
  const torn = texts.pop()
  const lines = texts.map((line, index) => lineOf(line) ?? refuse(name, index + 1))
  const last = torn === undefined || torn === '' ? undefined : lineOf(torn)
  return last ? [...lines, last] : lines
}

function lineOf(text: string): JournalLine | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null && ('begin' in line || 'end' in line)
      ? (line as JournalLine)
      : undefined
  } catch {
    return undefined
  }
}

function refuse(name: string, line: number): never {
  throw new Refusal('failed', [
    problem('damaged-journal', `${name} is damaged: line ${line} is no line of a journal`, {
      hint: 'restore it, or put back what is needed from the backup of the run',
    }),
  ])
}
