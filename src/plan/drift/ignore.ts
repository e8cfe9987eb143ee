import type { Change, FieldChange } from '../../model/change.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Kind } from '../../model/kind.ts'
import type { IgnoreEntry } from '../../model/settings.ts'
import type { Fields } from '../../model/value.ts'
import { type Rule, readRules, type Vocabulary } from '../exclusion.ts'
import { glob } from '../glob.ts'

/** The entries, understood. */
export interface Ignoring {
  /** Takes out what is no drift; `ignored` counts the entities of which nothing is left. */
  takeOut(changes: readonly Change[]): { changes: Change[]; ignored: number }
}

interface Ignore extends Pick<Rule, 'kinds' | 'fits'> {
  fields?: (path: string) => boolean
}

/** Reads the entries. What cannot be understood becomes a diagnostic at the entry's place. */
export function readIgnore(
  entries: readonly IgnoreEntry[],
  known: Vocabulary,
): { ignoring: Ignoring; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const rules = entries.flatMap(({ kind, fields, at }): Ignore[] => {
    const found = readRules(known, { exclude: [kind] })
    diagnostics.push(...found.diagnostics.map((each) => (at ? { ...each, at } : each)))
    return found.rules.map((rule) => (fields ? { ...rule, fields: pathTest(fields) } : rule))
  })
  const rows = new Map(known.kinds.map((kind) => [kind.name, kind]))
  return { ignoring: { takeOut: (changes) => takeOut(changes, rules, rows) }, diagnostics }
}

/** A path is meant when a pattern fits it or what it lies in, be it with the indexes of lists or without. */
function pathTest(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.map(glob)
  return (path) => {
    const bare = path.replaceAll(/\[\d+\]/g, '')
    const around = [...waysTo(path), ...waysTo(bare)]
    return tests.some((fits) => around.some(fits))
  }
}

function waysTo(path: string): string[] {
  const ends = [...path.matchAll(/[.[]/g)].map(({ index }) => path.slice(0, index))
  return [...ends, path]
}

function takeOut(changes: readonly Change[], rules: readonly Ignore[], rows: ReadonlyMap<string, Kind>) {
  if (rules.length === 0) return { changes: [...changes], ignored: 0 }
  const left = changes.flatMap((change) => whatIsLeft(change, rules, rows) ?? [])
  return { changes: left, ignored: changes.length - left.length }
}

function whatIsLeft(change: Change, rules: readonly Ignore[], rows: ReadonlyMap<string, Kind>): Change | undefined {
  const own = rules.filter((rule) => fitsChange(rule, change, rows.get(change.kind)))
  if (own.length === 0) return change
  if (own.some(({ fields }) => fields === undefined)) return undefined
  if (change.action !== 'update') return change
  const isIgnored = ({ path }: FieldChange): boolean => own.some(({ fields }) => fields?.(path))
  const fields = change.fields.filter((field) => !isIgnored(field))
  return fields.length === 0 ? undefined : { ...change, fields }
}

/** Either side may have the name or tag. */
function fitsChange({ kinds, fits }: Ignore, change: Change, kind: Kind | undefined): boolean {
  if (kind === undefined || !kinds.has(kind.name)) return false
  const { before, after, entityId, oldId } = change
  const side = (fields: Fields, id: string | undefined) => ({
    kind: kind.name,
    fields,
    refs: {},
    ...(id !== undefined && { id }),
  })
  const sides = [...(before ? [side(before, oldId ?? entityId)] : []), ...(after ? [side(after, entityId)] : [])]
  return sides.some((entity) => fits(entity, kind))
}
