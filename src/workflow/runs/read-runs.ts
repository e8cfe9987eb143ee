import { listLeases } from '../../backups/leases.ts'
import { isSealed, type OpenWith, openSealed } from '../../backups/seal.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { JournalLine, RunHead, RunOutcome, RunRecord } from '../../model/run.ts'
import type { Store } from '../../model/store.ts'
import { readJournal } from '../../runs/read-journal.ts'
import { isUndoable, type RunSummary, summaryOf, type Writes } from '../../runs/run-state.ts'
import { countWrites } from '../../runs/step-fates.ts'
import type { RunTrace, StoredRun } from '../../runs/stored-run.ts'
import { recordPieces } from './record-text.ts'

const FOLDER = 'runs/'
const HEAD = '/run.json'

/** Reads which runs a store has, the newest first. Raises a Refusal (failed) when it cannot be read or is damaged. */
export async function listRuns(store: Store): Promise<RunSummary[]> {
  const traces = await readTraces(store)
  const atWork = await runsAtWork(store)
  return Promise.all(
    traces.map(async (trace) => {
      const writes = trace.outcome ? {} : { writes: countWrites(await readLines(store, trace.head.id)) }
      return { ...summaryOf(trace, traces, atWork), ...writes }
    }),
  )
}

/** Finds the last run on a target that changed something, and that is neither undone nor an undo. Raises a Refusal (failed). */
export async function lastUndoable(store: Store, identity: string): Promise<RunTrace | undefined> {
  const traces = await readTraces(store)
  const none = new Set<string>()
  for (const trace of traces)
    if (isUndoable(summaryOf(trace, traces, none), identity) && (await hasWritten(store, trace))) return trace
  return undefined
}

async function hasWritten(store: Store, { head, outcome }: RunTrace): Promise<boolean> {
  if (outcome !== undefined && outcome.done > 0) return true
  const { done, unknown } = countWrites(await readLines(store, head.id))
  return done + unknown > 0
}

/**
 * Finds a run that was killed half-way and that nobody took care of since: no later run on its target ended. No more than the last
 * runs are looked at. Raises a Refusal (failed).
 */
export async function lastKilled(
  store: Store,
  identity: string,
): Promise<{ trace: RunTrace; writes: Writes } | undefined> {
  const atWork = await runsAtWork(store)
  for (const id of await idsIn(store)) {
    const trace = await readTrace(store, id)
    if (trace?.head.target.identity !== identity || atWork.has(id)) continue
    if (trace.outcome !== undefined) return undefined
    const writes = countWrites(await readLines(store, id))
    if (writes.done + writes.unknown > 0) return { trace, writes }
  }
  return undefined
}

/** Ids sort by time: the newest first. */
async function idsIn(store: Store): Promise<string[]> {
  const heads = (await store.list(FOLDER)).filter((name) => name.endsWith(HEAD))
  return heads.map((name) => name.slice(FOLDER.length, -HEAD.length)).reverse()
}

async function runsAtWork(store: Store): Promise<Set<string>> {
  const leases = await listLeases(store)
  return new Set(leases.flatMap((each) => (each.state === 'held' ? [each.record.run] : [])))
}

async function readTraces(store: Store): Promise<RunTrace[]> {
  const traces = await Promise.all((await idsIn(store)).map((id) => readTrace(store, id)))
  return traces.filter((trace) => trace !== undefined)
}

async function readTrace(store: Store, id: string): Promise<RunTrace | undefined> {
  const head = await readJson<RunHead>(store, `${FOLDER}${id}${HEAD}`)
  const outcome = head && (await readJson<RunOutcome>(store, `${FOLDER}${id}/outcome.json`))
  return head && { head, ...(outcome && { outcome }) }
}

async function readLines(store: Store, id: string): Promise<JournalLine[]> {
  const name = `${FOLDER}${id}/journal.jsonl`
  return readJournal((await store.read(name))?.toString('utf8') ?? '', name)
}

/** Reads what a run meant to do. Raises a Refusal: `invalid` when it is sealed and cannot be opened without more, `failed` when it is gone or damaged. */
export async function readRun(store: Store, trace: RunTrace, openWith: OpenWith | undefined): Promise<StoredRun> {
  const name = `${FOLDER}${trace.head.id}/record.json`
  const bytes = (await store.read(name)) ?? (await store.read(`${name}.age`))
  if (bytes === undefined)
    throw refusal('failed', 'no-record', `${store.name} has no ${name}: the run cannot be undone`)
  const record = parse<RunRecord>(await opened(bytes, name, openWith), name)
  return { ...trace, lines: await readLines(store, trace.head.id), record }
}

/** A run of which the record is at hand, with its journal. Raises a Refusal (failed) when that cannot be read. */
export async function runInHand(store: Store, head: RunHead, record: RunRecord): Promise<StoredRun> {
  const text = [...recordPieces(record)].join('')
  return { head, lines: await readLines(store, head.id), record: JSON.parse(text) as RunRecord }
}

async function opened(bytes: Buffer, name: string, openWith: OpenWith | undefined): Promise<string> {
  if (!isSealed(bytes)) return bytes.toString('utf8')
  if (openWith !== undefined) return openSealed(bytes, openWith)
  throw refusal('invalid', 'sealed', `${name} is sealed`, '--identity-file FILE opens it')
}

async function readJson<T>(store: Store, name: string): Promise<T | undefined> {
  const bytes = await store.read(name)
  return bytes === undefined ? undefined : parse<T>(bytes.toString('utf8'), name)
}

function parse<T>(text: string, name: string): T {
  try {
    return JSON.parse(text) as T
  } catch {
    throw refusal('failed', 'damaged-run', `${name} is damaged: it is no JSON`)
  }
}

function refusal(exit: 'failed' | 'invalid', code: string, message: string, hint?: string): Refusal {
  return new Refusal(exit, [problem(code, message, hint === undefined ? {} : { hint })])
}
