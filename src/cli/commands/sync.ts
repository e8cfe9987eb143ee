import { optionSets, pick } from '../../config/options.ts'
import { planOptionsOf } from '../../config/planning.ts'
import { change } from '../change-run.ts'
import type { Command } from '../command.ts'
import { stateFiles } from '../state-files.ts'

/** `keelson sync`. */
export const sync: Command = {
  name: 'sync',
  describe:
    'Make the gateway as the state files say. The plan is shown first; on a terminal Keelson asks before it writes.',
  options: [
    ...optionSets.files,
    ...pick('all-workspaces', 'prune-workspaces'),
    ...optionSets.applying,
    ...optionSets.planning,
    ...optionSets.selection,
    ...optionSets.connection,
    ...optionSets.output,
  ],
  words: 'files',
  connects: true,
  examples: [
    ['keelson sync kong.yaml', 'show the plan, ask, apply'],
    ['keelson sync kong/ --yes --target prod', 'a folder, without a question'],
    ['keelson sync kong.yaml --select-tag team-a', 'only what carries a tag'],
    ['keelson sync services.yaml --only services,routes', 'a file that speaks for some kinds'],
    ['keelson sync kong.yaml --exclude consumers:svc-*,vaults', 'leave some consumers and all vaults as they are'],
    ['keelson sync kong.yaml --allow-deletes 60%', 'let more deletes pass than the guard does'],
    ['keelson sync --all-workspaces backup/', 'all workspaces of Kong Enterprise'],
  ],
  run: (context) =>
    change(context, { files: stateFiles(context), plan: planOptionsOf(context.settings, 'sync'), reset: false }),
}
