import { randomBytes } from 'node:crypto'
import { link, lstat, open, readFile, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { problem, Refusal } from '../model/diagnostic.ts'
import { writeReason } from '../model/write-reason.ts'

/**
 * Checks, before anything is done for it, that a file can be made there. Raises a Refusal: `refused` when something is there
 * already, `failed` when nothing can be written there.
 */
export async function checkNewFile(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found !== undefined) throw taken(path)
  const temporary = temporaryOf(path)
  try {
    await (await open(temporary, 'wx', 0o600)).close()
    await unlink(temporary)
  } catch (error) {
    throw failure(path, error as NodeJS.ErrnoException)
  }
}

/**
 * Makes a file that only its owner can read (mode 0600), whole or not at all, reads it back, and never writes over another.
 * Raises a Refusal: `refused` when something is there by now, `failed` with the reason.
 */
export async function writeNewFile(path: string, text: string): Promise<void> {
  const temporary = temporaryOf(path)
  try {
    await writeWhole(temporary, text)
    await place(temporary, path, text)
    await settle(dirname(path))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'EEXIST' ? taken(path) : failure(path, error as NodeJS.ErrnoException)
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
  if ((await readFile(path, 'utf8')) !== text) throw failure(path, new Error('it does not read back as it was written'))
}

const temporaryOf = (path: string): string =>
  join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`)

/** Codes of file systems that know no links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/** Unlike a rename, a link does not take the place of what is there. */
async function place(temporary: string, path: string, text: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    await writeWhole(path, text)
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

// The name itself is only safe from a power cut once the folder is on disk; not every system can open a folder.
async function settle(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

const taken = (path: string): Refusal =>
  new Refusal('refused', [
    problem('file-exists', `${path} is there already, and is not written over`, { hint: 'name another file' }),
  ])

function failure(path: string, error: NodeJS.ErrnoException): Refusal {
  return new Refusal('failed', [problem('cannot-write', `cannot write ${path}: ${writeReason(error)}`)])
}
