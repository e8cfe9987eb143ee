import type { Option } from '../../config/option.ts'
import { optionSets, pick } from '../../config/options.ts'
import { warning } from '../../model/diagnostic.ts'
import type { KeyringState } from '../../model/keyring.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import type { Part } from '../../report/plan-json.ts'
import { printable } from '../../report/printable.ts'
import type { Keyring } from '../../workflow/keyring/keyring.ts'
import type { Unreadable } from '../../workflow/keyring/keyring-unreadable.ts'
import type { Context, Result } from '../arguments/command.ts'
import { targetConnection } from '../files/target-connection.ts'
import { confirm } from '../terminal/confirm.ts'

const STOPPING = '\nStopping: what is in flight is finished, nothing more is started. Once more to quit at once.\n'

/** What all commands for the keyring share. A keyring is the whole gateway's; a workspace only tells which token is good. */
export const keyringBase: readonly Option[] = [...pick('store'), ...optionSets.connection, ...optionSets.output]

/** The same for commands that change it. */
export const keyringChanging: readonly Option[] = [...pick('read-only'), ...keyringBase]

/**
 * Opens the keyring for a command and closes it afterwards.
 * @param context the command's context
 * @param options `off`: one that is switched off will do
 * @param work what the command does with it
 * @returns what `work` gave, with the target
 */
export async function onKeyring(
  context: Context,
  options: { off?: boolean },
  work: (keyring: Keyring) => Promise<Result>,
): Promise<Result> {
  const { world, emit, interrupt } = context
  const opened = world.workflows.openKeyring(await targetConnection(context), options, emit, interrupt.signal)
  const keyring = await interrupt.guard(opened)
  context.quiet()
  try {
    return { target: keyring.target, ...(await work(keyring)) }
  } finally {
    await keyring.close()
  }
}

/**
 * Asks before something that has consequences; without a terminal only --yes will do.
 * @param context the command's context, which has the option `yes`
 * @param question what is asked, consequences and all
 * @throws Refusal (refused) when the answer is no or nobody can be asked
 */
export async function agree(context: Context, question: string): Promise<void> {
  const stdinTaken = ['key-file', 'private-key', 'passphrase-file'].some((name) => usesStdin(context, name))
  await confirm(context, { yes: context.settings.flag('yes'), always: true, stdinTaken }, question)
}

function usesStdin({ settings }: Context, name: string): boolean {
  return settings.all.some(({ option, value }) => option.name === name && value === '-')
}

/**
 * Notes that the keyring is being changed: a signal then lets the request in flight end.
 * @param context the command's context
 */
export function begin({ interrupt }: Context): void {
  interrupt.applying(STOPPING, 'keyring status')
}

/**
 * Tells a keyring for people: one line for each key.
 * @param state the keyring
 */
export function keysText({ ids, active }: KeyringState): string {
  return ids.map((id) => `  ${printable(id)}${id === active ? '  active' : ''}\n`).join('')
}

/**
 * Names the places where a key is missing.
 * @param found what cannot be read
 */
export function placesText(found: readonly Unreadable[]): string {
  const place = ({ section, workspace = 'default' }: Unreadable): string =>
    workspace === 'default' ? section : `${section} in workspace ${printable(workspace)}`
  return found.map(place).join(', ')
}

/**
 * Tells a keyring for the JSON report.
 * @param state the keyring
 * @param more what the command adds
 */
export function keyringPart({ enabled, strategy, active, ids, recovery }: KeyringState, more: Part = {}): Part {
  return {
    keyring: {
      enabled,
      ...(strategy !== undefined && { strategy }),
      active: active ?? null,
      ids: [...ids],
      ...(recovery !== undefined && { recovery }),
      ...more,
    },
  }
}

/**
 * Shows a warning, and gives it for the JSON report.
 * @param context the command's context
 * @param code its stable name
 * @param message what is the matter
 * @param hint what to do
 */
export async function warn({ print }: Context, code: string, message: string, hint: string): Promise<Located[]> {
  const found = located([warning(code, message, { hint })])
  await print.note(diagnosticsText(found, print.colour.stderr))
  return found
}

/**
 * Warns when no key encrypts.
 * @param context the command's context
 * @param state the keyring
 */
export async function warnInactive(context: Context, { ids, active }: KeyringState): Promise<Located[]> {
  if (active !== undefined || ids.length === 0) return []
  const hint = `keelson keyring activate ${ids[0] ?? 'ID'}`
  return warn(context, 'no-active-key', 'no key is active, so that nothing encrypted can be written', hint)
}
