import { randomBytes } from 'node:crypto'
import { constants, copyFile, type FileHandle, link, lstat, open, readdir, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { problem, Refusal } from '../model/diagnostic.ts'
import { readReason } from '../model/read-reason.ts'
import { writeReason } from '../model/write-reason.ts'

/** A name beside a path, for what is to be whole before it stands there. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${stemOf(basename(path))}.${randomBytes(6).toString('hex')}.tmp`)
}

const stemOf = (name: string): string => name.slice(0, 100)
const TEMPORARY = /^\.(.+)\.[0-9a-f]{12}\.tmp$/s

/** So long, in milliseconds, a file may take to be written. */
const LONGEST = 60 * 60 * 1000

/** Removes what was left beside files of a folder by who was killed while writing them, if it can be. */
export async function removeStale(folder: string, names: readonly string[]): Promise<void> {
  const stems = new Set(names.map(stemOf))
  for (const file of await readdir(folder).catch(() => [])) {
    const stem = TEMPORARY.exec(file)?.[1]
    if (stem === undefined || !stems.has(stem)) continue
    const found = await lstat(join(folder, file)).catch(() => undefined)
    if (found?.isFile() && Date.now() - found.mtimeMs > LONGEST) await unlink(join(folder, file)).catch(() => undefined)
  }
}

/** Makes a file that only its owner can read (mode 0600) and brings it to disk. Raises what the system raises, EEXIST where one is there. */
export async function writeWhole(path: string, pieces: Iterable<string | Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await appendAll(file, pieces)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** What is written is brought to disk whenever it is about so many bytes more: little is left to wait for at the end. */
const LOAD = 8 * 1024 * 1024

/** Each piece is written while the next one is made, and is brought to disk while others are. */
async function appendAll(file: FileHandle, pieces: Iterable<string | Uint8Array>): Promise<void> {
  let [last, settled, written] = [Promise.resolve(), Promise.resolve(), 0]
  for (const piece of pieces) {
    await last
    if (written >= LOAD) {
      await settled
      settled = awaitedLater(file.datasync())
      written = 0
    }
    last = awaitedLater(file.appendFile(piece))
    written += piece.length
  }
  await Promise.all([last, settled])
}

/** Who makes the next piece may fail first; this is waited for all the same. */
function awaitedLater(work: Promise<void>): Promise<void> {
  work.catch(() => undefined)
  return work
}

/** Codes of file systems that know no links. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']

/**
 * Puts a whole file under its name too, unless something has that name already: unlike a rename, a link does not take its place.
 * Raises what the system raises, EEXIST where one is there. The temporary file stays.
 */
export async function placeNew(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path)
  } catch (error) {
    if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    await copyFile(temporary, path, constants.COPYFILE_EXCL)
    await settle(path, 'r+')
  }
}

/** Makes names in a folder safe from a power cut, which they are once the folder is on disk; not every system can open one. */
export async function settleFolder(folder: string): Promise<void> {
  await settle(folder, 'r').catch(() => undefined)
}

async function settle(path: string, flags: string): Promise<void> {
  const handle = await open(path, flags)
  await handle.sync().finally(() => handle.close())
}

/** The Refusal (failed) for a file that cannot be written. */
export function cannotWrite(path: string, error: NodeJS.ErrnoException): Refusal {
  return cannotUse('write', path, error)
}

/** The Refusal (failed) for a file that cannot be read or written. */
export function cannotUse(what: 'read' | 'write', path: string, error: NodeJS.ErrnoException): Refusal {
  const reason = what === 'read' ? readReason(error) : writeReason(error)
  return new Refusal('failed', [problem(`cannot-${what}`, `cannot ${what} ${path}: ${reason}`)])
}
