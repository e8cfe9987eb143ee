import { Refusal } from '../model/diagnostic.ts'
import type { Journal } from '../model/run.ts'
import type { Limit } from '../model/window.ts'
import type { StepResult } from './step-result.ts'
import type { Writer } from './write.ts'

/** Raised in place of a write of which nothing was sent. */
export class NotSent extends Error {
  readonly result: StepResult

  constructor(result: StepResult) {
    super('nothing was sent')
    this.name = 'NotSent'
    this.result = result
  }
}

/**
 * Gives a writer that notes each write before it is sent, and what came of it afterwards, without waiting for that.
 * @param writer the way to the controller
 * @param journal where the notes go
 * @param workspace the workspace that the steps are for
 * @param limit says when there is room for one more write, and what made it is accounted for: notes may run ahead of it, so that many
 *   share one trip to the disk
 * @returns a writer whose `write` raises NotSent, and sends nothing, when the note cannot be made, or when something has happened
 *   meanwhile that keeps the step from being done
 */
export function journalled(writer: Writer, journal: Journal, workspace: string | undefined, limit: Limit): Writer {
  return {
    check: writer.check,
    async write(step, signal, reasonNotTo) {
      const number = await journal.begin(step, workspace).catch(refuse)
      try {
        const written = await limit(async () => {
          // Notes run ahead of writes, and whoever lost the lease in between writes over another run.
          const looking = journal.mayWrite?.()
          if (looking) await looking.catch(refuse)
          const reason = reasonNotTo?.()
          if (reason) throw new NotSent(reason)
          return writer.write(step, signal)
        })
        journal.end(number, { state: 'done' })
        return written
      } catch (error) {
        journal.end(number, endOf(error))
        throw error
      }
    },
  }
}

function refuse(error: unknown): never {
  throw new NotSent({ state: 'not attempted', because: notJournalled(error) })
}

/** Whoever lost the lease is told that, and not of the journal. */
function notJournalled(error: unknown): string {
  if (error instanceof Refusal && error.exit === 'refused') return error.message
  return `the journal could not be written: ${error instanceof Error ? error.message : String(error)}`
}

/** What the error of a write says of its effect. */
function endOf(error: unknown): Parameters<Journal['end']>[1] {
  const facts = (error as { facts?: { interrupted?: boolean; attempts?: number; uncertain?: boolean } })?.facts ?? {}
  const isUnsent = error instanceof NotSent || (facts.interrupted && facts.attempts === undefined)
  if (isUnsent) return { state: 'not attempted' }
  const reason = error instanceof Error ? error.message : String(error)
  return { state: 'failed', reason, ...(facts.uncertain && { uncertain: true }) }
}
