import { lstat, open, readlink, rename, stat, unlink } from 'node:fs/promises'
import { basename, dirname, sep } from 'node:path'
import { cannotWrite, removeStale, settleFolder, temporaryBeside, writeWhole } from '../../backups/whole-file.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'

/** How a file shows near its start that Keelson made it, and what is said of one that does not. */
interface Mark {
  line: RegExp
  what(path: string): string
  hint: string
  /** What to do where the path is no regular file. */
  instead: string
}

/** A line that every YAML dump has near its start. The line for editors does not do: files written by hand have it too. */
const DUMP: Mark = {
  line: /^# Written by keelson dump\r?$/,
  what: (path) =>
    /\.json$/i.test(path) ? 'is there already, and JSON does not tell who wrote it' : 'was not written by Keelson',
  hint: 'add --force to write over it',
  instead: 'use -o - and redirect stdout',
}
const MARK_BYTES = 1024
const MARK_LINES = 5

/**
 * Checks, before anything is read from a controller, that a file may be written.
 * @param path where the file is to be
 * @param force write over a file that Keelson did not write
 * @param mark what tells a file of Keelson's own
 * @throws Refusal: `failed` when the path cannot be written, `refused` when it holds something that is not ours
 */
export async function checkFile(path: string, force: boolean, mark = DUMP): Promise<void> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw cannotWrite(path, error)
  })
  if (found === undefined && endsAsFolder(path))
    throw refuse(
      path,
      'it names a folder, which does not exist',
      'name a file; only `dump --all-workspaces` writes a folder',
    )
  if (found === undefined) return checkFolder(path)
  if (found.isSymbolicLink()) throw await linkProblem(path)
  if (found.isDirectory()) throw refuse(path, 'it is a folder', 'name a file inside it')
  if (!found.isFile()) throw refuse(path, 'it is not a regular file', mark.instead)
  if (force || found.size === 0 || (await isOurs(path, mark))) return
  const { what, hint } = mark
  throw new Refusal('refused', [problem('foreign-file', `${path} ${what(path)}`, { hint })])
}

/**
 * Writes a file so that either the old or the whole new text is there, readable by its owner only (mode 0600).
 * @param path where the file is to be; checked by checkFile before
 * @param pieces the content; a text, or what it is made of
 * @throws Refusal (failed) with the reason; the old file is then as it was
 */
export async function writeFile(path: string, pieces: string | Iterable<string | Uint8Array>): Promise<void> {
  const fresh = await writeFresh(path, pieces)
  try {
    await fresh.place()
    await settleFolder(dirname(path))
    await removeStale(dirname(path), [basename(path)])
  } catch (error) {
    await discard([fresh])
    throw error
  }
}

/** A file that is written and not in its place yet. */
export interface Fresh {
  temporary: string
  /** Puts it in its place; raises a Refusal (failed). */
  place(): Promise<void>
}

/**
 * Writes a file under another name beside its place, readable by its owner only (mode 0600).
 * @param path where it is to be
 * @param pieces the content
 * @throws Refusal (failed) with the reason; nothing is left behind
 */
export async function writeFresh(path: string, pieces: string | Iterable<string | Uint8Array>): Promise<Fresh> {
  const temporary = temporaryBeside(path)
  const failed = (error: NodeJS.ErrnoException): never => {
    throw cannotWrite(path, error)
  }
  const fresh = { temporary, place: () => rename(temporary, path).catch(failed) }
  try {
    await writeWhole(temporary, typeof pieces === 'string' ? [pieces] : pieces)
    return fresh
  } catch (error) {
    await discard([fresh])
    throw cannotWrite(path, error as NodeJS.ErrnoException)
  }
}

/** Removes what is not in its place yet. */
export async function discard(files: readonly Fresh[]): Promise<void> {
  for (const { temporary } of files) await unlink(temporary).catch(() => undefined)
}

const endsAsFolder = (path: string): boolean => path.endsWith('/') || path.endsWith(sep)

async function checkFolder(path: string): Promise<void> {
  const folder = dirname(path)
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw refuse(path, `the folder ${folder} does not exist`, 'create it first')
    throw cannotWrite(path, error)
  })
  if (!found.isDirectory()) throw refuse(path, `${folder} is not a folder`)
}

async function linkProblem(path: string): Promise<Refusal> {
  const to = await readlink(path)
  const dangling = await stat(path).then(
    () => false,
    () => true,
  )
  const what = dangling ? `a symbolic link to ${to}, which does not exist` : `a symbolic link to ${to}`
  return refuse(path, `it is ${what}`, 'name the file itself')
}

async function isOurs(path: string, { line: pattern }: Mark): Promise<boolean> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw cannotWrite(path, error)
  })
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MARK_BYTES), 0, MARK_BYTES, 0)
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n').slice(0, MARK_LINES)
    return lines.some((line) => pattern.test(line))
  } finally {
    await file.close()
  }
}

function refuse(path: string, reason: string, hint?: string): Refusal {
  const more = hint === undefined ? {} : { hint }
  return new Refusal('failed', [problem('cannot-write', `cannot write ${path}: ${reason}`, more)])
}
