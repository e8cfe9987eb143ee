import { lstat, readFile, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { cannotWrite, placeNew, settleFolder, temporaryBeside, writeWhole } from '../../backups/whole-file.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'

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
    await placeNew(temporary, path)
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

const taken = (path: string): Refusal =>
  new Refusal('refused', [
    problem('file-exists', `${path} is there already, and is not written over`, { hint: 'name another file' }),
  ])
