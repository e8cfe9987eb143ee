import { appendFile, readFile, rm, writeFile } from 'node:fs/promises'
import { cannotWrite } from '../../backups/whole-file.ts'

/** What a rotation has done so far, so that one that was cut off goes on where it stopped. */
export interface Journal {
  done: ReadonlySet<string>
  /** The key that was active before, where that is known. */
  from?: string
  add(entry: string): Promise<void>
  /** Takes the file away. */
  finish(): Promise<void>
}

/** The keys of a rotation that was begun. */
export interface Begun {
  to: string
  from?: string
}

/** Reads which rotation a journal is of; undefined where there is none. */
export async function readBegun(path: string): Promise<Begun | undefined> {
  const [head = ''] = (await readFile(path, 'utf8').catch(() => '')).split('\n')
  const [to = '', from] = head.split(' ')
  if (to === '') return undefined
  return from === undefined ? { to } : { to, from }
}

/**
 * Opens the journal of a rotation to a key: a text file, one line for the keys and one for each entity. One of another key is
 * begun anew. Raises a Refusal (failed) when it cannot be written.
 */
export async function openJournal(path: string, to: string, from?: string): Promise<Journal> {
  const [head = '', ...entries] = (await readFile(path, 'utf8').catch(() => '')).split('\n')
  const [key, before = from] = head.split(' ')
  const own = key === to
  if (!own) await written(path, () => writeFile(path, `${[to, from].join(' ').trim()}\n`, { mode: 0o600 }))
  const known = own ? before : from
  return {
    // A line that was cut off names no entity, and that one is written again.
    done: new Set(own ? entries.slice(0, -1) : []),
    ...(known !== undefined && { from: known }),
    add: (entry) => written(path, () => appendFile(path, `${entry}\n`)),
    finish: () => rm(path, { force: true }),
  }
}

/** The journal of a rotation without a file: it can only begin again. */
export function noJournal(from?: string): Journal {
  const nothing = async () => undefined
  return { done: new Set(), ...(from !== undefined && { from }), add: nothing, finish: nothing }
}

async function written(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    throw cannotWrite(path, error as NodeJS.ErrnoException)
  }
}
