import type { Diagnostic, Place } from '../../../model/diagnostic.ts'
import type { Document } from '../../../model/document.ts'
import { nearest } from '../../../model/nearest.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { DumpLists } from '../../../model/settings.ts'
import type { Narrowed } from '../../../model/state.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { describeValue, inside, placeIn, refuse } from './walk.ts'

/**
 * The entry of `_plugin_configs` in which a narrowed dump keeps its lists. It is the one place of decK's format where data
 * of others may stand (JSON schema of go-database-reconciler): decK, and all that no plugin's `_config` names, pass over it.
 */
export const DUMP_LISTS = 'keelson_dump'

const LISTS = ['only', 'exclude', 'include'] as const

/** Gives the lists in the form in which a file keeps them, without those that are empty. */
export function writeDumpLists(lists: DumpLists): Fields {
  const named: Fields = {}
  for (const name of LISTS) if (lists[name]?.length) named[name] = [...lists[name]]
  return { [DUMP_LISTS]: named }
}

/**
 * Reads the lists that documents keep. What cannot be read is an error: the user would take entities for protected that
 * are not.
 */
export function readDumpLists(documents: readonly Document[], diagnostics: Diagnostic[]): Narrowed[] {
  return documents.flatMap((document) => {
    const configs = document.value._plugin_configs
    const value = isFields(configs) ? configs[DUMP_LISTS] : undefined
    if (value === undefined) return []
    const place = placeIn(document, '_plugin_configs', DUMP_LISTS)
    return [{ file: document.file, place, lists: readLists(value, place, diagnostics) }]
  })
}

function readLists(value: Value, place: Place, diagnostics: Diagnostic[]): DumpLists {
  const found: Record<(typeof LISTS)[number], string[]> = { only: [], exclude: [], include: [] }
  if (!isFields(value)) {
    refuse(diagnostics, place, 'wrong-type', `${DUMP_LISTS} must be a mapping, not ${describeValue(value)}`)
    return found
  }
  for (const [key, list] of Object.entries(value)) {
    const name = LISTS.find((each) => each === key)
    if (name !== undefined) found[name] = readList(list ?? null, inside(place, key), diagnostics)
    else refuseUnknown(key, inside(place, key), diagnostics)
  }
  return found
}

function refuseUnknown(key: string, place: Place, diagnostics: Diagnostic[]): void {
  const meant = nearest(key, LISTS)
  const hint = meant === undefined ? `it has ${LISTS.join(', ')}` : `did you mean ${meant}?`
  refuse(diagnostics, place, 'unknown-field', `${DUMP_LISTS} has no list ${key}`, hint)
}

function readList(value: Value, place: Place, diagnostics: Diagnostic[]): string[] {
  if (value === null) return []
  const entries = Array.isArray(value) ? value.map(clear) : undefined
  if (entries?.every((each) => typeof each === 'string')) return entries
  refuse(diagnostics, place, 'wrong-type', 'expected a list of texts', 'write one entry per line: `- consumers:svc-*`')
  return []
}
