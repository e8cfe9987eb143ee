import type { Diagnostic, Place, Position } from '../model/diagnostic.ts'
import type { ProviderModule, Session } from '../model/provider.ts'
import type { State } from '../model/state.ts'
import { stopOnErrors } from './positioned.ts'

/**
 * Checks a state offline and raises a Refusal for what is certainly wrong, before any request. Findings that the
 * target's own schemas may overrule (a custom plugin, a field of a later version) are given back for `checkTarget`.
 */
export async function checkOffline(
  module: ProviderModule,
  state: State,
  locate: (place: Place) => Position,
): Promise<{ unsure: boolean; warnings: Diagnostic[] }> {
  const found = await module.validate(state)
  const errors = found.filter(({ level }) => level === 'error')
  if (errors.some(({ code }) => !module.unsureCodes.has(code))) stopOnErrors(found, locate)
  return { unsure: errors.length > 0, warnings: found.filter(({ level }) => level === 'warning') }
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
