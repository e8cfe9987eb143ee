import type { Change } from '../../model/change.ts'
import { type Diagnostic, problem } from '../../model/diagnostic.ts'
import type { Kind } from '../../model/kind.ts'
import type { SavedChange, SavedStep } from '../../model/saved-plan.ts'
import { type Difference, differences, sideText } from './differences.ts'
import { inTheWay, type Known, madeOver } from './rivals.ts'
import { type SavedChanges, withoutElapsing } from './save.ts'
import { canonicalJson } from './stable-json.ts'
import { isVeiled } from './veil.ts'

/** So many differences are told; of the others, how many there are. */
const MOST = 50

/** So many changes are named of a plan that is done. */
const MOST_NAMES = 10

/** What is known beside the two plans. It is asked for only where they differ. */
export interface Backdrop extends Known {
  /** The change of the new plan that is about what the files have at the same place. */
  standIn(saved: SavedChange): Change | undefined
  /** The change of the new plan, with all its values. */
  change(id: string): Change | undefined
}

interface View {
  now: SavedChanges
  current: ReadonlyMap<string, SavedChange>
  backdrop: Backdrop | undefined
}

/**
 * Compares a saved plan with the one that is made of the same files now. Gives a problem for each change that would not
 * be the very same: the entity moved or is gone, it exists by now or a value of it is taken, a delete would take more along, or another
 * change would be needed first. Changes that only the new plan has are no problem: they are not applied.
 */
export function findStale(
  saved: SavedChanges,
  now: SavedChanges,
  kinds: readonly Kind[],
  backdrop?: Backdrop,
): Diagnostic[] {
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const current = new Map(now.changes.map((change) => [change.id, change]))
  const view = { now, current, backdrop }
  const missing = saved.changes.filter(({ id }) => !current.has(id))
  if (missing.length > 0 && missing.length === saved.changes.length && missing.every((each) => !standIn(each, view)))
    return [isDone(missing)]
  const lines = [
    ...saved.changes.flatMap((change) => {
      const other = current.get(change.id)
      return other ? movedLines(change, other, rows.get(change.kind)) : [`${change.id}: ${whyMissing(change, view)}`]
    }),
    ...takenLines(saved, now),
    ...stepLines(saved, missing, view),
  ]
  const rest = lines.length - MOST
  const more = rest > 0 ? [problem('stale', `${rest} more differences are not shown`, { closing: true })] : []
  return [...lines.slice(0, MOST).map((line) => problem('stale', line)), ...more]
}

function isDone(changes: readonly SavedChange[]): Diagnostic {
  const names = changes.slice(0, MOST_NAMES).map(({ id }) => `"${id}"`)
  const more = changes.length > MOST_NAMES ? ` and ${changes.length - MOST_NAMES} more` : ''
  return problem(
    'stale',
    `there is nothing left to do of this plan; done or no longer called for: ${names.join(', ')}${more}`,
  )
}

/** What the new plan has for the same entity in place of a change. */
function standIn(change: SavedChange, { now, current, backdrop }: View): SavedChange | undefined {
  const inFiles = current.get(backdrop?.standIn(change)?.id ?? '')
  return inFiles ?? now.changes.find((each) => each.kind === change.kind && isSameEntity(each, change))
}

function isSameEntity(one: SavedChange, other: SavedChange): boolean {
  if (one.entity_id !== undefined && one.entity_id === other.entity_id) return true
  return one.label === other.label && canonicalJson(one.parent ?? {}) === canonicalJson(other.parent ?? {})
}

function whyMissing(change: SavedChange, view: View): string {
  const other = standIn(change, view)
  const by = other && `; it would take "${other.id}" now`
  if (change.action === 'create') {
    const [made, { backdrop }] = [other && view.backdrop?.change(other.id), view]
    const taken = made && backdrop && madeOver(made, backdrop)
    if (taken !== undefined) return `${taken}${by}`
    const fields = other?.fields.map(({ path }) => path).join(', ')
    return other ? `it exists by now, and differs${fields ? ` in ${fields}` : ''}${by}` : 'it exists by now'
  }
  if (change.action === 'delete') return `it is gone, or no longer what these files speak for${by ?? ''}`
  if (other?.action === 'create') return `it is gone${by}`
  return other ? `it is another one by now${by}` : 'it is as the state files say by now'
}

const ATTRIBUTES = ['entity_id', 'old_id', 'taken_by', 'outside'] as const

function movedLines(was: SavedChange, is: SavedChange, kind: Kind | undefined): string[] {
  const line = (text: string): string => `${was.id}: ${text}`
  const attributes = ATTRIBUTES.filter((name) => was[name] !== is[name]).map((name) =>
    line(
      `${name.replace('_', ' ')} was ${was[name] ?? '(none)'} when the plan was made, and is ${is[name] ?? '(none)'} now`,
    ),
  )
  const moved = was.read === is.read ? [] : differencesOf(was, is, 'before', kind)
  const read = moved.map((each) => line(readText(each)))
  const known = new Set(moved.map(({ path }) => path))
  const meant = differencesOf(was, is, 'after', kind).filter(({ path }) => !known.has(path))
  return [...attributes, ...read, ...meant.map((each) => line(writtenText(each)))]
}

function readText(found: Difference): string {
  const { path, was, is } = found
  const another = anotherText(found)
  if (another !== undefined) return `${path} is ${another} than when the plan was made`
  return `${path} was ${sideText(was)} when the plan was made, and is ${sideText(is)} now`
}

function writtenText(found: Difference): string {
  const { path, was, is } = found
  const another = anotherText(found)
  if (another !== undefined) return `${path} would be set to ${another} than in the plan`
  return `${path} would be set to ${sideText(is)} now, and to ${sideText(was)} by the plan`
}

/** What is said of both sides where they cannot be told apart by what may be shown of them. */
function anotherText({ was, is }: Difference): string | undefined {
  if (sideText(was) !== sideText(is)) return undefined
  return isVeiled(was) && isVeiled(is) ? 'another secret' : 'another value'
}

function differencesOf(
  was: SavedChange,
  is: SavedChange,
  side: 'before' | 'after',
  kind: Kind | undefined,
): Difference[] {
  return differences(withoutElapsing(was[side] ?? {}, kind), withoutElapsing(is[side] ?? {}, kind))
}

/** What hangs on an entity that goes, and did not when the plan was made. */
function takenLines(saved: SavedChanges, now: SavedChanges): string[] {
  const known = new Set(saved.changes.map(({ id }) => id))
  const gained = now.changes.filter(
    ({ id, taken_by }) => !known.has(id) && taken_by !== undefined && known.has(taken_by),
  )
  return gained.map(({ taken_by, kind, label }) => `${taken_by}: it would take along the ${kind} ${label} now`)
}

/**
 * The steps must be the same, and need no others, or something is in their way. That they do not need a change any more that is missing
 * now, or that they need what is in place of it, follows from what is said of that one.
 */
function stepLines(saved: SavedChanges, missing: readonly SavedChange[], view: View): string[] {
  const { now, backdrop } = view
  const changes = new Set(saved.changes.map(({ id }) => id))
  const there = new Set(now.changes.map(({ id }) => id))
  const told = new Set(missing.flatMap((each) => [each.id, standIn(each, view)?.id ?? each.id]))
  const owner = new Map([...saved.steps, ...now.steps].map(({ id, change }) => [id, change]))
  const untold = (step: SavedStep): SavedStep => ({
    ...step,
    needs: step.needs.filter((need) => !told.has(owner.get(need) ?? need)),
  })
  const before = new Map(saved.steps.map((step) => [step.id, canonicalJson(untold(step))]))
  const own = now.steps.filter(({ change }) => changes.has(change))
  const after = new Map(own.map((step) => [step.id, untold(step)]))
  const lines = new Set<string>()
  for (const [id, step] of after) {
    if (before.get(id) === canonicalJson(step)) continue
    const others = step.needs.map((need) => owner.get(need) ?? need).filter((change) => !changes.has(change))
    for (const other of new Set(others)) lines.add(neededLine(step.change, other, backdrop))
    if (others.length === 0) lines.add(`${step.change}: it would be carried out in other steps now`)
  }
  for (const { id, change } of saved.steps)
    if (!after.has(id) && there.has(change)) lines.add(`${change}: it would be carried out in other steps now`)
  return [...lines]
}

function neededLine(id: string, other: string, backdrop: Backdrop | undefined): string {
  const [taker, holder] = [backdrop?.change(id), backdrop?.change(other)]
  const taken = backdrop && taker && holder && inTheWay(taker, holder, backdrop)
  return `${id}: ${taken === undefined ? '' : `${taken}; `}it needs "${other}" first, which the plan does not have`
}
