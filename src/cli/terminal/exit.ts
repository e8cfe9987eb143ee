/** The one table of exit codes. */
export const exits = {
  done: { code: 0, means: 'done, or no changes' },
  failed: { code: 1, means: 'failed' },
  changes: { code: 2, means: 'changes found (diff --exit-code, drift), or a key missing (keyring status --expect)' },
  invalid: { code: 3, means: 'invalid input: state file, option or configuration' },
  refused: { code: 4, means: 'refused by a guard, or not confirmed' },
  partly: { code: 5, means: 'partly applied; some of the workspaces failed' },
  interrupted: { code: 130, means: 'interrupted' },
} as const

/** How a command can end. */
export type Exit = keyof typeof exits

/**
 * Writes the table for help.
 * @returns one line for each code
 */
export function exitTable(): string {
  return Object.values(exits)
    .map(({ code, means }) => `  ${String(code).padStart(3)}  ${means}`)
    .join('\n')
}
