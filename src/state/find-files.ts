import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import { MANIFEST, readManifest } from './manifest-file.ts'

/** How stdin is given as a path. */
export const STDIN = '-'

/** What stdin is called in messages and places. */
export const STDIN_NAME = '<stdin>'

/** The files to read, in order, and what could not be found. */
export interface Found {
  files: string[]
  diagnostics: Diagnostic[]
}

const READ = /\.(?:ya?ml|json)$/i

/**
 * Finds state files. In: paths of files and directories, `-` for stdin. Out: the files in the order of the paths;
 * those of a directory (.yaml, .yml, .json, at any depth) sorted by name, without hidden ones, node_modules and a dump's
 * manifest; a file that is reached twice only once. Problems are noted, not raised.
 */
export async function findFiles(paths: readonly string[]): Promise<Found> {
  const found: Found = { files: [], diagnostics: [] }
  const seen = new Set<string>()
  for (const path of paths) for (const file of await filesAt(path, found)) await addOnce(file, seen, found)
  return found
}

async function addOnce(file: string, seen: Set<string>, found: Found): Promise<void> {
  const real = file === STDIN ? STDIN : await realpath(file).catch(() => file)
  if (!seen.has(real)) found.files.push(file)
  seen.add(real)
}

async function filesAt(path: string, found: Found): Promise<string[]> {
  if (path === STDIN) return [path]
  try {
    if (!(await stat(path)).isDirectory()) return [path]
    const files = await filesBelow(path)
    if (files.length > 0) return files
    note(found, path, 'no-state-files', 'this directory holds no state files', 'they end in .yaml, .yml or .json')
  } catch (error) {
    noteUnreadable(found, path, error)
  }
  return []
}

// Links to directories are not followed, so that there is no going round in circles.
async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  const visible = entries.filter(({ name }) => !name.startsWith('.') && name !== 'node_modules')
  const files: string[] = []
  for (const entry of visible.sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) files.push(...(await filesBelow(path)))
    else if (READ.test(entry.name) && (await isStateFile(path))) files.push(path)
  }
  return files
}

async function isStateFile(path: string): Promise<boolean> {
  if ((await stat(path).catch(() => undefined))?.isDirectory()) return false
  return basename(path) !== MANIFEST || (await readManifest(path)) === undefined
}

const REASONS: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  ENOENT: ['there is no such file or directory', 'check the path and the directory you are in'],
  EACCES: ['it may not be read', 'check its permissions'],
  EISDIR: ['it is a directory', 'give a file'],
  ENOTDIR: ['a part of the path is not a directory', 'check the path'],
  ELOOP: ['its links go round in a circle', 'give the file itself'],
}

/** Notes that a file could not be read. In: its name and what the operating system answered. */
export function noteUnreadable(found: { diagnostics: Diagnostic[] }, file: string, error: unknown): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const [message, hint] = REASONS[code] ?? [`it cannot be read${code && ` (${code})`}`, 'check the path']
  note(found, file, 'unreadable-file', message, hint)
}

function note(found: { diagnostics: Diagnostic[] }, file: string, code: string, message: string, hint: string): void {
  found.diagnostics.push(problem(code, message, { at: { file, line: 1, column: 1 }, hint }))
}
