import { Refusal } from '../model/diagnostic.ts'
import type { Journal } from '../model/run.ts'
import type { Writer } from './write.ts'

/** Raised in place of a write that could not be journalled: nothing was sent. */
export class NotJournalled extends Error {
  constructor(cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause)
    // Refused is a run whose lease was lost; the journal is fine.
    super(
      cause instanceof Refusal && cause.exit === 'refused' ? message : `the journal could not be written: ${message}`,
    )
    this.name = 'NotJournalled'
  }
}

/**
 * Gives a writer that notes each write before it is sent, and what came of it afterwards, without waiting for that.
 * @param writer the way to the controller
 * @param journal where the notes go
 * @param workspace the workspace that the steps are for
 * @returns a writer whose `write` raises NotJournalled, and sends nothing, when the note cannot be made
 */
export function journalled(writer: Writer, journal: Journal, workspace: string | undefined): Writer {
  return {
    check: writer.check,
    async write(step, signal) {
      const number = await journal.begin(step, workspace).catch((error: unknown) => {
        throw new NotJournalled(error)
      })
      try {
        const written = await writer.write(step, signal)
        journal.end(number, { state: 'done' })
        return written
      } catch (error) {
        journal.end(number, endOf(error))
        throw error
      }
    },
  }
}

/** What the error of a write says of its effect. */
function endOf(error: unknown): Parameters<Journal['end']>[1] {
  const facts = (error as { facts?: { interrupted?: boolean; attempts?: number; uncertain?: boolean } })?.facts ?? {}
  if (facts.interrupted && facts.attempts === undefined) return { state: 'not attempted' }
  const reason = error instanceof Error ? error.message : String(error)
  return { state: 'failed', reason, ...(facts.uncertain && { uncertain: true }) }
}
