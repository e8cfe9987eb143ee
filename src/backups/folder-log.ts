import { appendFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Refusal } from '../model/diagnostic.ts'
import type { Log } from '../model/store.ts'
import { cannotWrite, settleFolder } from './whole-file.ts'

/** Lines that nobody waits for are handed to the system together, after about so many milliseconds; a killed run does not know of those. */
const NOTE_MS = 50

/** A line, and who waits for it to be safe. */
interface Line {
  text: string
  writer?: { resolve(): void; reject(reason: Refusal): void }
}

/**
 * Opens a log in a file of its owner's only (mode 0600), to go on behind what is there. Lines that come while others are being
 * written go to disk together, with one fdatasync, if anybody waits for one of them. After a failure it takes no more, for nobody knows where the file ends. Raises
 * what the system raises when it cannot be opened, and a Refusal (failed) from `append`.
 * @param path the file
 * @param shown what messages call it
 */
export async function openLog(path: string, shown: string): Promise<Log> {
  const file = await open(path, 'a+', 0o600)
  let lines: Line[] = []
  let broken: Refusal | undefined
  let writing: Promise<void> | undefined
  const drain = async () => {
    // Whoever is about to append in this turn of the loop comes along.
    await setImmediate()
    while (lines.length > 0) {
      const batch = lines
      lines = []
      broken ??= await write(file, batch, shown)
      for (const { writer } of batch) broken ? writer?.reject(broken) : writer?.resolve()
    }
    writing = undefined
  }
  let timer: NodeJS.Timeout | undefined
  const start = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    writing ??= drain()
    return writing
  }
  await endLastLine(file)
  await settleFolder(dirname(path))
  return {
    append: (text) =>
      new Promise((resolve, reject) => {
        lines.push({ text, writer: { resolve, reject } })
        start()
      }),
    note: (text) => {
      lines.push({ text })
      timer ??= setTimeout(start, NOTE_MS)
    },
    close: async () => {
      await start()
      if (broken === undefined) await file.datasync().catch(() => undefined)
      await file.close()
    },
  }
}

/** Hands lines to the system, where they outlive this process; and brings them to disk, where they outlive a power cut, if one is waited for. */
async function write(file: FileHandle, batch: readonly Line[], shown: string): Promise<Refusal | undefined> {
  try {
    // A few hundred bytes into the system's memory are less work than asking another thread to do it.
    appendFileSync(file.fd, batch.map(({ text }) => `${text}\n`).join(''))
    if (batch.some(({ writer }) => writer !== undefined)) await file.datasync()
    return undefined
  } catch (error) {
    return cannotWrite(shown, error as NodeJS.ErrnoException)
  }
}

/** A line that a crash cut off must not become the beginning of another one. */
async function endLastLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat()
  if (size === 0) return
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1)
  if (buffer.toString() !== '\n') await file.appendFile('\n')
}
