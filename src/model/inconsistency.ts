import type { Position } from './diagnostic.ts'
import type { Plan } from './plan.ts'
import type { Target } from './provider.ts'

/** What would fail or break if a state were applied to a target. */
export interface Inconsistency {
  level: 'error' | 'warning'
  /** Stable, as in diagnostics. */
  code: string
  workspace?: string
  /** The section of the state file; empty where it is about none. */
  configuration: string
  /** The kind. */
  entity: string
  /** What a person calls the entity, free of secrets. */
  name: string
  reason: string
  /** What can be done. */
  resolution: string
  at?: Position
}

/** What was found for one workspace. */
export interface InspectedPart {
  workspace?: string
  inconsistencies: readonly Inconsistency[]
  /** Those that were not asked for. */
  unlisted: readonly Inconsistency[]
  /** What would be changed; absent where no plan could be made. */
  plan?: Pick<Plan, 'changes'>
}

/** What was found when a state was held against a target. */
export interface Inspection {
  target: Target
  parts: readonly InspectedPart[]
  /** Workspaces that no file is for and that stay. */
  leftAlone: readonly string[]
  /** By kind, its section. */
  sections: ReadonlyMap<string, string>
}
