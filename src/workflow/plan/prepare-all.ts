import { openWindow } from '../../http/window.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Digests } from '../../model/document.ts'
import type { Entity } from '../../model/entity.ts'
import type { Emit } from '../../model/event.ts'
import type { Outcome } from '../../model/outcome.ts'
import type { ProviderModule, Session, Target } from '../../model/provider.ts'
import type { Journal } from '../../model/run.ts'
import type { ApplyOptions, Connection, PlanOptions } from '../../model/settings.ts'
import type { Window } from '../../model/window.ts'
import { type Selected, select, selectedIn } from '../../plan/select.ts'
import { provider } from '../../providers/index.ts'
import { checkAll } from '../desired/check-all.ts'
import { type Checked, checkInput } from '../desired/check-input.ts'
import type { Io } from '../desired/io.ts'
import { nothing } from '../desired/nothing.ts'
import { elsewhereOf, type Plans } from '../gateway/elsewhere.ts'
import { hasWorkspaces, listWorkspaces, refuseOthers, sessionIn } from '../gateway/list-workspaces.ts'
import { type Opened, unmade } from '../gateway/open-workspace.ts'
import { refuseOther } from '../gateway/refuse-other.ts'
import { withKeys } from '../gateway/require-keys.ts'
import { applyAll } from '../runs/apply-all.ts'
import { type Approved, type ApprovedPart, requireTarget } from './approved.ts'
import { requireEach, withParts } from './approved-all.ts'
import { planChecked } from './plan-checked.ts'
import type { Prepared } from './planned.ts'

/** What to plan for all workspaces. */
export interface PrepareAllOptions {
  files: readonly string[]
  plan: PlanOptions
  /** Plan the deletion of all that the workspaces hold; no files. */
  reset?: boolean
  show: readonly string[]
  /** Workspaces that no file is for go. */
  prune?: boolean
  /** The plan is to be kept: look also for unique values that take whole lists to find. */
  thorough?: boolean
  /** What depends on the plan will be drawn: it is read, too, where the plan itself does not take it. */
  graph?: boolean
  /** Do what this saved plan says, if that is still the same in all workspaces, and nothing else. */
  approved?: Approved
}

/** The plan of one workspace, or why there is none. */
export interface WorkspacePlan {
  workspace: string
  /** The workspace goes. */
  prune: boolean
  prepared: Prepared | undefined
  /** What was raised; present when `prepared` is not. */
  error?: unknown
}

/** A plan for each workspace, and the means to carry them out. */
export interface PreparedAll {
  target: Target
  /** SHA-256, in hex, of each state file, by its name. */
  files: Digests
  workspaces: readonly WorkspacePlan[]
  /** Workspaces that no file is for and that stay. */
  leftAlone: readonly string[]
  /** Reads all again; gives the new plans if any differs. */
  refresh(): Promise<PreparedAll | undefined>
  /** By name of the workspace. */
  apply(options: ApplyOptions, emit: Emit, signal?: AbortSignal, journal?: Journal): Promise<Map<string, Outcome>>
  close(): Promise<void>
}

/** One workspace's part of the work. */
interface Task {
  workspace: string
  prune: boolean
  checked: Checked
  approved?: ApprovedPart
}

/** A run over all workspaces, once it is known which there are. */
interface Run {
  module: ProviderModule
  given: Connection
  options: PrepareAllOptions
  session: Session
  window: Window
  target: Target
  selected: Selected
  there: ReadonlyMap<string, Entity | undefined>
}

/**
 * Reads the state files and all workspaces that they are for, and plans each by itself; a workspace whose plan cannot be
 * made is no reason not to make the others. Raises a Refusal `invalid` for bad input in any file, before any request,
 * `refused` for another target than the configured one, and a Failure when the controller or its list of workspaces
 * cannot be read.
 */
export async function prepareAll(
  given: Connection,
  options: PrepareAllOptions,
  io: Io,
  emit: Emit,
  signal?: AbortSignal,
): Promise<PreparedAll> {
  const module = await provider(given.provider)
  const selected = select(module.kinds, options.plan.selection, module.unmanaged)
  if (options.prune) refuseNarrow(options.plan)
  const checked = options.reset ? new Map<string, Checked>() : await checkAll(module, selected, options, io)
  const files = checked.values().next().value?.desired.loaded.digests ?? (() => new Map<string, string>())
  const window = openWindow(given.parallelism)
  const session = await module.connect(given, { emit, window })
  try {
    const target = await session.describe()
    refuseOther(given, target, options.plan.limits)
    if (options.approved) requireTarget(options.approved, target)
    const there = await withKeys(session, listWorkspaces(module, session, target, signal), signal)
    refuseOthers(module, target, checked.keys())
    const run = { module, given, options, session, window, target, selected, there }
    const tasks = withParts(options.approved, await tasksOf(run, checked))
    const plans = plansOf(tasks, options.plan)
    const workspaces = await Promise.all(tasks.map((task) => planTask(run, task, plans, signal)))
    if (options.approved) requireEach(workspaces)
    const worked = new Set(tasks.map(({ workspace }) => workspace))
    const leftAlone = options.approved
      ? []
      : [...there.keys()].filter((name) => !worked.has(name) && name !== 'default')
    return assembled({ target, files, workspaces, leftAlone }, () => session.close())
  } catch (error) {
    await session.close()
    throw error
  }
}

/** The workspaces of the files, and those that are to be emptied or to go. */
async function tasksOf(run: Run, checked: ReadonlyMap<string, Checked>): Promise<Task[]> {
  const { module, options, selected, there } = run
  const tasks: Task[] = [...checked].map(([workspace, each]) => ({ workspace, prune: false, checked: each }))
  for (const workspace of there.keys()) {
    const goes = options.prune === true && workspace !== 'default'
    if (checked.has(workspace) || (!options.reset && !goes)) continue
    const empty = await checkInput(module, selectedIn(selected, workspace), nothing(module), options.plan)
    tasks.push({ workspace, prune: !options.reset, checked: empty })
  }
  return tasks
}

/** What is done in each workspace, for the others. */
const plansOf = (tasks: readonly Task[], { mode }: PlanOptions): Map<string, Plans> =>
  new Map(
    tasks.map(({ workspace, prune, checked, approved }) => {
      const { state } = checked.desired
      return [workspace, { prune, state, deletes: mode === 'sync', ...(approved && { part: approved.part }) }]
    }),
  )

async function planTask(
  run: Run,
  task: Task,
  plans: ReadonlyMap<string, Plans>,
  signal?: AbortSignal,
): Promise<WorkspacePlan> {
  const { module, given, options, window, target, selected } = run
  const { workspace, prune, checked, approved } = task
  const own = {
    ...inside(run, workspace),
    elsewhere: elsewhereOf(run, workspace, plans),
    ...(approved && { approved }),
  }
  const connection = { ...given, workspace }
  const where = { module, connection, window, target, selected: selectedIn(selected, workspace), options, prune }
  try {
    return { workspace, prune, prepared: await planChecked({ ...where, ...own }, checked, signal) }
  } catch (error) {
    return { workspace, prune, prepared: undefined, error }
  }
}

/** The session in a workspace: as it is, or as it will be once it is made. */
export function inside(
  { module, session, target, there }: Pick<Run, 'module' | 'session' | 'target' | 'there'>,
  workspace: string,
): Opened {
  const own = there.get(workspace)
  if (!hasWorkspaces(module, target)) return { session }
  if (own === undefined) return unmade(session, workspace)
  return { session: sessionIn(session, workspace), own }
}

/** Puts the plans of several workspaces together. */
export function assembled(
  plans: Pick<PreparedAll, 'target' | 'files' | 'workspaces' | 'leftAlone'>,
  close: () => Promise<void>,
): PreparedAll {
  return {
    ...plans,
    close,
    apply: (options, emit, signal, journal) => applyAll(plans.workspaces, options, emit, signal, journal),
    refresh: async () => {
      let differs = false
      const workspaces = await Promise.all(
        plans.workspaces.map(async (each) => {
          const prepared = await each.prepared?.refresh()
          differs ||= prepared !== undefined
          return prepared ? { ...each, prepared } : each
        }),
      )
      return differs ? assembled({ ...plans, workspaces }, close) : undefined
    },
  }
}

/** Raises a Refusal (invalid) for options under which workspaces cannot be seen whole. */
export function refuseNarrow({ selection }: PlanOptions): void {
  const { tags, only, exclude } = selection
  if (tags.length + only.length + exclude.length === 0) return
  throw new Refusal('invalid', [
    problem(
      'prune-part',
      '--prune-workspaces deletes workspaces whole, and this run is about a part of what they hold',
      {
        hint: 'leave out --select-tag, --only and --exclude',
      },
    ),
  ])
}
