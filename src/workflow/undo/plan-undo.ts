import { randomBytes } from 'node:crypto'
import { type Diagnostic, Refusal } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Session } from '../../model/provider.ts'
import type { Fields } from '../../model/value.ts'
import { plan } from '../../plan/plan.ts'
import { inTheWay } from '../../runs/in-the-way.ts'
import { entityOf } from '../../runs/is-as.ts'
import { type PutBack, putBack } from '../../runs/put-back.ts'
import type { Image, Touched } from '../../runs/touched.ts'
import { type Restored, undoReads } from '../../runs/undo-reads.ts'
import { findTaken } from '../gateway/find-taken.ts'
import { refuseUnreadable } from '../gateway/refuse-unreadable.ts'
import type { Held } from '../plan/make-plan.ts'

/** What a run touched in one workspace, and what is known beside that. */
export interface UndoSource {
  session: Session
  kinds: readonly Kind[]
  touched: ReadonlyMap<string, Touched>
  /** By handle, how runs that undid this one may have left entities. */
  later: ReadonlyMap<string, readonly Image[]>
  /** Seconds since the run began. */
  elapsed: number
  /** All of the workspace is looked at, since it is to go. */
  whole: boolean
}

/** A plan that undoes, with what is to be known before it is carried out. */
export interface UndoPlan {
  plan: Plan
  warnings: Diagnostic[]
  refusals: Diagnostic[]
  /** Entities that the run did not touch. */
  others: readonly Entity[]
  held: Held
  /** Tells whether all entities of a kind were read. */
  isRead(kind: Kind): boolean
}

/**
 * Reads the controller and plans to put back what a run touched, and nothing else. Raises a Refusal (refused) that names what
 * has changed since or the token may not read, a Failure when the controller cannot be read.
 */
export async function planUndo(source: UndoSource, signal?: AbortSignal): Promise<UndoPlan> {
  const { session, kinds } = source
  const looked = source.whole ? all(kinds) : undoReads(kinds, restoredBy(source))
  const read = await session.read({ kinds: looked, tags: [] }, signal).catch(refuseUnreadable('undo'))
  const typeOf = await session.types([...imagesOf(source), ...read], signal)
  const back = putBack({ ...source, read, typeOf, draw: () => randomBytes(24).toString('base64url') })
  if (back.against.length > 0) throw new Refusal('refused', back.against)
  const made = plan({
    kinds,
    selected: new Set(kinds.map(({ name }) => name)),
    desired: back.desired,
    current: back.current,
    lookups: back.others,
    dependants: [],
    typeOf,
    keepOthers: false,
    ignoreIds: false,
    seed: '',
  })
  return {
    plan: made,
    ...(await against(made, back, source, signal)),
    others: back.others,
    held: { read, around: [], typeOf },
    isRead: (kind) => looked.includes(kind),
  }
}

async function against(
  made: Plan,
  { current, desired, others, warnings }: PutBack,
  { session, kinds }: UndoSource,
  signal: AbortSignal | undefined,
): Promise<Pick<UndoPlan, 'warnings' | 'refusals'>> {
  const around = {
    current,
    beyond: others,
    exempt: new Set<Entity>(),
    filtered: false,
    away: 'outside the run',
  }
  const taken = await findTaken(session, kinds, made, around, signal)
  const errors = [...made.diagnostics.filter(isError), ...taken].map((each) => ({ ...each, hint: ASIDE }))
  const hanging = inTheWay({ current, desired, others }, kinds)
  const told = made.diagnostics.filter((each) => !isError(each) && each.code !== 'other-ids')
  made.diagnostics = []
  return { warnings: [...warnings, ...told], refusals: [...errors, ...hanging] }
}

const ASIDE = 'change, move or delete that one first'

const isError = ({ level }: Diagnostic): boolean => level === 'error'

/** What the images are of, for their types. */
function imagesOf({ touched, later }: UndoSource): Entity[] {
  return [...touched.values()].flatMap((each) => presentImages(each, later).map((image) => entityOf(each, image)))
}

function presentImages({ before, images, handle }: Touched, later: UndoSource['later']): Fields[] {
  return [before, ...images, ...(later.get(handle) ?? [])].filter((image) => image !== 'absent')
}

const restoredBy = ({ touched, later }: UndoSource): Restored[] =>
  [...touched.values()].map((each) => ({
    kind: each.kind.name,
    images: presentImages(each, later),
    goes: each.before === 'absent',
  }))

const all = (kinds: readonly Kind[]): Kind[] => kinds.filter((kind) => !kind.global && kind.excluded === undefined)
