import type { Workflows } from './workflows.ts'

/**
 * Gives the use cases, each of which loads its module when it is called, so that --help loads none.
 * @returns the use cases
 */
export function loadWorkflows(): Workflows {
  return {
    ping: async (...given) => (await import('../workflow/ping.ts')).ping(...given),
    dump: async (...given) => (await import('../workflow/dump.ts')).dump(...given),
    validate: async (...given) => (await import('../workflow/validate.ts')).validate(...given),
    preparePlan: async (...given) => (await import('../workflow/prepare-plan.ts')).preparePlan(...given),
    prepareAll: async (...given) => (await import('../workflow/prepare-all.ts')).prepareAll(...given),
    rehearse: async (...given) => (await import('../workflow/rehearse.ts')).rehearse(...given),
    inspect: async (...given) => (await import('../workflow/inspect.ts')).inspect(...given),
    startRun: async (...given) => (await import('../workflow/start-run.ts')).startRun(...given),
    dumpAll: async (...given) => (await import('../workflow/dump-all.ts')).dumpAll(...given),
    kinds: async (...given) => (await import('../workflow/kinds.ts')).kinds(...given),
    openKeyring: async (...given) => (await import('../workflow/keyring.ts')).openKeyring(...given),
    pullSchemas: async (...given) => (await import('../workflow/pull-schemas.ts')).pullSchemas(...given),
    listRuns: async (...given) => (await import('../workflow/read-runs.ts')).listRuns(...given),
    lastKilled: async (...given) => (await import('../workflow/read-runs.ts')).lastKilled(...given),
    lastUndoable: async (...given) => (await import('../workflow/read-runs.ts')).lastUndoable(...given),
    readRun: async (...given) => (await import('../workflow/read-runs.ts')).readRun(...given),
    runInHand: async (...given) => (await import('../workflow/read-runs.ts')).runInHand(...given),
    showRun: async (...given) => (await import('../workflow/show-run.ts')).showRun(...given),
    prepareUndo: async (...given) => (await import('../workflow/prepare-undo.ts')).prepareUndo(...given),
    startSandbox: async (...given) => (await import('../sandbox/kong/server.ts')).startSandbox(...given),
  }
}
