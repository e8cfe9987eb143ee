import { type Diagnostic, warning } from '../model/diagnostic.ts'
import { shown } from './connection.ts'
import { fileValue } from './file-value.ts'
import type { Settings } from './settings.ts'

/**
 * Notices that a named target's address is overruled from elsewhere: its headers would then go to another place.
 * @param settings the settings in force
 * @returns a warning, or nothing
 */
export function overruledTarget(settings: Settings): Diagnostic[] {
  const { target, sources } = settings
  const named = target === undefined ? undefined : fileValue(sources.file, target, 'addr', sources.env)
  const from = target === undefined ? undefined : settings.origin('addr')
  if (named === undefined || from === undefined || from === named.from) return []
  if (settings.text('addr') === String(named.value)) return []
  const message = `${from} overrules the address of target ${target}: ${shown(settings.text('addr') ?? '')}`
  return [warning('target-overruled', message, { hint: `headers and tokens of ${target} are sent there` })]
}
