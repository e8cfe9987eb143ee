import type { Position } from './diagnostic.ts'
import type { Parallelism } from './window.ts'

/** How to reach a controller. */
export interface Connection {
  provider: 'kong'
  /** Base URL, without a trailing slash. */
  addr: string
  headers: Record<string, string>
  workspace?: string
  /** Requests in flight at most, reads and writes together. */
  parallelism: Parallelism
  /** Seconds per request. */
  timeout: number
  tls: { caFile?: string; certFile?: string; keyFile?: string; serverName?: string; skipVerify?: boolean }
  /** HTTP proxy for this address, from the usual variables. */
  proxy?: string
  /** What the target is called; written as an address (`postgres://…`), what it has to say of itself, as `ping` prints it. */
  identity?: string
  /** What the target of that name said of itself when it was last written to. */
  seen?: string
}

/** Limits that a plan must respect; an option of the command line lifts each. */
export interface Limits {
  /** More deletes of one kind than this share, in percent … */
  deletePercent: number
  /** … and at least this many are refused. */
  deleteCount: number
  /** `all of a kind` is refused from this many up. */
  deleteAllFrom: number
  /** `--allow-deletes 120` or `60%`. */
  allowDeletes?: { count: number } | { percent: number }
  allowEmpty: boolean
  /** Delete entities of kinds that no file mentions. */
  prune: boolean
  /** Take along dependants that the file does not speak for. */
  cascade: boolean
  /** Make entities though the controller then writes to people. */
  invite?: boolean
  /** What is never deleted, written like entries of `exclude`. */
  protect?: readonly string[]
  allowProtected?: boolean
  /** A certificate that expires within so many days is not written; 0: one that has expired. */
  certificateDays?: number
  allowExpiring?: boolean
  /** The files may come from another cluster, and the target be another one than the configured one. */
  allowOtherTarget?: boolean
  /** The target may be older than the gateway that the files come from. */
  allowOlderTarget?: boolean
}

/** An entry of `ignore`: a difference that is no drift. */
export interface IgnoreEntry {
  /** Written like an entry of `exclude`. */
  kind: string
  /** Paths, with `*` for any text and `?` for one character; absent: all of the entity, and whether it is there. */
  fields?: readonly string[]
  at?: Position
}

/** Which entities a command is about. */
export interface Selection {
  tags: readonly string[]
  /** Names or sections of kinds. */
  only: readonly string[]
  /** What is left out: kinds, or a part of one by name or tag (`consumers`, `consumers:svc-*`, `plugins:tag=legacy`). */
  exclude: readonly string[]
  /** What is taken all the same, written alike: the narrower entry of the two lists decides. */
  include?: readonly string[]
}

/** The lists that a dump was narrowed by. */
export type DumpLists = Pick<Selection, 'only' | 'exclude' | 'include'>

/** Options of planning. */
export interface PlanOptions {
  /** `apply` plans no delete and refuses a replace. */
  mode: 'sync' | 'apply'
  selection: Selection
  /** Match by natural key and drop the ids of the file. */
  ignoreIds: boolean
  /** What is excluded must not stand in the state files. */
  strict?: boolean
  limits: Limits
}

/** Options of applying. */
export interface ApplyOptions {
  failFast: boolean
  deleteDespiteFailures: boolean
}
