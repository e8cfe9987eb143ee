import type { Context } from '../arguments/command.ts'

/**
 * Tells whether what was applied is to be put back after a failure.
 * @param context the command's context
 */
export function rollsBack({ settings }: Pick<Context, 'settings'>): boolean {
  return settings.has('on-failure') && settings.text('on-failure') === 'rollback'
}
