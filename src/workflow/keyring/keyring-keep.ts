import { type OpenWith, openText, type SealFor, seal } from '../../backups/seal.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Keyring } from './keyring.ts'
import { type Custody, custodyOf, custodyText, readCustody } from './keyring-custody.ts'
import { checkNewFile, writeNewFile } from './new-file.ts'

/** Where keys are put into custody: a file, or `-` for whoever asked to get the text; sealed once more where that is wanted. */
export interface Safe {
  file: string
  sealFor?: SealFor
}

/** Keys that were put into custody. */
export interface Kept {
  custody: Custody
  /** What is in the file, or is to be printed. */
  text: string
}

/** Checks that a safe can take something, before there is anything to lose. Raises a Refusal. */
export async function checkSafe({ file, sealFor }: Safe): Promise<void> {
  if (file !== '-') await checkNewFile(file)
  if (sealFor !== undefined && 'recipients' in sealFor) await seal('', sealFor)
}

/**
 * Exports all keys and puts them into custody; the file is read back. Raises a Failure when the controller does not export, a
 * Refusal when there are no keys or the file cannot be made.
 */
export async function keepKeys({ port, target }: Keyring, safe: Safe, now: Date): Promise<Kept> {
  const data = await port.export()
  const state = await port.read()
  if (state.ids.length === 0) throw new Refusal('failed', [problem('no-keys', 'the keyring holds no keys')])
  const custody = custodyOf(target, state, data, now)
  const clear = custodyText(custody)
  const text = safe.sealFor === undefined ? clear : await seal(clear, safe.sealFor)
  if (safe.file !== '-') await writeNewFile(safe.file, text)
  return { custody, text }
}

/** Reads custody from the bytes of its file. Raises a Refusal (invalid) where it cannot be taken or needs to be opened first. */
export async function openCustody(bytes: Buffer, name: string, openWith: OpenWith | undefined): Promise<Custody> {
  return readCustody(await openText(bytes, name, openWith), name)
}

/**
 * Makes a key and puts the keyring into custody with it. That the gateway exports at all is tried before. Raises a Refusal
 * (failed) that says so when the key is there and its custody is not.
 * @param onMade called with the key before it is in custody
 */
export async function generateKept(
  keyring: Keyring,
  safe: Safe | undefined,
  now: Date,
  onMade: (id: string) => Promise<unknown> = async () => undefined,
): Promise<{ id: string; kept?: Kept }> {
  const { port } = keyring
  if (safe !== undefined) {
    await checkSafe(safe)
    await port.export()
  }
  const id = await port.generate((await port.read()).ids)
  if (safe === undefined) return { id }
  try {
    await onMade(id)
    const kept = await keepKeys(keyring, safe, now)
    if (kept.custody.ids.includes(id)) return { id, kept }
    throw new Error('the gateway does not list it')
  } catch (error) {
    throw unkept(id, error as Error)
  }
}

const unkept = (id: string, { message }: Error): Refusal =>
  new Refusal('failed', [
    problem('not-in-custody', `the key ${id} was made, but is in the memory of the gateway only: ${message}`, {
      hint: 'put it into custody before it is used: keelson keyring export -o FILE',
    }),
  ])
