import { Failure } from '../../http/failure.ts'
import { type Diagnostic, warning } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { ProviderModule, Session, Target } from '../../model/provider.ts'
import type { HeldRows, Scenery } from '../../model/rehearsal.ts'
import { clear } from '../../model/secret.ts'
import type { Fields } from '../../model/value.ts'
import { hasWorkspaces, listWorkspaces } from '../gateway/list-workspaces.ts'

/** The controller that is to be copied. */
export interface ScenerySource {
  module: ProviderModule
  target: Target
  /** By workspace, the sessions of the plans. */
  sessions: ReadonlyMap<string, Session>
  /** Workspaces of the plans that are not there yet. */
  fresh: ReadonlySet<string>
  now: number
}

/** A controller as it stands, and what could not be seen of it. */
export interface SeenScenery {
  scenery: Scenery
  /** By workspace, what it holds. */
  held: ReadonlyMap<string, readonly Entity[]>
  notes: Diagnostic[]
}

/**
 * Reads all that a token may see of a controller, whatever a plan is about: all kinds but those that are left out of every
 * dump, of all workspaces, and the controller's own schemas. Raises a Failure when it cannot be read.
 */
export async function readScenery(source: ScenerySource, signal?: AbortSignal): Promise<SeenScenery> {
  const { module, target, sessions, fresh, now } = source
  const notes: Diagnostic[] = []
  const [session] = sessions.values()
  if (session === undefined) return { scenery: { target, schemas: new Map(), workspaces: [] }, held: new Map(), notes }
  const schemas = await readSchemas(session, notes)
  const selves = await readSelves(source, session, notes, signal)
  const held = new Map<string, Entity[]>()
  for (const name of [...selves.keys()].filter((each) => !fresh.has(each))) {
    const inside = sessions.get(name) ?? session.workspaces?.within(name) ?? session
    held.set(name, await readAll(module, inside, notes, signal))
  }
  const workspaces = [...held].map(([name, entities]) => rowsOf(module, name, selves.get(name), entities, now))
  return { scenery: { target, schemas, workspaces }, held, notes }
}

/** The workspaces that there are, or at least those of the plans. */
async function readSelves(
  { module, target, sessions }: ScenerySource,
  session: Session,
  notes: Diagnostic[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Entity | undefined>> {
  if (!hasWorkspaces(module, target)) return new Map([['default', undefined]])
  const inDefault = session.workspaces?.within('default') ?? session
  const listed = await listWorkspaces(module, inDefault, target, signal).catch((error: unknown) => {
    if (!(error instanceof Failure) || error.status !== 403) throw error
    notes.push(unseen('this token may not list the workspaces: what is taken in other ones is not seen'))
    return new Map<string, Entity | undefined>()
  })
  const planned = [...sessions.keys()].map((name): [string, Entity | undefined] => [name, listed.get(name)])
  return new Map([...listed, ...planned])
}

async function readAll(
  module: ProviderModule,
  session: Session,
  notes: Diagnostic[],
  signal?: AbortSignal,
): Promise<Entity[]> {
  const kinds = module.kinds.filter(isCopied)
  return session.read({ kinds, tags: [] }, signal).catch((error: unknown) => {
    const denied = error instanceof Failure ? error.facts.unreadable : undefined
    if (denied === undefined) throw error
    notes.push(unseen(`this token may not read ${denied.join(', ')}: what clashes with those is not seen`))
    return session.read({ kinds: kinds.filter(({ section }) => !denied.includes(section)), tags: [] }, signal)
  })
}

/** What is secret or grants rights is no part of a copy. */
export const isCopied = ({ excluded }: Kind): boolean => excluded === undefined

async function readSchemas(session: Session, notes: Diagnostic[]): Promise<Map<string, string>> {
  const schemas = new Map<string, string>()
  try {
    await session.pullSchemas(async (name, text) => void schemas.set(name, text))
    return schemas
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 403) throw error
    notes.push(unseen("this token may not read the gateway's schemas: those that come with Keelson were taken"))
    return new Map()
  }
}

const unseen = (message: string): Diagnostic => warning('rehearsal-unseen', message)

function rowsOf(
  { kinds }: ProviderModule,
  name: string,
  self: Entity | undefined,
  entities: readonly Entity[],
  now: number,
): HeldRows {
  const byName = new Map(kinds.map((kind) => [kind.name, kind]))
  const rows: Record<string, Fields[]> = {}
  const ends: Record<string, number> = {}
  for (const { kind, id = '', fields } of entities) {
    const { schema = kind, elapsing } = byName.get(kind) ?? {}
    const { [elapsing ?? '']: left, ...lasting } = fields
    const seconds = clear(left)
    if (typeof seconds === 'number') ends[id] = now + seconds * 1000
    rows[schema] ??= []
    rows[schema].push({ ...lasting, id })
  }
  return { name, ...(self && { self: { ...self.fields, ...(self.id !== undefined && { id: self.id }) } }), rows, ends }
}
