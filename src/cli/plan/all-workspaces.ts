import type { Settings } from '../../config/settings.ts'
import { usage } from '../arguments/usage.ts'

/**
 * Checks --all-workspaces, which must not contradict -w, and --prune-workspaces, which --for apply has no use for.
 * @param settings the settings in force
 * @throws Refusal (invalid) when both are given
 */
export function requireOneWorkspace(settings: Settings): void {
  const { flags } = settings.sources
  if (flags.for === 'apply' && flags['prune-workspaces'] === true)
    throw usage('--for apply and --prune-workspaces exclude each other', 'apply deletes no workspace')
  if (!settings.flag('all-workspaces') || settings.text('workspace') === undefined) return
  throw usage('--all-workspaces and --workspace exclude each other')
}
