import fc from 'fast-check'
import pLimit from 'p-limit'
import { journalled } from '../../src/apply/journalled.ts'
import { walk } from '../../src/apply/walk.ts'
import type { Entity } from '../../src/model/entity.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Session } from '../../src/model/provider.ts'
import type { Value } from '../../src/model/value.ts'
import { canonical } from '../../src/plan/compare.ts'
import { plan } from '../../src/plan/plan.ts'
import { kinds } from '../../src/providers/kong/kinds.ts'
import { laterImages } from '../../src/runs/later-images.ts'
import type { StoredRun } from '../../src/runs/stored-run.ts'
import { touchedBy } from '../../src/runs/touched.ts'
import { planUndo } from '../../src/workflow/undo/plan-undo.ts'
import { MemoryController } from './memory-controller.ts'
import { type Mishap, mishaps, UnluckyProcess } from './mishaps.ts'
import { RecordedRun } from './recorded-run.ts'
import { simpleTypes } from './types.ts'
import { entitiesOf, type World } from './world.ts'

const typeOf = simpleTypes(kinds)
const selected = new Set(kinds.map(({ name }) => name))
const options = { failFast: false, deleteDespiteFailures: false, limit: pLimit(3) }

/** By number of the write, what happens to it. */
export const luck = fc.uniqueArray(fc.tuple(fc.nat(12), fc.constantFrom(...mishaps)), {
  maxLength: 3,
  selector: ([at]) => at,
})
type Luck = readonly (readonly [number, Mishap])[]

/** Plans a sync. */
export function planSync(desired: Entity[], controller: MemoryController): Plan {
  const sides = { desired, current: controller.read(), lookups: [], dependants: [] }
  return plan({ kinds, selected, ...sides, typeOf, keepOthers: false, ignoreIds: false, seed: 'test' })
}

/** Applies a plan with a journal, as luck will have it; gives the run as a store would have it. */
export async function apply(made: Plan, controller: MemoryController, unlucky: Luck = [], undoes?: string) {
  const id = `run ${controller.log.length}`
  const recorded = new RecordedRun(made, { id, ...(undoes !== undefined && { undoes }) })
  const process = new UnluckyProcess(unlucky)
  const writer = journalled(process.writer(controller), process.journal(recorded.journal), undefined, pLimit(2))
  const outcome = await walk(made, writer, options, () => undefined)
  const failures = [...outcome.results].filter(([, { state }]) => state !== 'done').map((each) => JSON.stringify(each))
  return { run: recorded.stored, failures }
}

function sessionOf(controller: MemoryController): Session {
  const session: Pick<Session, 'read' | 'types' | 'find'> = {
    read: async (scope) => {
      const wanted = new Set(scope.kinds.map(({ name }) => name))
      return controller.read().filter(({ kind }) => wanted.has(kind))
    },
    types: async () => typeOf,
    find: async () => [],
  }
  return session as Session
}

/** Plans to undo a run; gives what stands against it, too. Raises what a user would see. */
export async function planBack(run: StoredRun, undoers: readonly StoredRun[], controller: MemoryController) {
  const touched = touchedBy(run, kinds).get(undefined) ?? new Map()
  const later = laterImages(undoers, kinds).get(undefined) ?? new Map()
  return planUndo({ session: sessionOf(controller), kinds, touched, later, elapsed: 0, whole: false })
}

/** What a controller holds, by id and in clear, but for what the controller itself gives an id. */
export function snapshot(controller: MemoryController): string[] {
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  return [...controller.entities.values()]
    .map(({ kind, id = '', fields }) => {
      const row = rows.get(kind)
      const lists = { roles: sorted(fields.roles), partials: sorted(fields.partials) }
      return `${kind} ${row?.idless || row?.endpoint.by ? '' : id} ${canonical({ ...fields, ...lists })}`
    })
    .sort()
}

/** Lists of references have no order. */
const sorted = (list: Value | undefined): string[] | null =>
  Array.isArray(list) && list.length > 0 ? list.map(canonical).sort() : null

/** A controller that holds a world; undefined for a world that no controller can hold. */
export async function holding(given: World): Promise<MemoryController> {
  const controller = new MemoryController(kinds)
  const { failures } = await apply(planSync(entitiesOf(given), controller), controller)
  if (failures.length > 0) throw new Error(failures.join('\n'))
  return controller
}
