import { type Diagnostic, problem, Refusal, warning } from '../../model/diagnostic.ts'
import type { RunHead } from '../../model/run.ts'
import type { Store } from '../../model/store.ts'

/** The warning of a run that keeps secrets unsealed. */
export function inClear({ name }: Store): Diagnostic {
  const message = `the backup and the record of this run hold secrets in clear, in ${name} (mode 0600)`
  return warning('backup-in-clear', message, { hint: '--recipient AGE1…, or recipient in keelson.yaml, seals them' })
}

/** The warning of a run of which nobody will know how it ended. */
export function notNoted({ id }: RunHead, { message }: Refusal): Diagnostic {
  return warning('outcome-not-kept', `how run ${id} ended could not be noted: ${message}`)
}

/** The warning of a run that goes on without a store. */
export function nothingKept({ message }: Refusal): Diagnostic {
  return warning('nothing-kept', `nothing of this run is kept, and it cannot be undone: ${message}`, {
    hint: 'no lease keeps other runs out either; --store FOLDER names another place',
  })
}

/** The Refusal (refused) of a run that could not be kept, for whatever reason of the store's. */
export function cannotKeep({ message }: Refusal): Refusal {
  return new Refusal('refused', [
    problem('cannot-back-up', `nothing was changed, since what is there now could not be made safe: ${message}`, {
      hint: '--store FOLDER names another place; --no-backup goes on without',
    }),
  ])
}
