import { basename, join } from 'node:path'
import type { ManifestEntry } from '../../model/manifest.ts'
import { MANIFEST, readManifest } from '../../state/manifest-file.ts'

/** What the last dump left in a folder. */
export interface LastDump {
  /** Where its manifest is, or will be. */
  manifest: string
  /** Whether there is one that can be read. */
  isThere: boolean
  /** The files that it lists. */
  entries: readonly ManifestEntry[]
}

/** Looks what the last dump left in a folder. Files elsewhere are none of its business. Raises nothing. */
export async function lastDump(folder: string): Promise<LastDump> {
  const manifest = join(folder, MANIFEST)
  const found = await readManifest(manifest)
  if (typeof found !== 'object') return { manifest, isThere: false, entries: [] }
  return { manifest, isThere: true, entries: found.files.filter(({ file }) => file === basename(file)) }
}
