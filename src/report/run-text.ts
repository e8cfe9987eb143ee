import type { RunHead } from '../model/run.ts'
import type { Part } from './plan-json.ts'
import { printable } from './printable.ts'

/** What is said of a store. */
interface Place {
  name: string
  local: boolean
}

/**
 * Says where what was there before a run is kept, in one line.
 * @param head the run
 * @param store where it is kept
 * @returns text that ends with an end of line
 */
export function runText({ id, name, backup, sealed }: RunHead, store: Place): string {
  const what =
    backup === 'none' ? 'No backup (--no-backup); the journal is' : `Backup: ${name}${sealed ? ', sealed,' : ''}`
  const lease = store.local ? '; its lease keeps out only runs that share this folder' : ''
  return `${printable(`${what} in ${store.name} (run ${id})${lease}`)}\n`
}

/**
 * Gives the same as data for the JSON report.
 * @param head the run
 * @param store where it is kept
 */
export function runJson({ id, name, backup, sealed }: RunHead, store: Place): Part {
  return { id, name, backup, sealed, store: store.name, local: store.local }
}
