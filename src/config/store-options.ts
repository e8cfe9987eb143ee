import type { Option } from './option.ts'

/** Where runs are kept, and what is kept of them. */
export const storing: readonly Option[] = [
  {
    name: 'store',
    type: 'text',
    value: 'FOLDER',
    describe: 'folder for backups, journals and leases, instead of .keelson beside keelson.yaml or in this folder',
    perTarget: true,
    group: 'Backup',
  },
  {
    name: 'backup',
    type: 'text',
    value: 'EXTENT',
    describe: 'what is backed up before the first write: what the plan can touch, or all that it is about',
    choices: ['touched', 'full'],
    default: 'touched',
    perTarget: true,
    group: 'Backup',
  },
  { name: 'no-backup', type: 'flag', describe: 'make no backup before the first write', group: 'Backup' },
  {
    name: 'require-backup-store',
    type: 'flag',
    describe: 'in CI, change nothing unless the store outlives the runner',
    perTarget: true,
    group: 'Backup',
  },
  {
    name: 'keep-runs',
    type: 'number',
    value: 'N',
    describe: 'once a run is done, remove all but the last N of its target from the store; without it all stay',
    minimum: 1,
    integer: true,
    perTarget: true,
    group: 'Backup',
  },
]
