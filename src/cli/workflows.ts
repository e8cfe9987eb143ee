import type { startSandbox } from '../sandbox/kong/server.ts'
import type { dump } from '../workflow/dump.ts'
import type { dumpAll } from '../workflow/dump-all.ts'
import type { inspect } from '../workflow/inspect.ts'
import type { openKeyring } from '../workflow/keyring.ts'
import type { kinds } from '../workflow/kinds.ts'
import type { ping } from '../workflow/ping.ts'
import type { prepareAll } from '../workflow/prepare-all.ts'
import type { preparePlan } from '../workflow/prepare-plan.ts'
import type { prepareUndo } from '../workflow/prepare-undo.ts'
import type { pullSchemas } from '../workflow/pull-schemas.ts'
import type { lastKilled, lastUndoable, listRuns, readRun, runInHand } from '../workflow/read-runs.ts'
import type { rehearse } from '../workflow/rehearse.ts'
import type { showRun } from '../workflow/show-run.ts'
import type { startRun } from '../workflow/start-run.ts'
import type { validate } from '../workflow/validate.ts'

/** The use cases that commands drive; tests put others in their place. */
export interface Workflows {
  ping: typeof ping
  dump: typeof dump
  validate: typeof validate
  preparePlan: typeof preparePlan
  prepareAll: typeof prepareAll
  rehearse: typeof rehearse
  inspect: typeof inspect
  startRun: typeof startRun
  dumpAll: typeof dumpAll
  kinds: typeof kinds
  openKeyring: typeof openKeyring
  pullSchemas: typeof pullSchemas
  listRuns: typeof listRuns
  lastKilled: typeof lastKilled
  lastUndoable: typeof lastUndoable
  readRun: typeof readRun
  runInHand: typeof runInHand
  showRun: typeof showRun
  prepareUndo: typeof prepareUndo
  startSandbox: typeof startSandbox
}
