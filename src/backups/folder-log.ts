import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Refusal } from '../model/diagnostic.ts'
import type { Log } from '../model/store.ts'
import { cannotWrite, settleFolder } from './whole-file.ts'

/** A line whose writer waits for it to be safe. */
interface Waiting {
  line: string
  resolve(): void
  reject(reason: Refusal): void
}

/**
 * Opens a log in a file of its owner's only (mode 0600), to go on behind what is there. Lines that come while others are being
 * written go to disk together, with one fdatasync. After a failure it takes no more, for nobody knows where the file ends. Raises
 * what the system raises when it cannot be opened, and a Refusal (failed) from `append`.
 * @param path the file
 * @param shown what messages call it
 */
export async function openLog(path: string, shown: string): Promise<Log> {
  const file = await open(path, 'a+', 0o600)
  let waiting: Waiting[] = []
  let broken: Refusal | undefined
  let writing: Promise<void> | undefined
  const drain = async () => {
    // Whoever is about to append in this turn of the loop comes along.
    await setImmediate()
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      broken ??= await write(file, batch, shown)
      for (const each of batch) broken ? each.reject(broken) : each.resolve()
    }
    writing = undefined
  }
  await endLastLine(file)
  await settleFolder(dirname(path))
  return {
    append: (line) =>
      new Promise((resolve, reject) => {
        waiting.push({ line, resolve, reject })
        writing ??= drain()
      }),
    close: async () => {
      await writing
      await file.close()
    },
  }
}

async function write(file: FileHandle, batch: readonly Waiting[], shown: string): Promise<Refusal | undefined> {
  try {
    await file.appendFile(batch.map(({ line }) => `${line}\n`).join(''))
    await file.datasync()
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
