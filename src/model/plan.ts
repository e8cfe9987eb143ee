import type { Change, Step } from './change.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Entity } from './entity.ts'

/** An entity that the plan leaves alone, with the side or sides that have it. */
export interface Aside {
  /** The exclusion lists name it or what it belongs to, or the dump that is being synced did not hold it. */
  why: 'excluded' | 'not-dumped' | 'built-in'
  desired?: Entity
  current?: Entity
}

/** Everything that a sync would do, known and checked before the first write. Plain data. */
export interface Plan {
  changes: Change[]
  steps: Step[]
  /** Ids of steps; a wave starts when the one before has ended. Waves of deletes come last. */
  waves: string[][]
  /** Index of the first wave that holds only final deletes. */
  deletesFrom: number
  /** Entities that are as they should be, by kind. */
  unchanged: Record<string, number>
  /** Entities in the controller that the plan compared with, by kind: the guards' denominator. */
  current: Record<string, number>
  /** What was left alone; absent where nothing was. */
  aside?: Aside[]
  diagnostics: Diagnostic[]
}
