import { setImmediate } from 'node:timers/promises'
import { openWindow } from '../../http/window.ts'
import type { Emit } from '../../model/event.ts'
import type { Manifest, ManifestEntry, Omission } from '../../model/manifest.ts'
import type { ProviderModule, Session, Target } from '../../model/provider.ts'
import type { Connection } from '../../model/settings.ts'
import { type Selected, selectedIn } from '../../plan/select.ts'
import { provider } from '../../providers/index.ts'
import { hasWorkspaces, listWorkspaces, sessionIn } from '../gateway/list-workspaces.ts'
import { withKeys } from '../gateway/require-keys.ts'
import { type Dump, type DumpOptions, dumpOf, selectedBy } from './dump.ts'
import { makeManifest } from './make-manifest.ts'

/** The dump of one workspace, or why there is none. */
export interface WorkspaceDump {
  workspace: string
  dump: Dump | undefined
  error?: unknown
}

/** A file of a dump that was written. */
export interface WrittenFile {
  file: string
  workspace: string
  sha256: string
  counts: Readonly<Record<string, number>>
  /** Kinds that the token may not read. */
  refused?: readonly Omission[]
}

/** All workspaces of a controller, ready to be dumped. */
export interface DumpAll {
  target: Target
  /** Names of the workspaces, in order; `default` alone where the controller has none. */
  workspaces: readonly string[]
  /** Whether the controller has workspaces, so that a dump says which one it is of. */
  named: boolean
  /**
   * Reads them all; one that cannot be read does not stop the others. Kinds that the controller lacks are only found out where
   * there is to be a manifest, which names them.
   */
  read(what: { manifest: boolean }): Promise<WorkspaceDump[]>
  /** Makes the manifest of what was written; `kept` are entries of the last one for files that stay as they are. */
  manifest(
    keelson: string,
    time: Date,
    files: readonly WrittenFile[],
    kept: readonly ManifestEntry[],
  ): Promise<Manifest>
  close(): Promise<void>
}

/**
 * Opens a controller to dump all its workspaces. Raises a Refusal for a selection that names what is not there, a Failure
 * when the controller or its list of workspaces cannot be read.
 */
export async function dumpAll(
  connection: Connection,
  options: DumpOptions,
  emit: Emit,
  signal?: AbortSignal,
): Promise<DumpAll> {
  const module = await provider(connection.provider)
  const selected = selectedBy(module, options)
  const session = await module.connect(connection, { emit, window: openWindow(connection.parallelism) })
  try {
    const target = await session.describe()
    const there = await withKeys(session, listWorkspaces(module, session, target, signal), signal)
    const named = hasWorkspaces(module, target)
    let missing: Promise<Omission[]> = Promise.resolve([])
    const one = async (workspace: string): Promise<WorkspaceDump> => {
      const about = named ? { workspace, ...selfOf(there, workspace) } : {}
      const where = {
        module,
        session: sessionIn(session, workspace),
        target,
        selected: selectedIn(selected, workspace),
      }
      try {
        return { workspace, dump: await dumpOf({ ...where, options, ...about }, signal) }
      } catch (error) {
        return { workspace, dump: undefined, error }
      }
    }
    return {
      target,
      workspaces: [...there.keys()],
      named,
      read: async ({ manifest }) => {
        const dumps = readEach([...there.keys()], one)
        if (manifest) missing = missingKinds(module, session, dumps)
        // Who writes the manifest hears of it.
        missing.catch(() => undefined)
        return Promise.all(dumps)
      },
      manifest: async (keelson, time, files, kept) => {
        const absent = await missing
        const elsewhere = (name: string) => (name === 'default' ? [] : globalKinds(selected))
        const dumped = files.map((file) => {
          return { ...file, selection: options.selection, missing: [...absent, ...elsewhere(file.workspace)] }
        })
        const made = makeManifest(module, { keelson, time, target, files: dumped })
        return { ...made, files: [...made.files, ...kept].sort((a, b) => (a.file < b.file ? -1 : 1)) }
      },
      close: () => session.close(),
    }
  } catch (error) {
    await session.close()
    throw error
  }
}

function selfOf(there: Awaited<ReturnType<typeof listWorkspaces>>, workspace: string) {
  const self = there.get(workspace)
  return self && { self }
}

const globalKinds = ({ read, kinds }: Selected): Omission[] =>
  read
    .filter(({ name, global }) => global && kinds.has(name))
    .map(({ section }) => ({ kind: section, why: 'belongs to no workspace; in the file of default' }))

/** `default` begins, and is on its way before the others are looked at: what it lacks is asked for in none of them. */
function readEach<T>(names: readonly string[], one: (name: string) => Promise<T>): Promise<T>[] {
  return names.map(async (name) => {
    if (name !== 'default') await setImmediate()
    return one(name)
  })
}

/** A workspace that was read may be asked; the token may be limited to it. */
async function missingKinds(
  { kinds }: ProviderModule,
  session: Session,
  dumps: readonly Promise<WorkspaceDump>[],
): Promise<Omission[]> {
  const able = await Promise.any(dumps.map(whenMade)).catch(() => undefined)
  if (able === undefined) return []
  const found = await sessionIn(session, able).supports(kinds.filter(({ optional }) => optional))
  return found.flatMap(({ kind, missing }) => (missing === undefined ? [] : [{ kind: kind.section, why: missing }]))
}

async function whenMade(dumped: Promise<WorkspaceDump>): Promise<string> {
  const { workspace, dump, error } = await dumped
  if (dump === undefined) throw error
  return workspace
}
