import type { Target } from './provider.ts'

/** A kind that a dump does not hold, by section, with the reason. */
export interface Omission {
  kind: string
  why: string
}

/** What is known of one file of a dump. */
export interface ManifestEntry {
  /** Its name, beside the manifest. */
  file: string
  workspace?: string
  /** Of the file as it was written; an edited file has another one, and that is no fault. */
  sha256: string
  /** By section: how many entities the dump found; a kind that is missing here was not read. */
  counts: Record<string, number>
  /** The lists that were in force. */
  select_tags: string[]
  only: string[]
  exclude: string[]
  include: string[]
  /** Kinds that the lists left out whole, by the user's word or by default. */
  left_out: Omission[]
  /** Kinds that the controller does not have. */
  missing: Omission[]
  /** Kinds that the controller refused to show. */
  refused: Omission[]
}

/** `manifest.json`: what a dump of several files holds, and what it does not. */
export interface Manifest {
  manifest_version: string
  keelson: string
  /** When the dump was taken, ISO 8601 in UTC. */
  time: string
  target: Pick<Target, 'identity' | 'cluster' | 'address' | 'product' | 'version' | 'edition' | 'database'>
  files: ManifestEntry[]
}
