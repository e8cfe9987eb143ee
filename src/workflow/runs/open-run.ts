import { openJournal } from '../../backups/journal.ts'
import type { Lease } from '../../backups/lease.ts'
import { type Diagnostic, Refusal, warning } from '../../model/diagnostic.ts'
import type { Journal, RunHead, RunOutcome } from '../../model/run.ts'
import type { Log, Store } from '../../model/store.ts'
import { notNoted } from './run-notes.ts'

/** A run that may write: it has the lease, and what was there is safe. */
export interface Run {
  head: RunHead
  /** Its begin raises a Refusal (refused) too when the lease was lost: nothing more is to be written then. */
  journal: Journal
  /** Whether a write took effect, or may have. */
  hasWritten(): boolean
  /** Notes how it ended and gives the lease back; gives a warning when that cannot be noted, or the lease was lost. */
  finish(outcome: Omit<RunOutcome, 'ended'>): Promise<Diagnostic[]>
  /** Gives the lease back without a word of how it ended, as if it was cut off. */
  close(): Promise<void>
}

/** Opens a run of which all is kept, on its log and under its lease. */
export function openRun(head: RunHead, store: Store, lease: Lease, log: Log): Run {
  const journal = openJournal(log)
  const writes = new Set<number>()
  const close = async () => {
    await log.close()
    await lease.free()
  }
  return {
    head,
    journal: {
      begin: async (step, workspace) => {
        await lease.require()
        const number = await journal.begin(step, workspace)
        writes.add(number)
        return number
      },
      mayWrite: () => lease.require(),
      end: (number, result) => {
        if (result.state !== 'done' && !result.uncertain) writes.delete(number)
        journal.end(number, result)
      },
    },
    hasWritten: () => writes.size > 0,
    close,
    finish: async (outcome) => {
      const text = `${JSON.stringify({ ended: new Date().toISOString(), ...outcome } satisfies RunOutcome, undefined, 2)}\n`
      const lost = await lostLease(lease, head)
      await log.close()
      const noted = await store.create(`runs/${head.id}/outcome.json`, text).catch((error: Refusal) => error)
      await lease.free()
      return noted instanceof Refusal ? [...lost, notNoted(head, noted)] : lost
    },
  }
}

/** Another run may be at work by now. */
async function lostLease(lease: Lease, { id }: RunHead): Promise<Diagnostic[]> {
  const lost = await lease.require()?.catch((error: Error) => error)
  if (lost === undefined) return []
  const hint = `keelson lock list shows who has it now; when that is done, sync goes on from here and keelson undo ${id} goes back`
  return [warning('lease-lost', lost.message, { hint })]
}
