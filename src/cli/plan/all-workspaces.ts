import type { Settings } from '../../config/settings.ts'
import { usage } from '../arguments/usage.ts'

/**
 * Checks --all-workspaces, which must not contradict -w.
 * @param settings the settings in force
 * @throws Refusal (invalid) when both are given
 */
export function requireOneWorkspace(settings: Settings): void {
  if (!settings.flag('all-workspaces') || settings.text('workspace') === undefined) return
  throw usage('--all-workspaces and --workspace exclude each other')
}
