import type { Option } from '../../config/option.ts'
import { optionSets, pick } from '../../config/options.ts'
import { planOptionsOf } from '../../config/planning.ts'
import type { Command, Context, Result } from '../command.ts'
import { diffAll } from '../diff-all.ts'
import { planResult, prepare, showPlan } from '../plan-run.ts'
import { stateFiles } from '../state-files.ts'

// decK's diff takes --yes, and so do scripts that only change the word.
const yes = pick('yes').map(
  (option): Option => ({ ...option, describe: 'taken for the sake of scripts; diff never asks' }),
)

/** `keelson diff`. */
export const diff: Command = {
  name: 'diff',
  describe: 'Show what sync would do; nothing is written.',
  options: [
    ...optionSets.files,
    ...pick('exit-code', 'all-workspaces', 'prune-workspaces'),
    ...yes,
    ...optionSets.planning,
    ...optionSets.selection,
    ...optionSets.connection,
    ...optionSets.output,
  ],
  words: 'files',
  connects: true,
  examples: [
    ['keelson diff kong.yaml', 'what sync kong.yaml would do'],
    ['keelson diff kong/ --exit-code', 'exit 2 when there are changes (drift check)'],
    ['keelson diff kong.yaml --only services,routes --output json', 'some kinds, as JSON'],
    ['keelson diff --all-workspaces backup/', 'all workspaces of Kong Enterprise'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const { settings } = context
  const plan = planOptionsOf(settings, 'sync')
  if (settings.flag('all-workspaces')) return diffAll(context, { files: stateFiles(context), plan, reset: false })
  const prepared = await prepare(context, { files: stateFiles(context), plan, reset: false })
  try {
    const shown = await showPlan(context, prepared)
    if (prepared.refusals.length > 0) return { ...planResult(context, prepared, shown), exit: 'refused' }
    const found = prepared.plan.changes.length > 0 && settings.flag('exit-code')
    return { ...planResult(context, prepared, shown), exit: found ? 'changes' : 'done' }
  } finally {
    await prepared.close()
  }
}
