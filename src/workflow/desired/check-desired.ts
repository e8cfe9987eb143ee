import type { Diagnostic, Place, Position } from '../../model/diagnostic.ts'
import type { ProviderModule, Session } from '../../model/provider.ts'
import type { State } from '../../model/state.ts'
import { stopOnErrors } from './positioned.ts'

/**
 * Checks a state offline and raises a Refusal for what is certainly wrong, before any request, together with what was
 * `found` before. What the target's own schemas may overrule (a custom plugin, a field of a later version) is left to
 * `checkTarget`: then `unsure` is true.
 */
export async function checkOffline(
  module: ProviderModule,
  state: State,
  found: readonly Diagnostic[],
  locate: (place: Place) => Position,
): Promise<{ unsure: boolean; warnings: Diagnostic[] }> {
  // Of the files of several workspaces taken for one, nothing else that could be said would help.
  if (found.some(({ code }) => code === 'several-workspaces')) stopOnErrors(found, locate)
  const all = [...found, ...(await module.validate(state))]
  const errors = all.filter(({ level }) => level === 'error')
  if (errors.some(({ code }) => !module.unsureCodes.has(code)) || found.some(({ level }) => level === 'error'))
    stopOnErrors(all, locate)
  return { unsure: errors.length > 0, warnings: all.filter(({ level }) => level === 'warning') }
}

/** Checks a state against the target's own schemas; raises a Refusal for errors and gives back warnings. */
export async function checkTarget(
  session: Session,
  state: State,
  locate: (place: Place) => Position,
  signal?: AbortSignal,
): Promise<Diagnostic[]> {
  const found = await session.validate(state, signal)
  stopOnErrors(found, locate)
  return found
}
