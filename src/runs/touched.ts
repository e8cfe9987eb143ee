import type { Step } from '../model/change.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import type { RecordedPlan } from '../model/run.ts'
import type { Fields } from '../model/value.ts'
import { idsOf, keyOf } from '../plan/keys.ts'
import { type Effect, type StepFate, stepFates } from './step-fates.ts'
import type { StoredRun } from './stored-run.ts'
import { takenTitles } from './taken-title.ts'

/** How an entity was or is: its fields, or that it is not there. */
export type Image = Fields | 'absent'

/** One entity that a run changed, or may have changed. */
export interface Touched {
  kind: Kind
  /** What tells it from others of the target, whatever was done to it. */
  handle: string
  /** What a person calls it: `service users`. */
  title: string
  /** Absent where the controller gives it. */
  id: string | undefined
  /** How it was before the run. */
  before: Image
  /** How the run may have left it, the likeliest first. */
  images: Image[]
  effect: Effect
}

/** A workspace's entities that a run touched, by handle. */
export type TouchedByWorkspace = Map<string | undefined, Map<string, Touched>>

/**
 * Gives what a run may have changed, with how it was before: also what deletes took along. An entity of which no write took
 * effect for certain is left out.
 * @param run the run
 * @param kinds the rows of the kinds, that of workspaces among them
 */
export function touchedBy(run: StoredRun, kinds: readonly Kind[]): TouchedByWorkspace {
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const fates = stepFates(run.record, run.lines)
  return new Map(
    run.record.workspaces.map((plan) => [
      plan.workspace,
      touchedIn(
        plan,
        fates.filter(({ workspace }) => workspace === plan.workspace),
        rows,
      ),
    ]),
  )
}

type Rows = ReadonlyMap<string, Kind>

function touchedIn(plan: RecordedPlan, fates: readonly StepFate[], rows: Rows): Map<string, Touched> {
  const found = new Map<string, Touched>()
  for (const fate of fates) enter(fate, rows, found)
  for (const [handle, { effect }] of found) if (effect === 'no') found.delete(handle)
  const rest = takenTitles(plan, rows)
  for (let size = -1; size !== rest.size; ) {
    size = rest.size
    for (const [entity, title] of rest) if (enterTaken(entity, title, rows, found)) rest.delete(entity)
  }
  return found
}

/**
 * What tells an entity from others: its id or, where the controller gives another one each time, its key.
 * @param kind its kind
 * @param id its id, where it is known
 * @param fields its fields
 */
export function handleOf(kind: Kind, id: string | undefined, fields: Fields): string {
  const named = kind.idless || kind.endpoint.by !== undefined || id === undefined
  const key = named ? kind.keys.map((group) => keyOf(kind, group, fields)).find((each) => each !== undefined) : id
  return `${kind.name} ${key}`
}

function enter(fate: StepFate, rows: Rows, found: Map<string, Touched>): void {
  const { step, effect, restored } = fate
  const kind = rows.get(step.kind)
  if (kind === undefined) return
  const previous: Image = step.previous ?? 'absent'
  const body: Image = step.action === 'delete' ? 'absent' : (step.body ?? {})
  const handle = handleOf(kind, step.entityId, step.previous ?? step.body ?? {})
  const entry = found.get(handle) ?? fresh(kind, handle, step, previous)
  found.set(handle, entry)
  if (effect !== 'no') entry.images.unshift(body)
  if (effect === 'maybe' || restored) entry.images.push(previous)
  // One that moves from parent to parent is away for a moment.
  if (effect === 'maybe' && kind.endpoint.parent !== undefined) entry.images.push('absent')
  entry.effect = stronger(entry.effect, effect)
}

function fresh(kind: Kind, handle: string, { entityId: id, change }: Step, before: Image): Touched {
  return { kind, handle, id, title: change.replace(/^\w+ /, ''), before, images: [], effect: 'no' }
}

const stronger = (one: Effect, other: Effect): Effect => (one === 'yes' || other === 'no' ? one : other)

/** What hangs on an entity that went is gone too. */
function enterTaken(
  { kind: name, id, fields }: Entity,
  title: string,
  rows: Rows,
  found: Map<string, Touched>,
): boolean {
  const kind = rows.get(name)
  const taker = kind?.references
    .filter(({ onDelete }) => onDelete === 'cascade')
    .flatMap(({ field, kind: above }) => idsOf(fields[field]).flatMap((each) => found.get(`${above} ${each}`) ?? []))
    .find(({ images }) => images.includes('absent'))
  if (kind === undefined || taker === undefined) return false
  const handle = handleOf(kind, id, fields)
  const entry = found.get(handle) ?? { kind, handle, title, id, before: fields, images: [], effect: 'no' }
  entry.images.unshift('absent')
  if (taker.effect === 'maybe') entry.images.push(fields)
  entry.effect = stronger(entry.effect, taker.effect)
  found.set(handle, entry)
  return true
}
