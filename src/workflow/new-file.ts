import { link, lstat, readFile, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { problem, Refusal } from '../model/diagnostic.ts'
import { cannotWrite, settleFolder, temporaryBeside, writeWhole } from './whole-file.ts'

/**
 * Checks, before anything is done for it, that a file can be made there. Raises a Refusal: `refused` when something is there
 * already, `failed` when nothing can be written there.
 */
export async function checkNewFile(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found !== undefined) throw taken(path)
  const temporary = temporaryBeside(path)
  try {
    await writeWhole(temporary, [])
    await unlink(temporary)
  } catch (error) {
    throw cannotWrite(path, error as NodeJS.ErrnoException)
  }
}

/**
 * Makes a file that only its owner can read (mode 0600), whole or not at all, reads it back, and never writes over another.
 * Raises a Refusal: `refused` when something is there by now, `failed` with the reason.
 */
export async function writeNewFile(path: string, text: string): Promise<void> {
  const temporary = temporaryBeside(path)
  try {
    await writeWhole(temporary, [text])
    await place(temporary, path, text)
    await settleFolder(dirname(path))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'EEXIST' ? taken(path) : cannotWrite(path, error as NodeJS.ErrnoException)
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
  if ((await readFile(path, 'utf8')) !== text)
    throw cannotWrite(path, new Error('it does not read back as it was written'))
}

/** Codes of file systems that know no links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** Unlike a rename, a link does not take the place of what is there. */
async function place(temporary: string, path: string, text: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    await writeWhole(path, [text])
  }
}

const taken = (path: string): Refusal =>
  new Refusal('refused', [
    problem('file-exists', `${path} is there already, and is not written over`, { hint: 'name another file' }),
  ])
