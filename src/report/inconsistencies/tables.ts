import type { Change, FieldChange } from '../../model/change.ts'
import type { Inconsistency, Inspection } from '../../model/inconsistency.ts'
import { counted, type Located } from '../diagnostics-text.ts'
import { fieldDifference } from '../field-difference.ts'
import { printable } from '../printable.ts'

/** Rows under their headings; every cell is safe to print, and none is a secret. */
export interface Table {
  title: string
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

/** What stands above tables in a document. */
export interface About {
  title: string
  /** What was looked at. */
  target: string
  /** What came of it, in a sentence. */
  verdict: string
}

const LIMITS = { characters: 200, lines: 20 }

const INCONSISTENCIES = 'Inconsistencies'
const PLACE = ['Workspace', 'Configuration', 'Entity', 'Name'] as const
const COLUMNS = ['Level', ...PLACE, 'Reason', 'Resolution', 'Place']

/**
 * Lays out what was found: a row for each inconsistency, and with `full` one for each field that would change.
 * @param inspection what was found
 * @param full whether changes are told too
 */
export function tablesOf(inspection: Inspection, full: boolean): Table[] {
  const found = {
    title: INCONSISTENCIES,
    columns: COLUMNS,
    rows: inspection.parts.flatMap(({ inconsistencies }) => inconsistencies.map(problemRow)),
  }
  return full ? [found, modifications(inspection)] : [found]
}

/**
 * Lays out what ended a run before anything was found.
 * @param problems already resolved
 */
export function problemsTable(problems: readonly Located[]): Table {
  const rows = problems.map(({ level, code, message, hint = '', file, line = 1, column = 1 }) => {
    const at = file === undefined ? {} : { at: { file, line, column } }
    return problemRow({
      level,
      code,
      configuration: '',
      entity: '',
      name: '',
      reason: message,
      resolution: hint,
      ...at,
    })
  })
  return { title: INCONSISTENCIES, columns: COLUMNS, rows }
}

function problemRow({ level, workspace = '', configuration, entity, name, reason, resolution, at }: Inconsistency) {
  const place = at ? `${at.file}:${at.line}:${at.column}` : ''
  return [level, workspace, configuration, entity, name, reason, resolution, place].map(printable)
}

function modifications({ parts, sections }: Inspection): Table {
  return {
    title: 'Modifications',
    columns: ['Action', ...PLACE, 'Field', 'Before', 'After'],
    rows: parts.flatMap(({ workspace = '', plan }) =>
      (plan?.changes ?? []).flatMap((change) => changeRows(change, workspace, sections.get(change.kind) ?? '')),
    ),
  }
}

/** A change of which no field is told, as a delete, is a row all the same. */
function changeRows(change: Change, workspace: string, section: string): string[][] {
  const { action, kind, label, fields, parent, takenBy } = change
  const above = parent === undefined ? '' : ` of ${parent.kind} ${parent.label}`
  const start = [action, workspace, section, kind, `${label}${above}`].map(printable)
  if (action !== 'update' || fields.length === 0) {
    const why = takenBy === undefined ? '' : `taken along by "${takenBy}"`
    return [[...start, '', '', printable(why)]]
  }
  return fields.map((field) => [...start, ...fieldCells(field)])
}

function fieldCells(field: FieldChange): [path: string, before: string, after: string] {
  const found = fieldDifference(field, LIMITS)
  if (found.how === 'moved') return [found.path, `${found.value} at ${found.from}`, `at ${found.to}`]
  if (found.how === 'secret') return [found.path, '(secret)', '(secret, changed)']
  if (found.how !== 'text') return [found.path, found.old, found.next]
  const side = (sign: string) => found.lines.filter((line) => line.startsWith(sign)).join('\\n')
  return [found.path, side('-'), side('+')]
}

/**
 * Counts what was found in words, also what was not asked for.
 * @param inspection what was found
 * @returns one sentence, or several
 */
export function verdict({ parts }: Inspection): string {
  const listed = parts.flatMap(({ inconsistencies }) => inconsistencies)
  const unlisted = parts.flatMap((part) => part.unlisted)
  if (listed.length + unlisted.length === 0) return 'Nothing speaks against applying this state.'
  const isError = [...listed, ...unlisted].some(({ level }) => level === 'error')
  return [
    listed.length > 0 ? `${counted(listed)}.` : 'Nothing of what was asked for speaks against applying this state.',
    ...(unlisted.length > 0 ? [`Not listed: ${counted(unlisted)}.`] : []),
    ...(isError || listed.length === 0 ? [] : ['Nothing else speaks against applying this state.']),
  ].join(' ')
}
