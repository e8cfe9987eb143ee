import { keeping, optionSets, pick } from '../../config/options.ts'
import { planOptionsOf } from '../../config/planning.ts'
import type { Command } from '../arguments/command.ts'
import { change } from '../change/change-run.ts'
import { stateFiles } from '../files/state-files.ts'

/** `keelson apply`. */
export const apply: Command = {
  name: 'apply',
  describe: 'Create and update what the state files say, but delete nothing; a replace is refused.',
  options: [
    ...optionSets.files,
    ...pick('on-failure', 'all-workspaces'),
    ...optionSets.applying,
    ...optionSets.planning,
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
  ],
  run: (context) =>
    change(context, { files: stateFiles(context), plan: planOptionsOf(context.settings, 'apply'), reset: false }),
}
