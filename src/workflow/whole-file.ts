import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { problem, Refusal } from '../model/diagnostic.ts'
import { writeReason } from '../model/write-reason.ts'

/** A name beside a path, for what is to be whole before it stands there. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.tmp`)
}

/** Makes a file that only its owner can read (mode 0600) and brings it to disk. Raises what the system raises, EEXIST where one is there. */
export async function writeWhole(path: string, pieces: Iterable<string>): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    for (const piece of pieces) await file.appendFile(piece)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes names in a folder safe from a power cut, which they are once the folder is on disk; not every system can open one. */
export async function settleFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

/** The Refusal (failed) for a file that cannot be written. */
export function cannotWrite(path: string, error: NodeJS.ErrnoException): Refusal {
  return new Refusal('failed', [problem('cannot-write', `cannot write ${path}: ${writeReason(error)}`)])
}
