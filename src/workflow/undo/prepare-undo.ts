import { openWindow } from '../../http/window.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Emit } from '../../model/event.ts'
import type { ProviderModule, Session, Target } from '../../model/provider.ts'
import type { RunHead } from '../../model/run.ts'
import { isSameTarget, targetName } from '../../model/same-target.ts'
import type { Connection, Limits } from '../../model/settings.ts'
import type { Window } from '../../model/window.ts'
import { provider } from '../../providers/index.ts'
import { laterImages } from '../../runs/later-images.ts'
import type { StoredRun } from '../../runs/stored-run.ts'
import { type Image, type Touched, touchedBy } from '../../runs/touched.ts'
import { hasWorkspaces } from '../gateway/list-workspaces.ts'
import { refuseOther } from '../gateway/refuse-other.ts'
import { requireKeys } from '../gateway/require-keys.ts'
import type { Prepared } from '../plan/planned.ts'
import { assembled, type PreparedAll, type WorkspacePlan } from '../plan/prepare-all.ts'
import { sessionOf } from '../runs/look-up-run.ts'
import { undoWorkspace } from './undo-workspace.ts'

/** What to undo. */
export interface UndoOptions {
  /** Finds the run, once the target is known. */
  choose(target: Target): Promise<Undoable>
  /** Milliseconds since 1970. */
  now: number
  limits: Limits
  /** What depends on the plan will be drawn: it is read, too, where the plan itself does not take it. */
  graph?: boolean
}

/** A run that is to be undone. */
export interface Undoable {
  run: StoredRun
  /** The runs that undid it, in part or for a time. */
  undoers: readonly StoredRun[]
}

/** The plan of an undo: of one workspace, or of all that the run was about. */
export type PreparedUndo = { run: RunHead } & ({ one: Prepared } | { all: PreparedAll })

/** An undo, once it is known where. */
interface Undoing {
  module: ProviderModule
  window: Window
  session: Session
  target: Target
  given: Connection
  options: UndoOptions
  run: StoredRun
  later: ReadonlyMap<string | undefined, ReadonlyMap<string, readonly Image[]>>
}

/**
 * Plans to put the controller back to how it was before a run. Raises a Refusal (refused) for another target than the run's and
 * for what has changed since, a Failure when the controller cannot be read.
 */
export async function prepareUndo(
  given: Connection,
  options: UndoOptions,
  emit: Emit,
  signal?: AbortSignal,
): Promise<PreparedUndo> {
  const module = await provider(given.provider)
  const window = openWindow(given.parallelism)
  const session = await module.connect(given, { emit, window })
  try {
    const target = await session.describe()
    refuseOther(given, target, options.limits)
    const { run, undoers } = await options.choose(target)
    refuseOtherRun(run, target)
    await requireKeys(session, signal)
    const kinds = rowsOf(module)
    const undoing = { module, given, window, session, target, options, run, later: laterImages(undoers, kinds) }
    return { run: run.head, ...(await planAll(undoing, [...touchedBy(run, kinds)], signal)) }
  } catch (error) {
    await session.close()
    throw error
  }
}

const rowsOf = ({ kinds, workspaceKind }: ProviderModule) => [...kinds, ...(workspaceKind ? [workspaceKind] : [])]

function refuseOtherRun({ head }: StoredRun, target: Target): void {
  if (isSameTarget(head.target, target)) return
  const message = `the run ${head.id} changed ${targetName(head.target)} at ${head.target.address}, and the target at ${target.address} is ${targetName(target)}`
  throw new Refusal('refused', [problem('other-target', message, { hint: 'check --addr and --target' })])
}

type Part = [workspace: string | undefined, touched: ReadonlyMap<string, Touched>]

async function planAll(
  undoing: Undoing,
  parts: readonly Part[],
  signal?: AbortSignal,
): Promise<{ one: Prepared } | { all: PreparedAll }> {
  const [first, ...more] = parts
  if (first && more.length === 0) return { one: await planPart(undoing, first, signal) }
  const workspaces = await Promise.all(parts.map((part) => planOne(undoing, part, signal)))
  const { target, session } = undoing
  return { all: assembled({ target, files: () => new Map(), workspaces, leftAlone: [] }, () => session.close()) }
}

async function planOne(undoing: Undoing, part: Part, signal?: AbortSignal): Promise<WorkspacePlan> {
  const [workspace = 'default', touched] = part
  const prune = [...touched.values()].some(({ kind, before }) => isWorkspace(undoing, kind.name) && before === 'absent')
  try {
    return { workspace, prune, prepared: await planPart(undoing, part, signal) }
  } catch (error) {
    return { workspace, prune, prepared: undefined, error }
  }
}

const isWorkspace = ({ module }: Undoing, kind: string): boolean => kind === module.workspaceKind?.name

function planPart(undoing: Undoing, [workspace, touched]: Part, signal?: AbortSignal): Promise<Prepared> {
  const { module, window, session, target, options, run, later } = undoing
  const connection = workspace === undefined ? {} : { workspace }
  const inside = hasWorkspaces(module, target) ? sessionOf(session, workspace, undoing.given) : session
  const self = [...touched.values()].find(({ kind }) => isWorkspace(undoing, kind.name))
  const content = new Map([...touched].filter(([, each]) => each !== self))
  const elapsed = (options.now - Date.parse(run.head.started)) / 1000
  const where = { module, connection, window, target, session: inside, close: () => session.close() }
  const images = later.get(workspace) ?? new Map<string, Image[]>()
  return undoWorkspace(
    { ...where, limits: options.limits, graph: options.graph, touched: content, self, later: images, elapsed },
    signal,
  )
}
