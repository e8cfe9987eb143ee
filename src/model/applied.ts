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
  /** The run that applied it, or that found it applied. */
  run: string
  /** ISO 8601 in UTC. */
  at: string
  command: string
  keelson: string
  target: { identity: string; address: string }
  workspace: string
  /** 16 hex digits, drawn at random: marks of different records tell nothing of each other. */
  salt: string
  /** Names the key of fingerprints that secrets are marked with, where there is one. */
  fingerprint_key?: string
  scope: { tags: readonly string[]; only: readonly string[]; exclude: readonly string[]; include: readonly string[] }
  files: { file: string; sha256: string }[]
  /** By kind, what runs saw all of: what is not in the record was not there then. */
  covers: Record<string, Cover[]>
}

/**
 * Its id (empty where it has none), a mark of its key (empty where that is secret), and in base64 a mark of 4 bytes for each of the
 * group's fields.
 */
export type AppliedEntity = [id: string, key: string, marks: string]

/** Each further line: entities of a kind whose marks are of the same fields, in the same order. No value is in it. */
export interface AppliedGroup {
  kind: string
  fields: readonly string[]
  entities: AppliedEntity[]
}
