import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Files of one folder that are looked at. */
const MOST = 10_000

const READ = /\.(?:ya?ml|json)$/i

/**
 * Tells how much a command line has to read, as far as it names it.
 * @param argv the words of the command line
 * @returns the bytes of the files, and of the state files in the folders, that it names
 */
export function bytesNamed(argv: readonly string[]): number {
  let bytes = 0
  for (const word of argv) for (const path of word.startsWith('-') ? [] : word.split(',')) bytes += bytesAt(path)
  return bytes
}

function bytesAt(path: string): number {
  try {
    const found = statSync(path)
    if (found.isFile()) return found.size
    return found.isDirectory() ? bytesBelow(path) : 0
  } catch {
    return 0
  }
}

function bytesBelow(folder: string): number {
  let bytes = 0
  for (const entry of readdirSync(folder, { withFileTypes: true }).slice(0, MOST)) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    if (entry.isDirectory() || READ.test(entry.name)) bytes += bytesAt(join(folder, entry.name))
  }
  return bytes
}
