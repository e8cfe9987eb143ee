import { keeping, optionSets, pick } from '../../config/options.ts'
import type { Command } from '../arguments/command.ts'
import { change } from '../change/change-run.ts'
import { changeRequest } from '../plan/change-request.ts'

/** `keelson apply`. */
export const apply: Command = {
  name: 'apply',
  describe: 'Create and update what the state files say, but delete nothing; a replace is refused.',
  options: [
    ...optionSets.files,
    ...pick('plan', 'on-failure', 'all-workspaces'),
    ...optionSets.applying,
    ...optionSets.planning,
    ...pick('fingerprint-key-file'),
    ...optionSets.selection,
    ...keeping,
    ...optionSets.connection,
    ...optionSets.review,
  ],
  words: 'files',
  connects: true,
  examples: [
    ['keelson apply team-a.yaml', 'add a part of the configuration'],
    ['keelson apply services.yaml plugins.yaml --yes', 'several files, without a question'],
    ['keelson apply --plan plan.json team-a.yaml', 'what diff --for apply --out saved, if that is still the same'],
  ],
  run: async (context) => change(context, await changeRequest(context, 'apply')),
}
