import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** State files of more bytes than this, taken together, get more memory than Node gives on a small machine. */
const LARGE = 100_000_000

/** Files of one folder that are looked at. */
const MOST = 10_000

/** In MB; 1,400,000 entities in YAML files go through a diff in it. */
const HEAP = 4096

const READ = /\.(?:ya?ml|json)$/i

/**
 * Tells how large a heap a command line needs, from the size of the files and folders that it names.
 * @param argv the words of the command line
 * @param limit the heap that there is, in MB
 * @param large bytes from which on files are large
 * @returns the heap to start Node with, in MB; undefined when what there is will do
 */
export function heapFor(argv: readonly string[], limit: number, large = LARGE): number | undefined {
  if (limit >= HEAP) return undefined
  let bytes = 0
  for (const word of argv) for (const path of word.startsWith('-') ? [] : word.split(',')) bytes += bytesAt(path)
  return bytes > large ? HEAP : undefined
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
