import type { Workflows } from '../../src/cli/workflows.ts'
import type { Change } from '../../src/model/change.ts'
import type { Outcome, Result } from '../../src/model/outcome.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Target } from '../../src/model/provider.ts'
import type { ApplyOptions, Connection } from '../../src/model/settings.ts'
import type { Reached } from '../../src/model/window.ts'
import { saveChanges } from '../../src/plan/saved/save.ts'
import type { Prepared, PrepareOptions } from '../../src/workflow/plan/prepare-plan.ts'

/** A gateway that tests say they talked to. */
export const target: Target = {
  product: 'Kong Gateway',
  version: '3.9.3',
  edition: 'open source',
  database: 'postgres',
  identity: 'http://localhost:8001',
  address: 'http://localhost:8001',
}

/** Builds a plan of these changes, one step each. */
export function planOf(changes: Change[], unchanged: Record<string, number> = {}): Plan {
  const steps = changes
    .filter((change) => change.takenBy === undefined)
    .map((change) => ({
      id: change.id,
      change: change.id,
      action: change.action === 'replace' ? ('delete' as const) : change.action,
      kind: change.kind,
      needs: [],
    }))
  return {
    changes,
    steps,
    waves: [steps.map((step) => step.id)],
    deletesFrom: 1,
    unchanged,
    current: {},
    diagnostics: [],
  }
}

/** Builds a create of a service. */
export function create(label: string): Change {
  return { id: `create service ${label}`, action: 'create', kind: 'service', label, fields: [], after: { name: label } }
}

const NONE = { entities: [], more: [], unread: [] }

/** What a fake preparePlan saw and did. */
export interface Seen {
  connection?: Connection
  options?: PrepareOptions
  applied: ApplyOptions[]
  closed: number
  stdin?: string
}

/** Gives a preparePlan that answers with a plan, and applies it with the given results (done where none is given). */
export function fakePlanning(
  plan: Plan,
  more: {
    results?: Record<string, Result>
    interrupted?: boolean
    refresh?: Plan
    onApply?: () => void
    parallelism?: Reached
  } = {},
): { seen: Seen; preparePlan: Workflows['preparePlan'] } {
  const seen: Seen = { applied: [], closed: 0 }
  const prepared = (current: Plan, next: Plan | undefined): Prepared => ({
    plan: current,
    target,
    readAt: 0,
    isNew: false,
    rehearsable: () => {
      throw new Error('this plan is for no real gateway')
    },
    record: () => ({ steps: current.steps, taken: [] }),
    backup: () => ({ pieces: () => [], secrets: false }),
    warnings: [],
    refusals: [],
    locate: ({ file }) => ({ file, line: 1, column: 1 }),
    files: () => new Map([['a.yaml', '0'.repeat(64)]]),
    dependants: () => NONE,
    save: (stamp) => ({ ...saveChanges(current, { kinds: [], stamp }), dependants: NONE }),
    refresh: async () => (next === undefined ? undefined : prepared(next, undefined)),
    apply: async (options) => {
      seen.applied.push(options)
      more.onApply?.()
      const outcome = outcomeOf(current, more.results ?? {}, more.interrupted ?? false)
      return { ...outcome, ...(more.parallelism && { parallelism: more.parallelism }) }
    },
    close: async () => {
      seen.closed++
    },
  })
  const preparePlan: Workflows['preparePlan'] = async (connection, options, io) => {
    seen.connection = connection
    seen.options = options
    if (options.files.includes('-')) seen.stdin = (await io.stdin()).toString()
    return prepared(plan, more.refresh)
  }
  return { seen, preparePlan }
}

function outcomeOf(plan: Plan, results: Record<string, Result>, interrupted: boolean): Outcome {
  const all = plan.changes.map((change) => [change.id, results[change.id] ?? { state: 'done' as const }] as const)
  const written = all.filter(([, { state }]) => state === 'done').length
  return { results: new Map(all), interrupted, written, milliseconds: 1234 }
}
