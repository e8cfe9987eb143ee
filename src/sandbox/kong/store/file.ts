import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isRow, type Row } from '../schema/value.ts'
import type { Kept, Snapshot } from './store.ts'

const FORMAT = 'keelson-sandbox-kong-1'
const QUIET_MS = 200

/** A data file that follows a store. */
export interface DataFile {
  /** Writes what is not written yet. */
  flush(): Promise<void>
}

/**
 * Loads a store from a file, when it is there, and keeps the file up to date: a moment after each change, by atomic
 * rename, readable by its owner only. Throws when the file is damaged, rather than starting empty, and when it cannot be
 * written, rather than losing everything at the end.
 */
export function keepFile(path: string, store: Kept): DataFile {
  if (existsSync(path)) store.load(readSnapshot(path))
  let timer: NodeJS.Timeout | undefined
  let unsaved = false
  const save = () => {
    clearTimeout(timer)
    timer = undefined
    writeSnapshot(path, store.snapshot())
    unsaved = false
  }
  save()
  store.onChange(() => {
    unsaved = true
    timer ??= setTimeout(() => attempt(save), QUIET_MS)
  })
  return {
    async flush() {
      if (unsaved) save()
    },
  }
}

/** A write that fails while the sandbox runs is tried again after the next change, and at the end, where it is an error. */
function attempt(save: () => void): void {
  try {
    save()
  } catch {}
}

function readSnapshot(path: string): Snapshot {
  const damaged = () => new Error(`the sandbox's data file is damaged: ${path}`)
  let content: unknown
  try {
    content = JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw damaged()
  }
  if (!isRow(content) || content.format !== FORMAT || !isSnapshot(content)) throw damaged()
  if (content.count !== countRows(content)) throw damaged()
  return content
}

function isSnapshot(content: unknown): content is Snapshot & Row {
  if (!isRow(content) || !isRow(content.rows) || !isRow(content.expiry)) return false
  const whole = Object.values(content.rows).every(
    (rows) => Array.isArray(rows) && rows.every((row) => isRow(row) && typeof row.id === 'string'),
  )
  const { spaces = {} } = content
  return whole && isRow(spaces) && Object.values(spaces).every(isSnapshot)
}

function countRows({ rows, spaces = {} }: Snapshot): number {
  const own = Object.values(rows).reduce((sum, list) => sum + list.length, 0)
  return Object.values(spaces).reduce((sum, space) => sum + countRows(space), own)
}

function writeSnapshot(path: string, snapshot: Snapshot): void {
  const temporary = `${path}.${process.pid}.part`
  writeFileSync(temporary, JSON.stringify({ format: FORMAT, count: countRows(snapshot), ...snapshot }), {
    mode: 0o600,
  })
  const file = openSync(temporary, 'r')
  fsyncSync(file)
  closeSync(file)
  renameSync(temporary, path)
}
