import { readFile } from 'node:fs/promises'
import type { Manifest, ManifestEntry } from '../model/manifest.ts'

/** What a manifest is called, in the folder of the files that it describes. */
export const MANIFEST = 'manifest.json'

/**
 * Reads a manifest.
 * @param path where it would be
 * @returns the manifest; `damaged` when it says that it is one and is not whole; undefined when there is none, or when the
 * file is something else
 */
export async function readManifest(path: string): Promise<Manifest | 'damaged' | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined || !text.includes('"manifest_version"')) return undefined
  const value = parsed(text)
  return isManifest(value) ? value : 'damaged'
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isManifest(value: unknown): value is Manifest {
  const { manifest_version, files } = record(value)
  return typeof manifest_version === 'string' && /^1\.\d+$/.test(manifest_version) && isListOf(files, isEntry)
}

function isEntry(value: unknown): value is ManifestEntry {
  const { file, counts, exclude, include } = record(value)
  const areNumbers = Object.values(record(counts)).every((each) => typeof each === 'number')
  return typeof file === 'string' && areNumbers && isListOf(exclude, isText) && isListOf(include, isText)
}

const isText = (value: unknown): value is string => typeof value === 'string'

function isListOf<T>(value: unknown, isOne: (each: unknown) => each is T): value is T[] {
  return Array.isArray(value) && value.every(isOne)
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
