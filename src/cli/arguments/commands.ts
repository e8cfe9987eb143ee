import type { Command } from './command.ts'

/** A command before its module is loaded. */
export interface Entry {
  name: string
  describe: string
  load(): Promise<Command>
}

/** All commands, in the order of help; a module is loaded only when its command is used. */
export const commands: readonly Entry[] = [
  {
    name: 'ping',
    describe: 'Reach the Admin API and tell what answers',
    load: async () => (await import('../commands/ping.ts')).ping,
  },
  {
    name: 'dump',
    describe: 'Write what the gateway holds as a state file',
    load: async () => (await import('../commands/dump.ts')).dump,
  },
  {
    name: 'validate',
    describe: 'Check state files and report all problems',
    load: async () => (await import('../commands/validate.ts')).validate,
  },
  {
    name: 'diff',
    describe: 'Show what sync would do',
    load: async () => (await import('../commands/diff.ts')).diff,
  },
  {
    name: 'drift',
    describe: 'Show how the gateway differs from the state files, and who changed',
    load: async () => (await import('../commands/drift.ts')).drift,
  },
  {
    name: 'show',
    describe: 'Show a saved plan',
    load: async () => (await import('../commands/show.ts')).show,
  },
  {
    name: 'report',
    describe: 'List what would fail or break if state files were applied',
    load: async () => (await import('../commands/report.ts')).report,
  },
  {
    name: 'rehearse',
    describe: 'Try on a copy of the gateway what sync would do',
    load: async () => (await import('../commands/rehearse.ts')).rehearse,
  },
  {
    name: 'sync',
    describe: 'Make the gateway as the state files say',
    load: async () => (await import('../commands/sync.ts')).sync,
  },
  {
    name: 'apply',
    describe: 'Create and update, but delete nothing',
    load: async () => (await import('../commands/apply.ts')).apply,
  },
  {
    name: 'reset',
    describe: 'Delete what a dump would hold',
    load: async () => (await import('../commands/reset.ts')).reset,
  },
  {
    name: 'plan-key',
    describe: 'Make a key for fingerprints of secrets in saved plans',
    load: async () => (await import('../commands/plan-key.ts')).planKey,
  },
  {
    name: 'undo',
    describe: 'Put back what a run changed',
    load: async () => (await import('../commands/undo.ts')).undo,
  },
  {
    name: 'runs',
    describe: 'List what sync, apply, reset and undo did',
    load: async () => (await import('../commands/runs.ts')).runs,
  },
  {
    name: 'runs prune',
    describe: 'Remove old runs, with their backups',
    load: async () => (await import('../commands/runs-prune.ts')).runsPrune,
  },
  {
    name: 'kinds',
    describe: 'List the kinds of entities',
    load: async () => (await import('../commands/kinds.ts')).kinds,
  },
  {
    name: 'keyring status',
    describe: 'Tell which keys the gateway encrypts with',
    load: async () => (await import('../commands/keyring-status.ts')).keyringStatus,
  },
  {
    name: 'keyring export',
    describe: 'Put the keys into custody',
    load: async () => (await import('../commands/keyring-export.ts')).keyringExport,
  },
  {
    name: 'keyring import',
    describe: 'Give keys in custody back to the gateway',
    load: async () => (await import('../commands/keyring-import.ts')).keyringImport,
  },
  {
    name: 'keyring import-raw',
    describe: 'Add one key from a file',
    load: async () => (await import('../commands/keyring-import-raw.ts')).keyringImportRaw,
  },
  {
    name: 'keyring recover',
    describe: 'Take keys back with the recovery key',
    load: async () => (await import('../commands/keyring-recover.ts')).keyringRecover,
  },
  {
    name: 'keyring generate',
    describe: 'Make a new key',
    load: async () => (await import('../commands/keyring-generate.ts')).keyringGenerate,
  },
  {
    name: 'keyring activate',
    describe: 'Let a key encrypt from now on',
    load: async () => (await import('../commands/keyring-activate.ts')).keyringActivate,
  },
  {
    name: 'keyring remove',
    describe: 'Take a key away',
    load: async () => (await import('../commands/keyring-remove.ts')).keyringRemove,
  },
  {
    name: 'keyring rotate',
    describe: 'Change to a new key, all entities with it',
    load: async () => (await import('../commands/keyring-rotate.ts')).keyringRotate,
  },
  {
    name: 'keyring sync-vault',
    describe: 'Read the keys from the vault again',
    load: async () => (await import('../commands/keyring-sync-vault.ts')).keyringSyncVault,
  },
  {
    name: 'lock list',
    describe: 'List which runs may write to which targets',
    load: async () => (await import('../commands/lock-list.ts')).lockList,
  },
  {
    name: 'lock release',
    describe: 'Take the lease of a run that is no more away',
    load: async () => (await import('../commands/lock-release.ts')).lockRelease,
  },
  {
    name: 'schemas pull',
    describe: "Save the gateway's schemas as JSON Schema",
    load: async () => (await import('../commands/schemas-pull.ts')).schemasPull,
  },
  {
    name: 'sandbox kong',
    describe: 'Run a local Admin API to try things on',
    load: async () => (await import('../commands/sandbox-kong.ts')).sandboxKong,
  },
  {
    name: 'completion',
    describe: 'Print a completion script for a shell',
    load: async () => (await import('../commands/completion.ts')).completion,
  },
]

/**
 * Finds the commands that begin with a word and have one more.
 * @param group `keyring`
 */
export const commandsOf = (group: string): Entry[] => commands.filter(({ name }) => name.startsWith(`${group} `))
