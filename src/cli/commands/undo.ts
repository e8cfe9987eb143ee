import { keeping, optionSets, pick } from '../../config/options.ts'
import type { Command } from '../arguments/command.ts'
import { undoRun } from '../change/undo-run.ts'

/** `keelson undo`. */
export const undo: Command = {
  name: 'undo',
  describe:
    'Put back what a run created, changed and deleted, after showing it; refused where it was changed since. Without a run it is the last one.',
  options: [
    ...optionSets.applying,
    ...pick('protect', 'allow-protected', 'allow-other-target', 'invite', 'identity-file', 'passphrase-file'),
    ...keeping,
    ...optionSets.connection,
    ...optionSets.review,
  ],
  words: 'RUN',
  connects: true,
  examples: [
    ['keelson undo', 'the last run on this gateway, or the one that was cut off'],
    ['keelson undo 4f1c2a --yes', 'one of `keelson runs`, without a question'],
    ['keelson undo 4f1c2a --identity-file key.txt', 'one whose record is sealed'],
  ],
  run: undoRun,
}
