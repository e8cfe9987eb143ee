import { problem, Refusal } from '../model/diagnostic.ts'
import { isSealed, SEALED } from '../model/is-sealed.ts'
import type { Secret } from '../model/secret.ts'
import { passphraseIdentity, passphraseRecipient } from './passphrase.ts'

/** Who can open what is sealed: holders of the identities behind these recipients (`age1…`), or whoever knows the passphrase. */
export type SealFor = { recipients: readonly string[] } | { passphrase: Secret }

/** What a sealed text is opened with: the text of an identity file of age, or a passphrase. */
export type OpenWith = { identities: Secret } | { passphrase: Secret }

/**
 * Encrypts a text in the age format (age-encryption.org/v1), armored, so that the age tool opens it too. Raises a Refusal
 * (invalid) for a recipient that is none.
 */
export async function seal(text: string, sealFor: SealFor): Promise<string> {
  const { armor, Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  if ('passphrase' in sealFor) encrypter.addRecipient(passphraseRecipient(String(sealFor.passphrase.reveal())))
  else for (const recipient of sealFor.recipients) addRecipient(encrypter, recipient)
  return armor.encode(await encrypter.encrypt(text))
}

function addRecipient(encrypter: { addRecipient(recipient: string): void }, recipient: string): void {
  try {
    encrypter.addRecipient(recipient)
  } catch {
    // An identity is easily taken for its recipient, and must not be shown.
    const shown = recipient.startsWith('age1') ? JSON.stringify(recipient) : 'the value given'
    throw new Refusal('invalid', [
      problem('bad-recipient', `${shown} is no recipient of age`, {
        hint: 'age-keygen prints one, it begins with age1',
      }),
    ])
  }
}

/**
 * Gives the text of a file, decrypted where it is an age file. Raises a Refusal (invalid) when it is one and nothing was given to open
 * it, the identities cannot be read, or none of them, or not the passphrase, opens it; (failed) when the file is damaged.
 * @param bytes what the file holds
 * @param name what a message calls it
 */
export async function openText(bytes: Uint8Array, name: string, openWith: OpenWith | undefined): Promise<string> {
  if (!isSealed(bytes)) return Buffer.from(bytes).toString('utf8')
  if (openWith !== undefined) return openSealed(bytes, name, openWith)
  throw refusal('invalid', 'sealed', `${name} is sealed`, 'give --identity-file PATH, or --passphrase-file PATH')
}

async function openSealed(bytes: Uint8Array, name: string, openWith: OpenWith): Promise<string> {
  const { armor, Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  if ('passphrase' in openWith) decrypter.addIdentity(passphraseIdentity(String(openWith.passphrase.reveal())))
  else for (const identity of identitiesIn(openWith.identities)) addIdentity(decrypter, identity)
  try {
    const text = Buffer.from(bytes).toString('latin1')
    const raw = text.startsWith(SEALED.binary) ? bytes : armor.decode(text)
    return await decrypter.decrypt(raw, 'text')
  } catch (error) {
    throw refuseOpen((error as Error).message, name, openWith)
  }
}

function refuseOpen(message: string, name: string, openWith: OpenWith): Refusal {
  if (!/no identity matched/i.test(message))
    return refusal('failed', 'cannot-open', `${name} is no whole age file, or it was changed`)
  if ('passphrase' in openWith) return refusal('invalid', 'cannot-open', `the passphrase does not open ${name}`)
  const hint = 'it takes the identity behind one of the recipients that it was sealed for'
  return refusal('invalid', 'cannot-open', `none of the identities opens ${name}`, hint)
}

function refusal(exit: 'failed' | 'invalid', code: string, message: string, hint?: string): Refusal {
  return new Refusal(exit, [problem(code, message, hint === undefined ? {} : { hint })])
}

function identitiesIn(file: Secret): string[] {
  const lines = String(file.reveal()).split(/\r?\n/)
  const identities = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  if (identities.length > 0) return identities
  throw badIdentity()
}

function addIdentity(decrypter: { addIdentity(identity: string): void }, identity: string): void {
  try {
    decrypter.addIdentity(identity)
  } catch {
    throw badIdentity()
  }
}

const badIdentity = (): Refusal =>
  new Refusal('invalid', [
    problem('bad-identity', 'the identity file holds no identities of age', {
      hint: 'age-keygen makes such a file; its lines begin with AGE-SECRET-KEY-',
    }),
  ])
