import { Failure } from '../../http/failure.ts'
import { Refusal } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Emit } from '../../model/event.ts'
import type { Omission } from '../../model/manifest.ts'
import type { ProviderModule, Session, Target, TypeOf } from '../../model/provider.ts'
import type { Connection, Selection } from '../../model/settings.ts'
import { leftOut } from '../../plan/aside.ts'
import { holdsSecret } from '../../plan/holds-secret.ts'
import { insideOf, type Selected, select } from '../../plan/select.ts'
import { provider } from '../../providers/index.ts'
import { jsonPieces } from '../../state/json-writer.ts'
import { textOf } from '../../state/sections.ts'
import { yamlPieces } from '../../state/yaml-writer.ts'
import { readParents } from '../gateway/read-parents.ts'
import { withKeys } from '../gateway/require-keys.ts'
import { dumpHead } from './dump-head.ts'

/** What a dump is to hold. */
export interface DumpOptions {
  selection: Selection
  format: 'yaml' | 'json'
  withId: boolean
  skipDefaults: boolean
  withTtl: boolean
  /** What the token may not read is left out, and told. */
  skipUnreadable?: boolean
}

/** A dump, ready to be written. */
export interface Dump {
  /** The text in pieces, made as they are asked for: a large dump is never in memory whole. */
  pieces(): Iterable<Buffer>
  /** The comment above it, if it has one, and the rest. */
  readonly head: string
  body(): Iterable<Buffer>
  /** All of the text. */
  readonly text: string
  /** Whether anything in it is a secret. */
  secrets: boolean
  counts: Record<string, number>
  target: Target
  /** The token may not look at the workspace itself: what it has beside its name is left out. */
  hidden?: boolean
  /** Kinds that the token may not read, by section; the dump does not hold them. */
  refused?: readonly Omission[]
}

/**
 * Reads a controller and gives its configuration as the text of a state file: the same text for the same
 * configuration, whenever it is taken. Raises a Failure when any part cannot be read.
 */
export async function dump(
  connection: Connection,
  options: DumpOptions,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Dump> {
  const module = await provider(connection.provider)
  const selected = selectedBy(module, options)
  const session = await module.connect(connection, { emit })
  try {
    const target = await session.describe()
    const about = await withKeys(session, describedWorkspace(session, connection, target), signal)
    return await dumpOf({ module, session, target, selected, options, ...about }, signal)
  } finally {
    await session.close()
  }
}

/** Works out what a dump is about. Raises a Refusal for a selection that names what is not there. */
export function selectedBy({ kinds, unmanaged }: ProviderModule, { selection }: DumpOptions): Selected {
  const selected = select(kinds, selection, unmanaged)
  if (selected.diagnostics.length > 0) throw new Refusal('invalid', selected.diagnostics)
  return selected
}

/** What is dumped, and how. */
export interface DumpSource {
  module: ProviderModule
  session: Session
  target: Target
  selected: Selected
  options: DumpOptions
  /** Written where the dump is of one of several. */
  workspace?: string
  self?: Entity
  hidden?: boolean
  refused?: readonly Omission[]
}

/**
 * Reads what a session sees. Raises a Failure when any part cannot be read, but for kinds that the token may not read where
 * they are to be skipped: then the dump is made as if they had been excluded.
 */
export async function dumpOf(source: DumpSource, signal?: AbortSignal): Promise<Dump> {
  try {
    return await readDump(source, signal)
  } catch (error) {
    if (!(error instanceof Failure) || source.refused) throw error
    const { unreadable, blind = false } = error.facts
    if (unreadable === undefined || blind) throw error
    if (!source.options.skipUnreadable) throw orSkip(error)
    return readDump(withoutKinds(source, unreadable), signal)
  }
}

/** Only a dump has that option. */
function orSkip({ facts }: Failure): Failure {
  const hint = [facts.hint, '--skip-unreadable leaves out all that may not be read'].filter(Boolean).join('; ')
  return new Failure({ ...facts, hint })
}

function withoutKinds(source: DumpSource, sections: readonly string[]): DumpSource {
  const { module, options, selected } = source
  const selection = { ...options.selection, exclude: [...options.selection.exclude, ...sections] }
  const left = select(module.kinds, selection, module.unmanaged)
  const kinds = new Set([...left.kinds].filter((name) => selected.kinds.has(name)))
  const read = left.read.filter((kind) => selected.read.includes(kind))
  const refused = sections.map((kind) => ({ kind, why: 'the token may not read it' }))
  return { ...source, options: { ...options, selection }, selected: { ...left, kinds, read }, refused }
}

async function readDump(source: DumpSource, signal?: AbortSignal): Promise<Dump> {
  const { module, session, selected, options } = source
  const { tags } = options.selection
  const read = await session.read({ kinds: selected.read, tags }, signal)
  const typeOf = await session.types(source.self ? [...read, source.self] : read, signal)
  const above = tags.length === 0 ? [] : await readParents(session, module.kinds, selected, read, signal)
  return composeDump(source, { read, above, typeOf })
}

/** What was read for a dump. */
interface Readings {
  read: readonly Entity[]
  /** What those refer to and that is not dumped. */
  above: readonly Entity[]
  typeOf: TypeOf
}

/** Makes a dump of what was read. */
export function composeDump(source: Omit<DumpSource, 'session'>, { read, above, typeOf }: Readings): Dump {
  const { module, target, selected, options } = source
  const { tags } = options.selection
  const isWanted = insideOf(
    module.kinds.filter(({ name }) => selected.kinds.has(name)),
    selected.excluded,
  )
  const out = selected.partly.size === 0 ? undefined : leftOut([...above, ...read], module.kinds, selected.leavesOut)
  const wanted = read.filter((entity) => isWanted(entity) && !out?.has(entity))
  const isSecret = (entity: Entity): boolean => holdsSecret(entity.fields, typeOf(entity))
  const { workspace, self } = source
  const about = { ...(workspace !== undefined && { workspace }), ...(self && { self }) }
  const lists = isNarrow(options.selection, selected) ? { lists: options.selection } : {}
  const how = { ...options, ...about, ...lists, typeOf, selectTags: tags, others: above.concat(read) }
  const head = options.format === 'json' ? '' : dumpHead(module, options.selection, target)
  const body = () => (options.format === 'json' ? jsonPieces : yamlPieces)(module.nest(wanted, how))
  return {
    head,
    body,
    pieces: () => piecesOf(head, body()),
    get text() {
      return head + textOf(body())
    },
    secrets: wanted.some(isSecret) || (self !== undefined && isSecret(self)),
    counts: countKinds(wanted),
    target,
    ...(source.hidden && { hidden: true }),
    ...(source.refused && { refused: source.refused }),
  }
}

/** Whether the lists leave out more than any dump does. */
const isNarrow = ({ only, exclude }: Selection, { partly }: Selected): boolean =>
  only.length + exclude.length + partly.size > 0

function* piecesOf(head: string, body: Iterable<Buffer>): Generator<Buffer> {
  if (head !== '') yield Buffer.from(head)
  yield* body
}

/** What a dump says of the workspace that it is of: nothing unless one was asked for, for only that makes a file of its own. */
async function describedWorkspace(
  { workspaces }: Session,
  { workspace }: Connection,
  { edition }: Target,
): Promise<Pick<DumpSource, 'workspace' | 'self' | 'hidden'>> {
  if (workspace === undefined || workspaces === undefined || edition !== 'enterprise') return {}
  const own = await workspaces.own()
  return typeof own === 'string' ? { workspace, hidden: true } : { workspace, self: own }
}

/** Counts entities by kind. */
export function countKinds(entities: readonly Entity[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of entities) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
