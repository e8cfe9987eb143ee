import { optionSets, pick } from '../../config/options.ts'
import type { Command } from '../arguments/command.ts'
import { drift as run } from '../plan/drift-run.ts'

/** `keelson drift`. */
export const drift: Command = {
  name: 'drift',
  describe:
    'Show how the gateway differs from the state files, and which side changed since they were last the same. Exit 2 when anything differs; nothing is written.',
  options: [
    ...optionSets.files,
    ...pick('all-workspaces', 'ignore-ids', 'force-workspace', 'strict', 'allow-other-target', 'fingerprint-key-file'),
    ...optionSets.selection,
    ...pick('store'),
    ...optionSets.connection,
    ...optionSets.review,
  ],
  words: 'files',
  connects: true,
  examples: [
    ['keelson drift kong.yaml', 'exit 0 when nothing differs, else 2'],
    ['keelson drift kong/ --target prod --output markdown', 'for an issue or a message'],
    ['keelson drift kong.yaml --store /srv/keelson', 'with the record that the pipeline of sync keeps there'],
    ['keelson drift --all-workspaces backup/', 'all workspaces of Kong Enterprise'],
  ],
  run,
}
