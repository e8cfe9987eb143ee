import type { Action, Change, Parent, Step } from './change.ts'
import type { Dependants } from './dependants.ts'
import type { Plain } from './plain.ts'
import type { Target } from './provider.ts'
import type { PlanOptions } from './settings.ts'

/** Fields of an entity with a reference or a fingerprint in place of each secret. */
type SavedFields = { [field: string]: Plain }

/** One field that differs, as in a FieldChange. */
export interface SavedFieldChange {
  path: string
  before?: Plain
  after?: Plain
  moved?: { from: number; to: number }
}

/** One line of a plan, as in a Change. */
export interface SavedChange {
  id: string
  action: Action
  kind: string
  entity_id?: string
  old_id?: string
  label: string
  parent?: Parent
  before?: SavedFields
  after?: SavedFields
  fields: SavedFieldChange[]
  taken_by?: string
  outside?: NonNullable<Change['outside']>
  /** Where the state file has it. */
  at?: { file: string; line: number; column: number }
  /** Digest of what was read of the entity, but for what the controller alone sets: tells whether it moved since. */
  read?: string
}

/** One write, without its body: that is made anew from the state files. */
export interface SavedStep {
  id: string
  change: string
  action: Step['action']
  kind: string
  entity_id?: string
  needs: string[]
  frees?: string[]
  note?: string
  meanwhile?: string
}

/** A problem or remark with its place, as reports show it. */
export type SavedDiagnostic = {
  level: 'error' | 'warning'
  code: string
  message: string
  hint?: string
  file?: string
  line?: number
  column?: number
  path?: string
}

/** The plan of one workspace, or why there is none. */
export interface SavedPart {
  workspace?: string
  /** The workspace goes. */
  prune?: true
  changes: SavedChange[]
  steps: SavedStep[]
  waves: string[][]
  deletes_from: number
  unchanged: Record<string, number>
  current: Record<string, number>
  /** What stays as it is and depends on what the plan touches; absent in plans of format 1.0, and where there is no plan. */
  dependants?: Dependants
  warnings: SavedDiagnostic[]
  refusals: SavedDiagnostic[]
  /** Why there is no plan for this workspace; `exit` is a key of the exit-code table. */
  failure?: { exit: string; diagnostics: SavedDiagnostic[] }
}

/** What a plan was asked to be about; planning is done anew under the same options when it is applied. */
export interface PlanScope {
  options: PlanOptions
  /** Of a plan for one workspace. */
  workspace?: string
  forceWorkspace: boolean
  allWorkspaces: boolean
  pruneWorkspaces: boolean
  /** Variables whose values may be shown. */
  show: readonly string[]
}

/** `plan.json`: all it takes to review a plan, and to see at apply that nothing has moved. It holds no secret. */
export interface SavedPlan {
  format_version: string
  /** `sha256:` and 64 hex digits, over all else in canonical form. */
  digest: string
  /** No guard speaks against it, and it is complete. */
  applyable: boolean
  /** There is a plan for every workspace. */
  complete: boolean
  /** Secrets have keyed fingerprints; else they are compared as present or absent. */
  fingerprints: boolean
  /** Tells which key they were made with, without telling the key. */
  fingerprint_key?: string
  target: Pick<Target, 'product' | 'version' | 'edition' | 'database' | 'identity' | 'cluster' | 'address'>
  /** A PlanScope, in snake case. */
  scope: { [name: string]: Plain }
  files: { file: string; sha256: string }[]
  plans: SavedPart[]
}
