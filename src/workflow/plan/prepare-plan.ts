import { openWindow } from '../../http/window.ts'
import type { Emit } from '../../model/event.ts'
import type { Connection, PlanOptions } from '../../model/settings.ts'
import { select } from '../../plan/select.ts'
import { provider } from '../../providers/index.ts'
import { checkInput } from '../desired/check-input.ts'
import { inWorkspace, readDesired } from '../desired/desired.ts'
import type { Io } from '../desired/io.ts'
import { nothing } from '../desired/nothing.ts'
import { elsewhereOf } from '../gateway/elsewhere.ts'
import { openWorkspace } from '../gateway/open-workspace.ts'
import { refuseOther } from '../gateway/refuse-other.ts'
import { requireKeys } from '../gateway/require-keys.ts'
import { type Approved, requireFiles, requireTarget } from './approved.ts'
import { planChecked } from './plan-checked.ts'
import type { Prepared } from './planned.ts'

export type { Prepared } from './planned.ts'

/** What to plan. */
export interface PrepareOptions {
  files: readonly string[]
  plan: PlanOptions
  /** Plan the deletion of all that a dump would hold; no files. */
  reset?: boolean
  /** Variables whose values may be shown. */
  show: readonly string[]
  /** Take the connection's workspace, though a file is for another one. */
  forceWorkspace?: boolean
  /** The plan is to be kept: look also for unique values that take whole lists to find. */
  thorough?: boolean
  /** What depends on the plan will be drawn: it is read, too, where the plan itself does not take it. */
  graph?: boolean
  /** Do what this saved plan says, if that is still the same, and nothing else. */
  approved?: Approved
}

/**
 * Reads the state files and the controller and plans. Bad input is refused before any request is sent. Raises a
 * Refusal `invalid` for bad input, `refused` for another target than the configured one or a saved plan that is stale, and a Failure
 * when the controller cannot be read.
 */
export async function preparePlan(
  given: Connection,
  options: PrepareOptions,
  io: Io,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Prepared> {
  const module = await provider(given.provider)
  const selected = select(module.kinds, options.plan.selection, module.unmanaged)
  const desired = options.reset
    ? nothing(module)
    : await readDesired(module, { ...fileOptions(given, options), missing: 'error' }, io)
  const { approved } = options
  if (approved) requireFiles(approved, desired.loaded)
  const connection = inWorkspace(given, desired.state)
  const checked = await checkInput(module, selected, desired, options.plan)
  const window = openWindow(connection.parallelism)
  const connected = await module.connect(connection, { emit, window })
  try {
    const opened = options.reset
      ? { session: connected }
      : await openWorkspace(connected, { ...desired.state, ...workspaceOf(connection) }, desired.loaded.locate)
    const target = await opened.session.describe()
    refuseOther(connection, target, options.plan.limits)
    if (approved) requireTarget(approved, target)
    await requireKeys(connected, signal)
    const elsewhere = elsewhereOf({ module, session: connected, target }, connection.workspace ?? 'default')
    const where = { module, connection, ...opened, elsewhere, window, target, selected, options, ...partOf(approved) }
    return await planChecked(where, checked, signal)
  } catch (error) {
    await connected.close()
    throw error
  }
}

/** A plan for one workspace has one part. */
function partOf(approved: Approved | undefined) {
  const part = approved?.saved.plans[0]
  return approved && part ? { approved: { ...approved, part } } : {}
}

function fileOptions(connection: Connection, options: PrepareOptions) {
  return {
    files: options.files,
    show: options.show,
    ...workspaceOf(connection),
    ...(options.forceWorkspace && { forceWorkspace: true }),
  }
}

const workspaceOf = ({ workspace }: Connection) => (workspace === undefined ? {} : { workspace })
