import { hostname } from 'node:os'
import { type Lease, takeLease } from '../../backups/lease.ts'
import { seal } from '../../backups/seal.ts'
import { type Diagnostic, problem, Refusal } from '../../model/diagnostic.ts'
import type { RunHead, RunRecord } from '../../model/run.ts'
import { clusterOf } from '../../model/same-target.ts'
import type { Store } from '../../model/store.ts'
import { textOf } from '../../state/sections.ts'
import { noteSeen } from '../gateway/seen-target.ts'
import type { Prepared } from '../plan/planned.ts'
import { refuseOutdated } from '../plan/refuse-outdated.ts'
import { openRun, type Run } from './open-run.ts'
import type { Extent } from './pre-change-backup.ts'
import { recordHoldsSecret, recordPieces } from './record-text.ts'
import { backupHead, namesOfRun } from './run-files.ts'
import { cannotKeep, inClear, nothingKept } from './run-notes.ts'
import { workspaceFiles } from './workspace-files.ts'

/** How a run is kept. */
export interface RunRequest {
  store: Store
  command: string
  /** Keelson's version. */
  keelson: string
  extent: Extent | 'none'
  /** Who can open what is kept, in the age format; nobody means that it is in clear. */
  recipients: readonly string[]
  /** The plans are of several workspaces, and a file is kept for each. */
  several: boolean
  /** Address of the CI job. */
  job?: string
  /** The run that this one undoes. */
  undoes?: string
}

/** What came of starting a run. */
export interface Started {
  /** Absent where nothing can be kept, and `--no-backup` lets it go on all the same. */
  run?: Run
  warnings: Diagnostic[]
}

/**
 * Takes the lease of the target and makes safe what was there and what is meant, before the first write: backup, record, the run's
 * head, in this order. Raises a Refusal: `refused` where another run has the lease, has changed the target since the plans were
 * made, or anything cannot be kept; `invalid` for a recipient that is none. The store is then as it was.
 * @param plans all for the same target
 * @param signal raises its reason as long as the run has not started
 */
export async function startRun(plans: readonly Prepared[], request: RunRequest, signal: AbortSignal): Promise<Started> {
  const head = headOf(plans, request)
  const record: RunRecord = { workspaces: plans.map((plan) => plan.record()) }
  const { store, extent, job, command } = request
  const { identity, address } = head.target
  const claim = { identity, address, run: head.id, command, ...(job !== undefined && { job }) }
  try {
    const lease = await takeLease(store, claim)
    try {
      await refuseOutdated(store, identity, plans, lease.from)
      return await keep(plans, { head, record, request, lease }, signal)
    } catch (error) {
      await lease.free()
      throw error
    }
  } catch (error) {
    if (!(error instanceof Refusal) || error.exit !== 'failed') throw error
    if (extent === 'none') return { warnings: [nothingKept(error)] }
    throw cannotKeep(error)
  }
}

function headOf(
  plans: readonly Prepared[],
  { command, keelson, extent, recipients, job, undoes }: RunRequest,
): RunHead {
  const [first] = plans
  if (first === undefined) throw new Error('a run needs a plan')
  const { identity, address, product, version, edition } = first.target
  return {
    run_version: '1.0',
    ...namesOfRun(new Date()),
    command,
    target: { identity, address, product, version, edition, ...clusterOf(first.target) },
    workspaces: plans.map(({ workspace = 'default' }) => workspace),
    keelson,
    host: hostname(),
    pid: process.pid,
    changes: plans.reduce((sum, { plan }) => sum + plan.changes.length, 0),
    backup: extent,
    sealed: recipients.length > 0,
    ...(job !== undefined && { job }),
    ...(undoes !== undefined && { undoes }),
  }
}

interface Starting {
  head: RunHead
  record: RunRecord
  request: RunRequest
  lease: Lease
}

/** Writes what is kept; what was written of it is taken away again when the rest cannot be. */
async function keep(plans: readonly Prepared[], starting: Starting, signal: AbortSignal): Promise<Started> {
  const { head, record, request, lease } = starting
  const { store, recipients } = request
  const written: string[] = []
  const put = async (name: string, pieces: Iterable<string | Buffer>) => {
    signal.throwIfAborted()
    if (!(await store.create(name, pieces)))
      throw new Refusal('failed', [problem('exists', `${name} is there already`)])
    written.push(name)
  }
  const putSealed = async (name: string, pieces: Iterable<string | Buffer>) => {
    if (recipients.length === 0) return put(name, pieces)
    return put(`${name}.age`, [await seal(textOf(pieces), { recipients })])
  }
  try {
    const folder = `runs/${head.id}`
    const backups = request.extent === 'none' ? [] : backupsOf(plans, request.several, request.extent)
    for (const { name, backup } of backups) await putSealed(`${folder}/${name}`, withHead(head, backup.pieces()))
    await putSealed(`${folder}/record.json`, recordPieces(record))
    await put(`${folder}/run.json`, [`${JSON.stringify(head, undefined, 2)}\n`])
    await noteSeen(store, head.target)
    const log = await store.log(`${folder}/journal.jsonl`)
    const secrets = backups.some(({ backup }) => backup.secrets) || recordHoldsSecret(record)
    const warnings = secrets && recipients.length === 0 ? [inClear(store)] : []
    return { run: openRun(head, store, lease, log), warnings }
  } catch (error) {
    for (const name of written) await store.remove(name).catch(() => false)
    throw error
  }
}

/** A file for the workspace, or one for each that was there, under the names that a dump of all gives them. */
function backupsOf(plans: readonly Prepared[], several: boolean, extent: Extent) {
  if (!several) return plans.map((plan) => ({ name: 'backup.yaml', backup: plan.backup(extent) }))
  const there = plans.filter(({ isNew }) => !isNew)
  const names = workspaceFiles(
    there.map(({ workspace = 'default' }) => workspace),
    'yaml',
  )
  return there.map((plan) => ({
    name: `backup/${names.get(plan.workspace ?? 'default')}`,
    backup: plan.backup(extent),
  }))
}

function* withHead(head: RunHead, pieces: Iterable<Buffer>): Generator<string | Buffer> {
  yield backupHead(head)
  yield* pieces
}
