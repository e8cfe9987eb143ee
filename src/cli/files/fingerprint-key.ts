import { problem, Refusal } from '../../model/diagnostic.ts'
import { clear } from '../../model/secret.ts'
import type { Context } from '../arguments/command.ts'
import { readSecret } from './secret-file.ts'

const VARIABLE = 'KEELSON_FINGERPRINT_KEY'
const FILE = 'fingerprint-key-file'

/** 32 bytes in hex, or in base64 with either alphabet. */
const HEX = /^[0-9a-f]{64}$/i
const BASE64 = /^[A-Za-z0-9+/_-]{43}=?$/

/**
 * Finds the key of fingerprints: the file of the command line, else the variable, else the file of other sources.
 * @param context the command's context
 * @returns 32 bytes; nothing where no key is given
 * @throws Refusal (invalid) for one that is not 32 bytes in hex or base64; the message does not tell it
 */
export async function fingerprintKey({ settings, world }: Context): Promise<Uint8Array | undefined> {
  const file = settings.text(FILE)
  const variable = world.env[VARIABLE] ?? ''
  const isNamed = settings.sources.flags[FILE] !== undefined
  if (variable !== '' && !isNamed) return bytesOf(variable, VARIABLE)
  return file === undefined ? undefined : bytesOf(String(clear(await readSecret(file, world))), file)
}

/**
 * The same for any command: nothing where a command has no such option.
 * @param context the command's context
 * @throws Refusal (invalid) as above
 */
export async function keyOfRun(context: Context): Promise<Uint8Array | undefined> {
  return context.settings.has(FILE) ? fingerprintKey(context) : undefined
}

function bytesOf(text: string, from: string): Uint8Array {
  const plain = text.trim()
  if (HEX.test(plain)) return Buffer.from(plain, 'hex')
  if (BASE64.test(plain)) return Buffer.from(plain, 'base64')
  const hint = 'keelson plan-key makes one'
  throw new Refusal('invalid', [problem('bad-key', `${from} holds no key of 32 bytes in hex or base64`, { hint })])
}
