import { stat } from 'node:fs/promises'
import type { Keyring } from '../../workflow/keyring/keyring.ts'
import { type Journal, noJournal, openJournal, readBegun } from '../../workflow/keyring/keyring-journal.ts'
import type { Safe } from '../../workflow/keyring/keyring-keep.ts'
import { usage } from '../arguments/usage.ts'

/**
 * Gives the key that encrypts.
 * @throws Refusal (invalid) when none does
 */
export function activeOf({ state: { active, ids } }: Keyring): string {
  if (active !== undefined) return active
  const hint = ids.length > 0 ? `keelson keyring activate ${ids[0]}` : 'keelson keyring generate makes the first'
  throw usage('no key is active, so that there is none to rotate', hint)
}

/**
 * Opens the journal of a rotation beside its custody file; without a file there is none that would last.
 * @param to the new key
 * @param from the old one, where it is known
 * @throws Refusal (failed) when it cannot be written
 */
export async function journalOf(safe: Safe | undefined, to: string, from?: string): Promise<Journal> {
  const path = progressOf(safe)
  return path === undefined ? noJournal(from) : openJournal(path, to, from)
}

/**
 * Finds out which key a rotation that was cut off was to change to. Without a file nothing is known but the key that is
 * active.
 * @throws Refusal (invalid) when there was none, or when its key is neither active nor in custody
 */
export async function keyOfBegun(keyring: Keyring, safe: Safe | undefined): Promise<string> {
  const path = progressOf(safe)
  if (safe === undefined || path === undefined) return activeOf(keyring)
  const begun = await readBegun(path)
  if (begun === undefined) throw nothingBegun(path)
  if (begun.to !== keyring.state.active && !(await isThere(safe.file))) throw notInCustody(safe.file, begun.to)
  return begun.to
}

const progressOf = (safe: Safe | undefined): string | undefined =>
  safe === undefined || safe.file === '-' ? undefined : `${safe.file}.progress`

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const nothingBegun = (path: string) =>
  usage(`there is no rotation to go on with: no file ${path}`, 'keelson keyring rotate without --resume begins one')

const notInCustody = (file: string, id: string) =>
  usage(`the rotation was cut off before its key, ${id}, was in ${file}`, 'leave out --resume: it begins again')
