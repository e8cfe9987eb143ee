import { Failure } from '../../http/failure.ts'
import type { Change } from '../../model/change.ts'
import { type Diagnostic, problem, warning } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Handle, Session } from '../../model/provider.ts'
import { clear } from '../../model/secret.ts'
import { claimsOf } from './claims.ts'
import type { Elsewhere } from './elsewhere.ts'

/** What a change needs for itself that no other workspace may have. */
interface Wide {
  change: Change
  /** An id that was given, and values that are unique across workspaces. */
  handles: Handle[]
}

/**
 * Finds ids and values that a plan would take though another workspace has them: ids, and values that are unique across workspaces.
 * Ids that Keelson derives belong to the workspace, so that only given ones are looked for. What the token may not see is said in a
 * warning. Raises a Failure when a workspace cannot be read.
 */
export async function findTakenElsewhere(
  kinds: readonly Kind[],
  { changes }: Plan,
  given: ReadonlySet<string>,
  elsewhere: Elsewhere,
  signal?: AbortSignal,
): Promise<Diagnostic[]> {
  const wide = new Map(kinds.map((kind) => [kind, wideOf(kind, changes, given)]))
  const wanted = [...wide].filter(([, claims]) => claims.length > 0)
  if (wanted.length === 0) return []
  let isUnseen = false
  const noteDenied = (error: unknown): [] => {
    if (!(error instanceof Failure) || error.status !== 403) throw error
    isUnseen = true
    return []
  }
  const sessions = await elsewhere.sessions(signal).catch(noteDenied)
  const looks = [...sessions].flatMap(([workspace, session]) =>
    wanted.map(([kind, claims]) => look({ workspace, session, elsewhere }, kind, claims, signal).catch(noteDenied)),
  )
  const found = (await Promise.all(looks)).flat()
  return isUnseen ? [...found, warning('workspaces-unseen', UNSEEN)] : found
}

const UNSEEN =
  'this token may not look into all workspaces: whether another one has an id or a value that this plan needs is not seen'

function wideOf(kind: Kind, changes: readonly Change[], given: ReadonlySet<string>): Wide[] {
  if (kind.global) return []
  return claimsOf(kind, changes).flatMap(({ change, id, keys }) => {
    const fields = (kind.uniqueAcross ?? []).filter((field) => keys.some(({ group }) => group.includes(field)))
    const values = fields.flatMap((field) => {
      const value = change.after?.[field]
      return typeof value === 'string' ? [{ field, value }] : []
    })
    const handles = id !== undefined && given.has(id) ? [id, ...values] : values
    return handles.length === 0 ? [] : [{ change, handles }]
  })
}

interface Place {
  workspace: string
  session: Session
  elsewhere: Elsewhere
}

async function look(
  { workspace, session, elsewhere }: Place,
  kind: Kind,
  claims: readonly Wide[],
  signal?: AbortSignal,
): Promise<Diagnostic[]> {
  const handles = claims.flatMap((claim) => claim.handles)
  const found = await session.find(kind, handles, signal)
  const holders = found.filter((holder) => elsewhere.stays(workspace, holder, kind.uniqueAcross ?? []))
  return claims.flatMap(({ change, handles: own }) =>
    own.flatMap((handle) => {
      const holder = holders.find((each) => has(each, handle))
      return holder ? [taken(change, handle, holder, workspace)] : []
    }),
  )
}

function has({ id, fields }: Entity, handle: Handle): boolean {
  return typeof handle === 'string' ? id === handle : clear(fields[handle.field]) === handle.value
}

function taken({ kind, place }: Change, handle: Handle, holder: Entity, workspace: string): Diagnostic {
  const at = place && { place }
  if (typeof handle === 'string')
    return problem('id-taken', `the id ${handle} of this ${kind} is taken in the workspace ${workspace}`, {
      hint: 'ids are unique across workspaces: give this one another id; --ignore-ids drops those of the files',
      ...at,
    })
  const what = `this ${kind}'s ${handle.field} belongs to another ${kind}, ${holder.id}, in the workspace ${workspace}`
  return problem('unique-taken', what, {
    hint: 'it is unique across workspaces: change the one in the file, or delete that one first',
    ...at,
  })
}
