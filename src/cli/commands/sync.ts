import { keeping, optionSets, pick } from '../../config/options.ts'
import type { Command } from '../arguments/command.ts'
import { change } from '../change/change-run.ts'
import { changeRequest } from '../plan/change-request.ts'

/** `keelson sync`. */
export const sync: Command = {
  name: 'sync',
  describe:
    'Make the gateway as the state files say. The plan is shown first; on a terminal Keelson asks before it writes.',
  options: [
    ...optionSets.files,
    ...pick('plan', 'on-failure', 'all-workspaces', 'prune-workspaces'),
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
    ['keelson sync kong.yaml', 'show the plan, ask, apply'],
    ['keelson sync kong/ --yes --target prod', 'a folder, without a question'],
    ['keelson sync kong.yaml --select-tag team-a', 'only what carries a tag'],
    ['keelson sync services.yaml --only services,routes', 'a file that speaks for some kinds'],
    ['keelson sync kong.yaml --exclude consumers:svc-*,vaults', 'leave some consumers and all vaults as they are'],
    ['keelson sync kong.yaml --allow-deletes 60%', 'let more deletes pass than the guard does'],
    ['keelson sync kong.yaml --rehearse', 'try it on a copy of the gateway first'],
    ['keelson sync --plan plan.json kong.yaml', 'what a saved plan says, if that is still the same, and nothing else'],
    ['keelson sync --all-workspaces backup/', 'all workspaces of Kong Enterprise'],
  ],
  run: async (context) => change(context, await changeRequest(context, 'sync')),
}
