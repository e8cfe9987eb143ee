import { openWindow } from '../../http/window.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Loaded } from '../../model/document.ts'
import type { Emit } from '../../model/event.ts'
import type { Inspection } from '../../model/inconsistency.ts'
import type { ProviderModule, Session } from '../../model/provider.ts'
import type { Connection } from '../../model/settings.ts'
import type { Window } from '../../model/window.ts'
import { select } from '../../plan/select.ts'
import { provider } from '../../providers/index.ts'
import { loadFiles } from '../../state/load.ts'
import { type AllDesired, sortDesired } from '../desired/all-desired.ts'
import { type Desired, flattenLoaded, inWorkspace } from '../desired/desired.ts'
import type { Io } from '../desired/io.ts'
import { stopOnErrors } from '../desired/positioned.ts'
import { elsewhereOf } from '../gateway/elsewhere.ts'
import { openWorkspace } from '../gateway/open-workspace.ts'
import { refuseOther } from '../gateway/refuse-other.ts'
import { requireKeys } from '../gateway/require-keys.ts'
import type { PlanWhere } from '../plan/plan-checked.ts'
import { refuseNarrow } from '../plan/prepare-all.ts'
import { foundIn, type InspectOptions, inspectedCommon, inspectWorkspace } from './inspect-workspace.ts'
import { sightsOf } from './sights.ts'

/** What the files say: of one workspace, or of several. */
type Said = { one: Desired } | { all: AllDesired }

/** A run, once a session is open. */
interface Run {
  module: ProviderModule
  session: Session
  window: Window
  connection: Connection
  options: InspectOptions
}

/**
 * Holds state files against a target and collects all that would fail or break if they were applied: what is wrong in the files,
 * what the target lacks, what clashes with what it holds, and what the guards have against it. Nothing is written. Raises a Refusal
 * (invalid) for files that cannot be read and a run that is too narrow for pruning, a Failure when the target cannot be read.
 */
export async function inspect(
  given: Connection,
  options: InspectOptions,
  io: Io,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Inspection> {
  const module = await provider(given.provider)
  if (options.prune) refuseNarrow(options.plan)
  const loaded = await loadFiles(options.files, { env: io.env, missing: 'error', stdin: io.stdin })
  // What a file that cannot be read says would count as left out.
  stopOnErrors(loaded.diagnostics, loaded.locate)
  const said = await sort(module, loaded, given, options)
  const connection = 'one' in said ? inWorkspace(given, said.one.state) : given
  const window = openWindow(connection.parallelism)
  const session = await module.connect(connection, { emit, window })
  try {
    return await inspectAll({ module, session, window, connection, options }, said, signal)
  } finally {
    await session.close()
  }
}

async function sort(
  module: ProviderModule,
  loaded: Loaded,
  { workspace }: Connection,
  { show, allWorkspaces, forceWorkspace = false }: InspectOptions,
): Promise<Said> {
  if (allWorkspaces) return { all: await sortDesired(module, loaded, { show }) }
  const asked = workspace === undefined ? {} : { workspace, forceWorkspace }
  return { one: await flattenLoaded(module, loaded, { ...asked, show }) }
}

async function inspectAll(run: Run, said: Said, signal?: AbortSignal): Promise<Inspection> {
  const { module, connection, options, session } = run
  const opened =
    'one' in said
      ? await openWorkspace(session, { ...said.one.state, ...workspaceOf(connection) }, said.one.loaded.locate)
      : { session }
  const target = await opened.session.describe()
  await requireKeys(session, signal)
  const selected = select(module.kinds, options.plan.selection, module.unmanaged)
  const elsewhere = elsewhereOf({ module, session, target }, connection.workspace ?? 'default')
  const where: PlanWhere = { ...run, ...opened, elsewhere, target, selected }
  const { sights, leftAlone } =
    'one' in said
      ? { sights: [{ where, desired: said.one, options }], leftAlone: [] }
      : await sightsOf(where, said.all, options, signal)
  const common = [...('all' in said ? said.all.diagnostics : []), ...otherTarget(where, options)]
  if (sights.length === 0 && 'all' in said) stopOnErrors(common, said.all.loaded.locate)
  const parts = 'all' in said && common.length > 0 ? [inspectedCommon(common, run, said.all)] : []
  for (const sight of sights) parts.push(await inspectWorkspace(sight, 'one' in said ? common : [], signal))
  return { target, parts, leftAlone, sections: new Map(module.kinds.map(({ name, section }) => [name, section])) }
}

const workspaceOf = ({ workspace }: Connection) => (workspace === undefined ? {} : { workspace })

/** Another target than the configured one. */
function otherTarget({ connection, target }: PlanWhere, { plan }: InspectOptions): Diagnostic[] {
  try {
    refuseOther(connection, target, plan.limits)
    return []
  } catch (error) {
    return foundIn(error)
  }
}
