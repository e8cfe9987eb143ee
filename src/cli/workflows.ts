import type { startSandbox } from '../sandbox/kong/server.ts'
import type { validate } from '../workflow/desired/validate.ts'
import type { dump } from '../workflow/dump/dump.ts'
import type { dumpAll } from '../workflow/dump/dump-all.ts'
import type { kinds } from '../workflow/gateway/kinds.ts'
import type { ping } from '../workflow/gateway/ping.ts'
import type { pullSchemas } from '../workflow/gateway/pull-schemas.ts'
import type { openKeyring } from '../workflow/keyring/keyring.ts'
import type { prepareAll } from '../workflow/plan/prepare-all.ts'
import type { preparePlan } from '../workflow/plan/prepare-plan.ts'
import type { inspect } from '../workflow/review/inspect.ts'
import type { rehearse } from '../workflow/review/rehearse.ts'
import type { lastKilled, lastUndoable, listRuns, readRun, runInHand, surveyRuns } from '../workflow/runs/read-runs.ts'
import type { showRun } from '../workflow/runs/show-run.ts'
import type { startRun } from '../workflow/runs/start-run.ts'
import type { prepareUndo } from '../workflow/undo/prepare-undo.ts'

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
  surveyRuns: typeof surveyRuns
  lastKilled: typeof lastKilled
  lastUndoable: typeof lastUndoable
  readRun: typeof readRun
  runInHand: typeof runInHand
  showRun: typeof showRun
  prepareUndo: typeof prepareUndo
  startSandbox: typeof startSandbox
}
