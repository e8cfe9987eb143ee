/** A part of what a workspace holds of which a run saw all: entities of a kind that carry all these tags. */
export interface Cover {
  tags: readonly string[]
  /** The exclusion lists, where they left out a part of any kind. */
  exclude?: readonly string[]
  include?: readonly string[]
}

/** The first line of a record of what was applied last in a workspace. */
export interface AppliedHead {
  applied_version: '1.0'
  /** Names the record: like a run, and in the same order. */
  id: string
  /** ISO 8601 in UTC. */
  at: string
  command: string
  /** Keelson's version. */
  keelson: string
  target: { identity: string; address: string }
  workspace: string
  /** 16 hex digits, drawn at random: marks of different records tell nothing of each other. */
  salt: string
  /** Names the key of fingerprints that secrets are marked with, where there is one. */
  fingerprint_key?: string
  scope: { tags: readonly string[]; only: readonly string[]; exclude: readonly string[]; include: readonly string[] }
  files: { file: string; sha256: string }[]
  /** The run that left the record as it is: what undoes that one finds by it whether it may put back what was there before. */
  left_by?: string
  /** By kind, what runs saw all of: what is not in the record was not there then. */
  covers: Record<string, Cover[]>
}

/** Each further line: some entities of one kind whose marks are of the same fields. No value is in it. */
export interface AppliedGroup {
  kind: string
  fields: readonly string[]
  /** Empty for what has none. */
  ids: readonly string[]
  /** In base64: 8 bytes for each entity, a mark of its key; zeros where that is secret. */
  keys: string
  /** In base64: 4 bytes for each field of each entity, little end first. */
  marks: string
}
