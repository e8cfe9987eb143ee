import type { Diagnostic } from './diagnostic.ts'
import type { Outcome } from './outcome.ts'
import type { Plan } from './plan.ts'
import type { Target } from './provider.ts'
import type { Fields } from './value.ts'

/** What one workspace of a controller holds. Values are in clear. */
export interface HeldRows {
  name: string
  /** The workspace's own fields, its id among them; absent where nothing is known of it. */
  self?: Fields
  /** Entities with their ids, by the name of their schema. */
  rows: Readonly<Record<string, readonly Fields[]>>
  /** When entities that do not last go away, by id: milliseconds since 1970. */
  ends: Readonly<Record<string, number>>
}

/** A controller as it stands, for a copy of it to be made. */
export interface Scenery {
  target: Target
  /** Its own schemas, by the names that `schemas pull` gives them; what is not among them is as shipped. */
  schemas: ReadonlyMap<string, string>
  workspaces: readonly HeldRows[]
}

/** A copy of a controller, which goes away when it is closed. */
export interface Stage {
  url: string
  close(): Promise<void>
}

/** Makes a copy of a controller. Rejects when none can be made. */
export type OpenStage = (scenery: Scenery) => Promise<Stage>

/** A change that a copy can tell nothing about. */
export interface Untried {
  /** The change's id. */
  change: string
  because: string
}

/** What would become of one workspace's plan. */
export interface RehearsedPlan {
  workspace?: string
  plan: Plan
  /** Of the changes that were tried. */
  outcome: Outcome
  /** One for each change that would fail. */
  failures: readonly Diagnostic[]
  untried: readonly Untried[]
}

/** What would become of a run. Nothing secret is in it. */
export interface Rehearsal {
  /** How many entities the copy held. */
  entities: number
  plans: readonly RehearsedPlan[]
  /** What the copy lacks that the controller has. */
  notes: readonly Diagnostic[]
}
