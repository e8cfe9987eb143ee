import { openLimit } from '../../http/limit.ts'
import type { Emit } from '../../model/event.ts'
import type { Kind } from '../../model/kind.ts'
import type { Session, TypeOf } from '../../model/provider.ts'
import { encryptedFields } from './encrypted-fields.ts'
import type { Keyring } from './keyring.ts'
import { encryptedKinds } from './keyring-entities.ts'
import type { Journal } from './keyring-journal.ts'

/** One entity with encrypted fields. */
export interface Entry {
  workspace: string
  kind: string
  id: string
}

/** What came of writing all encrypted entities again. */
export interface Rewritten {
  /** Written now, and by a run before this one. */
  rewritten: number
  earlier: number
  /** Those whose encrypted field is a hash that only its owner can set again: they stay under the old key. */
  hashed: Entry[]
  failed: (Entry & { reason: string })[]
  interrupted: boolean
}

/** How it is done. */
export interface RewriteOptions {
  journal: Journal
  /** Entities at a time. */
  parallelism: number
}

interface Task {
  entry: Entry
  session: Session
  kind: Kind
  typeOf: TypeOf
}

/**
 * Writes every entity with encrypted fields again, in all workspaces, so that it is encrypted with the active key. Each is read
 * right before, so that a change by somebody else is not undone. Raises a Failure when entities cannot be listed.
 */
export async function rewriteEncrypted(
  keyring: Keyring,
  options: RewriteOptions,
  emit: Emit,
  signal: AbortSignal,
): Promise<Rewritten> {
  const sessions: Session[] = []
  const result: Rewritten = { rewritten: 0, earlier: 0, hashed: [], failed: [], interrupted: false }
  try {
    const tasks: Task[] = []
    for (const workspace of await keyring.port.workspaces(signal)) {
      const session = await keyring.inWorkspace(workspace)
      sessions.push(session)
      for (const task of await tasksIn(session, workspace, keyring.kinds, signal)) tasks.push(task)
    }
    emit({ type: 'planned', changes: tasks.length })
    const limit = openLimit(options.parallelism).run
    const work = async (task: Task) => signal.aborted || carryOut(task, options.journal, result, emit)
    await Promise.all(tasks.map((task) => limit(() => work(task))))
    return { ...result, interrupted: signal.aborted }
  } finally {
    await Promise.all(sessions.map((session) => session.close()))
  }
}

async function tasksIn(
  session: Session,
  workspace: string,
  kinds: readonly Kind[],
  signal: AbortSignal,
): Promise<Task[]> {
  const candidates = await encryptedKinds(session, kinds, signal)
  const byName = new Map(candidates.map((kind) => [kind.name, kind]))
  const entities = await session.read({ kinds: candidates, tags: [] }, signal)
  const typeOf = await session.types(entities, signal)
  return entities.flatMap((entity) => {
    const kind = byName.get(entity.kind)
    if (kind === undefined || entity.id === undefined) return []
    const { fields, hashed } = encryptedFields(entity.fields, typeOf(entity), kind)
    if (hashed === undefined && Object.keys(fields).length === 0) return []
    return [{ entry: { workspace, kind: kind.name, id: entity.id }, session, kind, typeOf }]
  })
}

async function carryOut(task: Task, journal: Journal, result: Rewritten, emit: Emit): Promise<void> {
  const { entry } = task
  const name = `${entry.workspace} ${entry.kind} ${entry.id}`
  try {
    if (journal.done.has(name)) result.earlier++
    else if (await rewriteOne(task)) result.hashed.push(entry)
    else {
      await journal.add(name)
      result.rewritten++
    }
    emit({ type: 'step', change: name, state: 'done' })
  } catch (error) {
    result.failed.push({ ...entry, reason: (error as Error).message })
    emit({ type: 'step', change: name, state: 'failed' })
  }
}

/** Writes one again, as it is now; true when a field of it has to stay as it is. One that is gone by now is done. */
async function rewriteOne({ entry, session, kind, typeOf }: Task): Promise<boolean> {
  const [entity] = await session.find(kind, [entry.id])
  if (entity === undefined) return false
  const { fields, hashed } = encryptedFields(entity.fields, typeOf(entity), kind)
  if (Object.keys(fields).length > 0) await session.keyring?.rewrite(kind.name, entry.id, fields)
  return hashed !== undefined
}
