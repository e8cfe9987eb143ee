import type { Workflows } from './workflows.ts'

/**
 * Gives the use cases, each of which loads its module when it is called, so that --help loads none.
 * @returns the use cases
 */
export function loadWorkflows(): Workflows {
  return {
    ping: async (...given) => (await import('../workflow/gateway/ping.ts')).ping(...given),
    dump: async (...given) => (await import('../workflow/dump/dump.ts')).dump(...given),
    validate: async (...given) => (await import('../workflow/desired/validate.ts')).validate(...given),
    preparePlan: async (...given) => (await import('../workflow/plan/prepare-plan.ts')).preparePlan(...given),
    prepareAll: async (...given) => (await import('../workflow/plan/prepare-all.ts')).prepareAll(...given),
    rehearse: async (...given) => (await import('../workflow/review/rehearse.ts')).rehearse(...given),
    inspect: async (...given) => (await import('../workflow/review/inspect.ts')).inspect(...given),
    startRun: async (...given) => (await import('../workflow/runs/start-run.ts')).startRun(...given),
    dumpAll: async (...given) => (await import('../workflow/dump/dump-all.ts')).dumpAll(...given),
    kinds: async (...given) => (await import('../workflow/gateway/kinds.ts')).kinds(...given),
    openKeyring: async (...given) => (await import('../workflow/keyring/keyring.ts')).openKeyring(...given),
    pullSchemas: async (...given) => (await import('../workflow/gateway/pull-schemas.ts')).pullSchemas(...given),
    listRuns: async (...given) => (await import('../workflow/runs/read-runs.ts')).listRuns(...given),
    surveyRuns: async (...given) => (await import('../workflow/runs/read-runs.ts')).surveyRuns(...given),
    lastKilled: async (...given) => (await import('../workflow/runs/read-runs.ts')).lastKilled(...given),
    lastUndoable: async (...given) => (await import('../workflow/runs/read-runs.ts')).lastUndoable(...given),
    readRun: async (...given) => (await import('../workflow/runs/read-runs.ts')).readRun(...given),
    runInHand: async (...given) => (await import('../workflow/runs/read-runs.ts')).runInHand(...given),
    showRun: async (...given) => (await import('../workflow/runs/show-run.ts')).showRun(...given),
    prepareUndo: async (...given) => (await import('../workflow/undo/prepare-undo.ts')).prepareUndo(...given),
    startSandbox: async (...given) => (await import('../sandbox/kong/server.ts')).startSandbox(...given),
  }
}
