import { openWindow } from '../../http/window.ts'
import type { Diagnostic, Place, Position } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Emit } from '../../model/event.ts'
import type { ProviderModule, Session } from '../../model/provider.ts'
import type { Connection } from '../../model/settings.ts'
import type { State } from '../../model/state.ts'
import type { Limit, Window } from '../../model/window.ts'
import { provider } from '../../providers/index.ts'
import { loadFiles } from '../../state/load.ts'
import { countKinds } from '../dump/dump.ts'
import { listWorkspaces, refuseOthers } from '../gateway/list-workspaces.ts'
import { openWorkspace } from '../gateway/open-workspace.ts'
import { sortDesired } from './all-desired.ts'
import { flattenLoaded, inWorkspace } from './desired.ts'
import type { Io } from './io.ts'
import { positioned } from './positioned.ts'

/** What to validate, and against what. */
export interface ValidateOptions {
  files: readonly string[]
  /** Ask this target as well. */
  online?: Connection
  gatewayVersion?: string
  /** A missing variable is an error. */
  requireEnv: boolean
  workspace?: string
  /** Take it though a file is for another one. */
  forceWorkspace?: boolean
  /** The files are for several workspaces. */
  allWorkspaces?: boolean
}

/** Everything that was found, with positions. */
export interface Validation {
  diagnostics: Diagnostic[]
  locate(place: Place): Position
  counts: Record<string, number>
  /** Names of the workspaces that the files are for, where they are for several or said to be for all. */
  workspaces?: string[]
}

/**
 * Checks state files: form, schemas, references and unique values across all of them; with `online`, also by the
 * target's own schemas and checks. All problems are given at once. Files for several workspaces are checked workspace by
 * workspace. Raises a Failure when the target cannot be reached.
 */
export async function validate(options: ValidateOptions, io: Io, emit: Emit): Promise<Validation> {
  const module = await provider(options.online?.provider ?? 'kong')
  const { loaded, states, found, workspaces } = await readStates(module, options, io)
  const locate = loaded.locate.bind(loaded)
  const checked = options.online
    ? await checkOnline(module, connectionFor(options.online, states), states, locate, emit)
    : await Promise.all(states.map((state) => module.validate(state, options.gatewayVersion)))
  const diagnostics = positioned([...found, ...checked.flat()], locate)
  const counts = countKinds(states.flatMap(({ entities }) => entities))
  return { diagnostics, locate, counts, ...(workspaces && { workspaces }) }
}

async function readStates(module: ProviderModule, options: ValidateOptions, io: Io) {
  const { workspace, forceWorkspace: force = false, allWorkspaces } = options
  const missing = options.requireEnv ? 'error' : 'unknown'
  const loaded = await loadFiles(options.files, { env: io.env, missing, stdin: io.stdin })
  const names = new Set(loaded.documents.map(module.workspaceOf).filter((name) => name !== undefined))
  if (allWorkspaces || (workspace === undefined && names.size > 1)) {
    const { byWorkspace, diagnostics } = await sortDesired(module, loaded, {})
    const desired = [...byWorkspace.values()]
    const found = [...diagnostics, ...desired.flatMap((each) => each.diagnostics)]
    return { loaded, states: desired.map(({ state }) => state), found, workspaces: [...byWorkspace.keys()] }
  }
  const asked = workspace === undefined ? {} : { workspace, forceWorkspace: force }
  const { state, diagnostics } = await flattenLoaded(module, loaded, asked)
  return { loaded, states: [state], found: diagnostics, workspaces: undefined }
}

function connectionFor(connection: Connection, states: readonly State[]): Connection {
  const [only, ...more] = states
  return only && more.length === 0 ? inWorkspace(connection, only) : connection
}

async function checkOnline(
  module: ProviderModule,
  connection: Connection,
  states: readonly State[],
  locate: (place: Place) => Position,
  emit: Emit,
): Promise<Diagnostic[][]> {
  const window = openWindow(connection.parallelism)
  const session = await module.connect(connection, { emit, window })
  try {
    const inside =
      states.length === 1 ? await openOne(session, states, locate) : await openEach(module, session, states)
    return await Promise.all(states.map((state) => checkState(module, inside(state), state, window)))
  } finally {
    await session.close()
  }
}

/** What a workspace that is not there may hold is asked outside of it. */
const outsideOf = (session: Session): Session => session.workspaces?.within('default') ?? session

async function openOne(session: Session, [state]: readonly State[], locate: (place: Place) => Position) {
  const isMissing = state !== undefined && (await openWorkspace(session, state, locate)).own === 'missing'
  const opened = isMissing ? outsideOf(session) : session
  await opened.describe()
  return () => opened
}

async function openEach(module: ProviderModule, session: Session, states: readonly State[]) {
  const target = await session.describe()
  const names = states.map(({ workspace = 'default' }) => workspace)
  refuseOthers(module, target, names)
  const there = await listWorkspaces(module, session, target)
  return ({ workspace = 'default' }: State): Session => {
    const within = workspace !== 'default' && there.has(workspace) ? session.workspaces?.within(workspace) : undefined
    return within ?? outsideOf(session)
  }
}

async function checkState(
  module: ProviderModule,
  session: Session,
  state: State,
  window: Window,
): Promise<Diagnostic[]> {
  const found = await session.validate(state)
  const broken = new Set(
    found.filter(({ level }) => level === 'error').map(({ place }) => JSON.stringify(place?.path.slice(0, 4))),
  )
  const asked = state.entities.filter(
    ({ place }) => broken.size === 0 || !broken.has(JSON.stringify(place?.path.slice(0, 4))),
  )
  return [...found, ...(await askAll(module, session, asked, window.limit()))]
}

/** Asks the controller about each entity, as many at once as `limit` lets through. What holds a value that is not known cannot be asked about. */
async function askAll(
  module: ProviderModule,
  session: Session,
  entities: readonly Entity[],
  limit: Limit,
): Promise<Diagnostic[]> {
  const kinds = new Map(module.kinds.map((kind) => [kind.name, kind]))
  const answers = entities.map((entity) =>
    limit(async () => {
      const kind = kinds.get(entity.kind)
      if (kind === undefined) return []
      const found = await session.check(kind, entity)
      return found.map((each) => (each.place || !entity.place ? each : { ...each, place: entity.place }))
    }),
  )
  return (await Promise.all(answers)).flat()
}
