import { openWindow } from '../http/window.ts'
import type { Diagnostic, Place, Position } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Emit } from '../model/event.ts'
import type { ProviderModule, Session } from '../model/provider.ts'
import type { Connection } from '../model/settings.ts'
import type { State } from '../model/state.ts'
import type { Limit } from '../model/window.ts'
import { provider } from '../providers/index.ts'
import { inWorkspace, readDesired } from './desired.ts'
import { countKinds } from './dump.ts'
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
}

/** Everything that was found, with positions. */
export interface Validation {
  diagnostics: Diagnostic[]
  locate(place: Place): Position
  counts: Record<string, number>
}

/**
 * Checks state files: form, schemas, references and unique values across all of them; with `online`, also by the
 * target's own schemas and checks. All problems are given at once. Raises a Failure when the target cannot be reached.
 */
export async function validate(options: ValidateOptions, io: Io, emit: Emit): Promise<Validation> {
  const module = await provider(options.online?.provider ?? 'kong')
  const { workspace, forceWorkspace = false } = options
  const desired = await readDesired(
    module,
    {
      files: options.files,
      missing: options.requireEnv ? 'error' : 'unknown',
      ...(workspace !== undefined && { workspace, forceWorkspace }),
    },
    io,
  )
  const { state, loaded } = desired
  const found = [
    ...desired.diagnostics,
    ...(options.online
      ? await checkOnline(module, inWorkspace(options.online, state), state, emit)
      : await module.validate(state, options.gatewayVersion)),
  ]
  const locate = loaded.locate.bind(loaded)
  return { diagnostics: positioned(found, locate), locate, counts: countKinds(state.entities) }
}

async function checkOnline(
  module: ProviderModule,
  connection: Connection,
  state: State,
  emit: Emit,
): Promise<Diagnostic[]> {
  const window = openWindow(connection.parallelism)
  const session = await module.connect(connection, { emit, window })
  try {
    await session.describe()
    const found = await session.validate(state)
    const broken = new Set(
      found.filter(({ level }) => level === 'error').map(({ place }) => JSON.stringify(place?.path.slice(0, 4))),
    )
    const asked = state.entities.filter(
      ({ place }) => broken.size === 0 || !broken.has(JSON.stringify(place?.path.slice(0, 4))),
    )
    return [...found, ...(await askAll(module, session, asked, window.limit()))]
  } finally {
    await session.close()
  }
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
