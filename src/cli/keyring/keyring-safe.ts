import type { OpenWith, SealFor } from '../../backups/seal.ts'
import type { Safe } from '../../workflow/keyring/keyring-keep.ts'
import type { Context } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { readSecret } from '../files/secret-file.ts'

/**
 * Reads from the options where keys are put into custody.
 * @param context the command's context
 * @returns nothing when no file is named
 * @throws Refusal (invalid) for options that exclude each other
 */
export async function safeOf(context: Context): Promise<Safe | undefined> {
  const file = context.settings.text('output-file')
  const sealFor = await sealForOf(context)
  if (file === undefined && sealFor !== undefined) throw usage('there is no file to seal', 'name it with -o FILE')
  return file === undefined ? undefined : { file, ...(sealFor !== undefined && { sealFor }) }
}

async function sealForOf({ settings, world }: Context): Promise<SealFor | undefined> {
  const recipients = settings.list('recipient')
  const passphrase = settings.text('passphrase-file')
  if (passphrase !== undefined && settings.sources.flags.recipient !== undefined) {
    throw usage('--recipient and --passphrase-file exclude each other')
  }
  if (passphrase !== undefined) return { passphrase: await readSecret(passphrase, world) }
  return recipients.length > 0 ? { recipients } : undefined
}

/**
 * Reads from the options what opens a sealed file.
 * @param context the command's context
 * @throws Refusal (invalid) for options that exclude each other and files that cannot be read
 */
export async function openWithOf({ settings, world, words }: Context): Promise<OpenWith | undefined> {
  const identity = settings.text('identity-file')
  const passphrase = settings.text('passphrase-file')
  if (identity !== undefined && passphrase !== undefined) {
    throw usage('--identity-file and --passphrase-file exclude each other')
  }
  const path = identity ?? passphrase
  if (path === undefined) return undefined
  if (path === '-' && words.includes('-')) throw usage('stdin cannot be both the file and what opens it')
  const secret = await readSecret(path, world)
  return identity === undefined ? { passphrase: secret } : { identities: secret }
}
