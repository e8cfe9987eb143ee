import { randomUUID } from 'node:crypto'
import { openJournal } from '../../src/backups/journal.ts'
import type { Change } from '../../src/model/change.ts'
import type { Entity } from '../../src/model/entity.ts'
import type { Plan } from '../../src/model/plan.ts'
import type { Journal, RecordedPlan, RunHead } from '../../src/model/run.ts'
import { reveal } from '../../src/model/secret.ts'
import type { Value } from '../../src/model/value.ts'
import { kinds } from '../../src/providers/kong/kinds.ts'
import { readJournal } from '../../src/runs/read-journal.ts'
import type { StoredRun } from '../../src/runs/stored-run.ts'
import { MemoryLog } from './memory-log.ts'

/** A run that is kept in memory as a store would keep it. */
export class RecordedRun {
  readonly log = new MemoryLog()
  readonly journal: Journal = openJournal(this.log)
  readonly #record: string
  readonly #head: RunHead

  /** Draws the ids of what is to be made. */
  constructor(plan: Plan, head: Partial<RunHead> = {}, workspace?: string) {
    this.#head = { ...HEAD, started: new Date().toISOString(), ...head }
    for (const step of plan.steps) if (step.action === 'create' && takesId(step.kind)) step.entityId ??= randomUUID()
    const recorded: RecordedPlan = {
      ...(workspace !== undefined && { workspace }),
      steps: plan.steps,
      taken: takenIn(plan),
    }
    this.#record = JSON.stringify(reveal({ workspaces: [recorded] } as unknown as Value))
  }

  get stored(): StoredRun {
    return { head: this.#head, record: JSON.parse(this.#record), lines: readJournal(this.log.text, 'the journal') }
  }
}

function takesId(name: string): boolean {
  const kind = kinds.find((each) => each.name === name)
  return kind !== undefined && !kind.idless && kind.endpoint.by === undefined
}

function takenIn({ changes }: Plan): Entity[] {
  const taken = changes.filter(({ takenBy }) => takenBy !== undefined)
  return taken.map(({ kind, entityId, before = {} }: Change) => ({
    kind,
    fields: before,
    refs: {},
    ...(entityId !== undefined && { id: entityId }),
  }))
}

const HEAD: RunHead = {
  run_version: '1.0',
  id: '20261121T170501Z-4f1c2a',
  name: 'Pre-Restore Configuration 11-21-2026 17-05-01',
  command: 'sync',
  started: '2026-11-21T17:05:01.000Z',
  target: { identity: '', address: '', product: 'Kong Gateway', version: '3.9.3', edition: 'community' },
  workspaces: [],
  keelson: '0.1.0',
  host: 'here',
  pid: 1,
  changes: 0,
  backup: 'none',
  sealed: false,
}
