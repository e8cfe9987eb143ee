import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Session, Target, TypeOf } from '../../model/provider.ts'
import type { PlanOptions } from '../../model/settings.ts'
import type { State } from '../../model/state.ts'
import { type Kept, plan, planWithKept } from '../../plan/plan.ts'
import { insideOf, type Selected } from '../../plan/select.ts'
import type { NotDumped } from '../desired/not-dumped.ts'
import type { Elsewhere } from '../gateway/elsewhere.ts'
import { findTaken } from '../gateway/find-taken.ts'
import { findTakenElsewhere } from '../gateway/find-taken-elsewhere.ts'
import { type Dependants, readDependants } from '../gateway/read-dependants.ts'
import { readLookups, readReferred } from '../gateway/read-lookups.ts'
import { readParents } from '../gateway/read-parents.ts'
import { refuseUnreadable } from '../gateway/refuse-unreadable.ts'

/** What a plan is made of. */
export interface PlanSource {
  session: Session
  target: Target
  kinds: readonly Kind[]
  state: State
  tags: readonly string[]
  selected: Selected
  options: { plan: PlanOptions }
  workspace: string | undefined
  /** Look also for unique values that take whole lists to find. */
  thorough: boolean
  /** The other workspaces, where there are any. */
  elsewhere?: Elsewhere | undefined
  /** Absent where no manifest speaks of the files. */
  notDumped?: NotDumped
}

/** A plan, and what the controller held when it was made. */
export interface Made {
  plan: Plan
  held: Held
  /** What stays as it is. */
  kept: readonly Kept[]
}

/** Entities of a controller. */
export interface Held {
  /** Of the selected kinds and tags, and those that serve their references. */
  read: readonly Entity[]
  /** What else was looked up, since those refer to it or the plan might hit it. */
  around: readonly Entity[]
  typeOf: TypeOf
}

/**
 * Reads the controller and plans; then reads what the plan might hit unseen, and plans again with that. Raises a Refusal (refused) for
 * kinds that the token may not read, a Failure when the controller cannot be read.
 */
export function makePlan(source: PlanSource, signal?: AbortSignal): Promise<Made> {
  return planInSight(source, signal).catch(refuseUnreadable('plan'))
}

async function planInSight(source: PlanSource, signal?: AbortSignal): Promise<Made> {
  const { session, kinds, selected, options, tags, state } = source
  const read = await session.read({ kinds: selected.read, tags }, signal)
  const inScope = scopeOf(selected)
  const current: Entity[] = []
  const beyond: Entity[] = []
  for (const entity of read) (inScope(entity) ? current : beyond).push(entity)
  const desired = state.entities.filter(inScope)
  const found = await readLookups(session, kinds, state, current, tags, signal)
  if (tags.length === 0) found.push(...(await readReferred(session, kinds, selected.byId, desired, signal)))
  const above = tags.length === 0 ? [] : await readParents(session, kinds, selected, [...read, ...found], signal)
  const notDumped = source.notDumped?.among(read)
  const input = {
    kinds,
    selected: selected.kinds,
    desired,
    current,
    lookups: [...beyond, ...found, ...above],
    typeOf: await session.types([...desired, ...read], signal),
    keepOthers: options.plan.mode === 'apply',
    ignoreIds: options.plan.ignoreIds,
    seed: `${source.target.identity} ${source.workspace ?? 'default'}`,
    dependants: [],
    ...(selected.partly.size > 0 && { leavesOut: selected.leavesOut }),
    ...(notDumped && { notDumped: (entity: Entity) => notDumped.has(entity) }),
  }
  const { plan: first, kept } = planWithKept(input)
  const held = { read, around: [...found, ...above], typeOf: input.typeOf }
  if (hasErrors(first)) return { plan: first, held, kept }
  const asked = readDependants(session, kinds, selected, tags, first, beyond, signal)
  const hanging = await asked.catch(refuseUnreadable('deletes'))
  const dependants = withoutDump(hanging, read, source.notDumped)
  const unseen = dependants.map(({ entity }) => entity)
  const typeOf = unseen.length === 0 ? input.typeOf : await session.types([...desired, ...read, ...unseen], signal)
  const made = unseen.length === 0 ? first : plan({ ...input, typeOf, dependants })
  const around = { ...surroundings(made, current, beyond), filtered: tags.length > 0, thorough: source.thorough }
  const taken = [findTaken(session, kinds, made, around, signal), takenElsewhere(source, made, desired, signal)]
  for (const each of (await Promise.all(taken)).flat()) made.diagnostics.push(each)
  return { plan: made, held: { read, around: [...held.around, ...unseen], typeOf }, kept }
}

async function takenElsewhere(
  { kinds, thorough, elsewhere }: PlanSource,
  made: Plan,
  desired: readonly Entity[],
  signal?: AbortSignal,
): Promise<Diagnostic[]> {
  if (!thorough || elsewhere === undefined) return []
  const given = new Set(desired.flatMap(({ id }) => id ?? []))
  return findTakenElsewhere(kinds, made, given, elsewhere, signal)
}

/** What the dump did not hold must not be taken along either. */
function withoutDump(dependants: Dependants[], read: readonly Entity[], kept: NotDumped | undefined): Dependants[] {
  if (kept === undefined || dependants.length === 0) return dependants
  const unheld = kept.among([...read, ...dependants.map(({ entity }) => entity)])
  return dependants.map((each) => (unheld.has(each.entity) ? { ...each, outside: 'exempt' } : each))
}

/** What the plan left alone is no part of what it compared with. */
function surroundings({ aside = [] }: Plan, current: Entity[], beyond: Entity[]) {
  const exempt = new Set(aside.flatMap((each) => each.current ?? []))
  if (exempt.size === 0) return { current, beyond, exempt }
  return { current: current.filter((entity) => !exempt.has(entity)), beyond: [...beyond, ...exempt], exempt }
}

const hasErrors = ({ diagnostics }: Plan): boolean => diagnostics.some(({ level }) => level === 'error')

/** An entity is in scope when its kind is read, be it to serve references only, and it belongs to none that is left out. */
function scopeOf({ read, byId, excluded }: Selected): (entity: Entity) => boolean {
  return insideOf([...read, ...byId], excluded)
}
