import type { Option } from '../../config/option.ts'
import { keeping, optionSets, pick } from '../../config/options.ts'
import { resetOptionsOf } from '../../config/planning.ts'
import type { Command } from '../arguments/command.ts'
import { change } from '../change/change-run.ts'
import { requireOneWorkspace } from '../plan/all-workspaces.ts'

// decK's reset has --force for this.
const yes = pick('yes').map((option): Option => ({ ...option, short: 'f', aliases: ['force'] }))

/** `keelson reset`. */
export const reset: Command = {
  name: 'reset',
  describe:
    'Delete what a dump with the same options would hold, after showing it. Without a terminal, --yes is needed.',
  options: [
    ...yes,
    ...pick('cascade', 'protect', 'allow-protected', 'allow-other-target'),
    ...pick('rehearse', 'fail-fast', 'delete-despite-failures', 'on-failure', 'read-only', 'all-workspaces'),
    ...optionSets.selection,
    ...keeping,
    ...optionSets.connection,
    ...optionSets.review,
  ],
  connects: true,
  examples: [
    ['keelson reset', 'show all there is, ask, delete it'],
    ['keelson reset --select-tag team-a --yes', 'what carries a tag, without a question'],
    ['keelson reset --only plugins', 'all plugins'],
    ['keelson reset --exclude plugins:tag=platform', 'all but what carries a tag'],
    ['keelson reset --all-workspaces', 'all workspaces of Kong Enterprise, which stay, empty'],
  ],
  run: (context) => {
    requireOneWorkspace(context.settings)
    return change(context, { files: [], plan: resetOptionsOf(context.settings), reset: true })
  },
}
