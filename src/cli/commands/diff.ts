import type { Option } from '../../config/option.ts'
import { optionSets, pick } from '../../config/options.ts'
import { plannedMode, planOptionsOf } from '../../config/planning.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { stateFiles } from '../files/state-files.ts'
import { diffAll } from '../plan/diff-all.ts'
import { planResult, prepare, showPlan } from '../plan/plan-run.ts'
import { afterDiff, savedPart, startSaving } from '../plan/save-plan.ts'

// decK's diff takes --yes, and so do scripts that only change the word.
const yes = pick('yes').map(
  (option): Option => ({ ...option, describe: 'taken for the sake of scripts; diff never asks' }),
)

/** `keelson diff`. */
export const diff: Command = {
  name: 'diff',
  describe: 'Show what sync would do, or apply with --for apply; nothing is written.',
  options: [
    ...optionSets.files,
    ...pick('for', 'out', 'exit-code', 'all-workspaces', 'prune-workspaces'),
    ...yes,
    ...optionSets.planning,
    ...pick('fingerprint-key-file'),
    ...optionSets.selection,
    ...pick('store'),
    ...optionSets.connection,
    ...optionSets.review,
  ],
  words: 'files',
  connects: true,
  examples: [
    ['keelson diff kong.yaml', 'what sync kong.yaml would do'],
    ['keelson diff kong/ --exit-code', 'exit 2 when there are changes (drift check)'],
    ['keelson diff kong.yaml --only services,routes --output json', 'some kinds, as JSON'],
    ['keelson diff kong.yaml --out-file report.html', 'a page for reviewers'],
    ['keelson diff kong.yaml --out-file comment.md --out-file report.html', '… and Markdown for a comment'],
    ['keelson diff kong.yaml --out plan.json', 'save the plan, for keelson show and keelson sync --plan'],
    ['keelson diff team-a.yaml --for apply --out plan.json', '… for keelson apply --plan, which deletes nothing'],
    ['keelson diff kong.yaml --out plan.json --fingerprint-key-file plan.key', '… with fingerprints of secrets'],
    ['keelson diff --all-workspaces backup/', 'all workspaces of Kong Enterprise'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const { settings } = context
  const plan = planOptionsOf(settings, plannedMode(settings))
  const request = { files: stateFiles(context), plan, reset: false, thorough: settings.text('out') !== undefined }
  const saving = await startSaving(context, request)
  if (settings.flag('all-workspaces')) return diffAll(context, request, saving)
  const prepared = await prepare(context, request)
  try {
    const shown = await showPlan(context, prepared)
    const saved = await savedPart(context, prepared, saving)
    const isRefused = prepared.refusals.length > 0
    const count = prepared.plan.changes.length
    const result = await planResult(context, prepared, shown, { ...saved, ...afterDiff(context, count, isRefused) })
    const exit = isRefused ? 'refused' : count > 0 && settings.flag('exit-code') ? 'changes' : 'done'
    return { ...result, exit, parts: { ...result.parts, ...saved } }
  } finally {
    await prepared.close()
  }
}
