import { listLeases } from '../../backups/leases.ts'
import { type OpenWith, openText } from '../../backups/seal.ts'
import { type Diagnostic, problem, Refusal, warning } from '../../model/diagnostic.ts'
import type { JournalLine, RunHead, RunOutcome, RunRecord } from '../../model/run.ts'
import type { Store } from '../../model/store.ts'
import { readJournal } from '../../runs/read-journal.ts'
import { isUndoable, type RunSummary, summaryOf, type Writes } from '../../runs/run-state.ts'
import { countWrites } from '../../runs/step-fates.ts'
import type { RunTrace, StoredRun } from '../../runs/stored-run.ts'
import { recordPieces } from './record-text.ts'

const FOLDER = 'runs/'
const HEAD = '/run.json'

/** What a store has of runs. */
interface RunSurvey {
  /** The newest first, but for those of which nobody can tell any more what they were. */
  runs: RunSummary[]
  /** A warning for each file of a run that is damaged; the other runs are as good as ever. */
  damaged: Diagnostic[]
}

/** Reads which runs a store has. Raises a Refusal (failed) when it cannot be read. */
export async function surveyRuns(store: Store): Promise<RunSurvey> {
  const found = await readAll(store)
  const traces = tracesOf(found)
  const atWork = await runsAtWork(store)
  const parts = await Promise.all(
    found.map(async ({ id, trace, damaged }) => {
      const isOpen = trace !== undefined && trace.outcome === undefined
      const lines = isOpen ? await soundLines(store, id) : undefined
      const names = isOpen && lines === undefined ? [...damaged, journalOf(id)] : damaged
      const writes = lines && { writes: countWrites(lines) }
      return {
        runs: trace ? [{ ...summaryOf(trace, traces, atWork), ...writes }] : [],
        damaged: names.map((name) => warning('damaged-run', damage(name), beside(id))),
      }
    }),
  )
  return { runs: parts.flatMap(({ runs }) => runs), damaged: parts.flatMap(({ damaged }) => damaged) }
}

/** The same without a word of what is damaged. */
export async function listRuns(store: Store): Promise<RunSummary[]> {
  return (await surveyRuns(store)).runs
}

/**
 * Finds the last run on a target that changed something, and that is neither undone nor an undo. Raises a Refusal (failed), also where
 * a later run is damaged: it may be the one.
 */
export async function lastUndoable(store: Store, identity: string): Promise<RunTrace | undefined> {
  const found = await readAll(store)
  const none = new Set<string>()
  for (const { id, trace } of found) {
    if (trace === undefined) {
      const hint = `keelson undo RUN undoes another one; ${beside(id).hint}`
      throw refusal('damaged-run', `${damage(headOf(id))}, and may be the run that is meant`, hint)
    }
    if (isUndoable(summaryOf(trace, tracesOf(found), none), identity) && (await hasWritten(store, trace))) return trace
  }
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
    const { trace, damaged } = await readTrace(store, id)
    if (trace?.head.target.identity !== identity || atWork.has(id)) continue
    if (trace.outcome !== undefined || damaged.length > 0) return undefined
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

/** As far as its milliseconds; what follows is drawn at random. */
const CLOCK = '20261121T170501Z-4f1'.length

/**
 * Reads what the runs are that began after a time, the newest first; those that are damaged are left out. Raises a Refusal (failed).
 * @param time as the id of a run has it
 */
export async function headsAfter(store: Store, time: string): Promise<RunHead[]> {
  const later = (await idsIn(store)).filter((id) => id.slice(0, CLOCK) > time.slice(0, CLOCK))
  return tracesOf(await Promise.all(later.map((id) => readTrace(store, id)))).map(({ head }) => head)
}

async function runsAtWork(store: Store): Promise<Set<string>> {
  const leases = await listLeases(store)
  return new Set(leases.flatMap((each) => (each.state === 'held' ? [each.record.run] : [])))
}

/** What is left of a run. */
interface Remains {
  id: string
  /** Absent where its head is damaged. */
  trace?: RunTrace
  /** Names of its files that are. */
  damaged: string[]
}

/** Runs that were removed meanwhile are left out. */
async function readAll(store: Store): Promise<Remains[]> {
  const found = await Promise.all((await idsIn(store)).map((id) => readTrace(store, id)))
  return found.filter(({ trace, damaged }) => trace !== undefined || damaged.length > 0)
}

const tracesOf = (found: readonly Remains[]): RunTrace[] => found.flatMap(({ trace }) => trace ?? [])

const headOf = (id: string): string => `${FOLDER}${id}${HEAD}`

/** A run without an outcome is told by its journal. */
async function readTrace(store: Store, id: string): Promise<Remains> {
  const damaged: string[] = []
  const read = async <T>(name: string): Promise<T | undefined> => {
    const text = (await store.read(name))?.toString('utf8')
    const value = text === undefined ? undefined : parsed<T>(text)
    if (text !== undefined && value === undefined) damaged.push(name)
    return value
  }
  const head = await read<RunHead>(headOf(id))
  const outcome = await read<RunOutcome>(`${FOLDER}${id}/outcome.json`)
  return { id, damaged, ...(head && { trace: { head, ...(outcome && { outcome }) } }) }
}

const journalOf = (id: string): string => `${FOLDER}${id}/journal.jsonl`

/** Undefined for a journal that is damaged. */
async function soundLines(store: Store, id: string): Promise<JournalLine[] | undefined> {
  return readLines(store, id).catch((error: unknown) => {
    if (error instanceof Refusal && error.diagnostics[0]?.code === 'damaged-journal') return undefined
    throw error
  })
}

async function readLines(store: Store, id: string): Promise<JournalLine[]> {
  const name = journalOf(id)
  return readJournal((await store.read(name))?.toString('utf8') ?? '', name)
}

/** Reads what a run meant to do. Raises a Refusal: `invalid` when it is sealed and cannot be opened without more, `failed` when it is gone or damaged. */
export async function readRun(store: Store, trace: RunTrace, openWith: OpenWith | undefined): Promise<StoredRun> {
  const { id } = trace.head
  const name = `${FOLDER}${id}/record.json`
  const bytes = (await store.read(name)) ?? (await store.read(`${name}.age`))
  const { hint } = beside(id)
  if (bytes === undefined)
    throw refusal('no-record', `${store.name} has no ${name}: what the run changed is not known`, hint)
  const record = parsed<RunRecord>(await openText(bytes, name, openWith))
  if (record === undefined) throw refusal('damaged-run', damage(name), hint)
  return { ...trace, lines: await readLines(store, id), record }
}

/** A run of which the record is at hand, with its journal. Raises a Refusal (failed) when that cannot be read. */
export async function runInHand(store: Store, head: RunHead, record: RunRecord): Promise<StoredRun> {
  const text = [...recordPieces(record)].join('')
  return { head, lines: await readLines(store, head.id), record: JSON.parse(text) as RunRecord }
}

/** Undefined for what is no JSON object. */
function parsed<T>(text: string): T | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as T) : undefined
  } catch {
    return undefined
  }
}

const damage = (name: string): string => `${name} is damaged`

const beside = (id: string) => ({
  hint: `what was there before that run is in its backup, if one was made: ${FOLDER}${id}`,
})

function refusal(code: string, message: string, hint: string): Refusal {
  return new Refusal('failed', [problem(code, message, { hint })])
}
