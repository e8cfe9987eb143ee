import type { Step } from './change.ts'
import type { Entity } from './entity.ts'
import type { Target } from './provider.ts'

/** `runs/<id>/run.json`: what a run is; it holds no values. */
export interface RunHead {
  run_version: '1.0'
  /** Sorts by time: `20261121T170501Z-4f1c2a`. */
  id: string
  /** `Pre-Restore Configuration 11-21-2026 17-05-01`, UTC. */
  name: string
  command: string
  /** ISO 8601 in UTC. */
  started: string
  target: Pick<Target, 'identity' | 'cluster' | 'address' | 'product' | 'version' | 'edition'>
  workspaces: string[]
  keelson: string
  host: string
  pid: number
  job?: string
  changes: number
  backup: 'touched' | 'full' | 'none'
  /** The record and the backup are encrypted in the age format. */
  sealed: boolean
  /** The run that this one undoes. */
  undoes?: string
}

/** `runs/<id>/record.json`, or `record.json.age`: what was there and what is meant, in clear. Written before the first write. */
export interface RunRecord {
  workspaces: RecordedPlan[]
}

/** The steps of one workspace's plan, in their order, and all that a delete takes along. */
export interface RecordedPlan {
  workspace?: string
  steps: Step[]
  taken: Entity[]
}

/** `runs/<id>/journal.jsonl`: a line before each write, and one after it. It holds no values: the record has them. */
export type JournalLine =
  | {
      begin: number
      step: string
      workspace?: string | undefined
      id?: string | undefined
      action: Step['action']
      restores?: true | undefined
      at: string
    }
  | {
      end: number
      state: 'done' | 'failed' | 'not attempted'
      uncertain?: true | undefined
      reason?: string | undefined
      at: string
    }

/** `runs/<id>/outcome.json`, written at the end: a run without it was cut off, or is at work. It holds no values. */
export interface RunOutcome {
  /** ISO 8601 in UTC. */
  ended: string
  state: 'done' | 'partly' | 'failed' | 'interrupted'
  done: number
  failed: number
  skipped: number
  not_attempted: number
}

/** How writes are journalled: `begin` before, `end` after. */
export interface Journal {
  /** Resolves when the line is safe; gives the number that `end` takes. Raises a Refusal (failed) when it cannot be written: then nothing is to be sent. */
  begin(step: Step, workspace: string | undefined): Promise<number>
  /** Asked right before the write is sent, which may be long after `begin`: undefined where it may be, else it raises a Refusal (refused) if not. */
  mayWrite?(): Promise<void> | undefined
  end(number: number, result: { state: 'done' | 'failed' | 'not attempted'; uncertain?: true; reason?: string }): void
}
