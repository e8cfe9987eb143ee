import { listLeases } from '../backups/leases.ts'
import { isSealed, type OpenWith, openSealed } from '../backups/seal.ts'
import { problem, Refusal } from '../model/diagnostic.ts'
import type { JournalLine, RunHead, RunOutcome, RunRecord } from '../model/run.ts'
import type { Store } from '../model/store.ts'
import { readJournal } from '../runs/read-journal.ts'
import { type RunSummary, summarise } from '../runs/run-state.ts'
import type { RunTrace, StoredRun } from '../runs/stored-run.ts'
import { recordPieces } from './record-text.ts'

const FOLDER = 'runs/'
const HEAD = '/run.json'

/** Reads which runs a store has, the newest first. Raises a Refusal (failed) when it cannot be read or is damaged. */
export async function listRuns(store: Store): Promise<RunSummary[]> {
  const ids = (await store.list(FOLDER)).filter((name) => name.endsWith(HEAD)).map(idOf)
  const traces = (await Promise.all(ids.map((id) => readTrace(store, id)))).filter((trace) => trace !== undefined)
  const leases = await listLeases(store)
  const atWork = leases.flatMap((each) => (each.state === 'held' ? [each.record.run] : []))
  return summarise(traces, new Set(atWork))
}

const idOf = (name: string): string => name.slice(FOLDER.length, -HEAD.length)

async function readTrace(store: Store, id: string): Promise<RunTrace | undefined> {
  const head = await readJson<RunHead>(store, `${FOLDER}${id}${HEAD}`)
  if (head === undefined) return undefined
  const outcome = await readJson<RunOutcome>(store, `${FOLDER}${id}/outcome.json`)
  return { head, lines: await readLines(store, id), ...(outcome && { outcome }) }
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
  return { ...trace, record: parse<RunRecord>(await opened(bytes, name, openWith), name) }
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
