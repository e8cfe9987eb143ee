import type { Action, Change } from '../../model/change.ts'
import type { Result } from '../../model/outcome.ts'
import { bodyText } from '../body-text.ts'
import { type Difference, fieldDifference } from '../field-difference.ts'
import { printable } from '../printable.ts'
import { causeText, remarksOf } from '../remarks.ts'
import { tellingFields } from '../telling-fields.ts'
import { cut, type Limits } from '../value-text.ts'

/** How much is told of each change. */
export interface Detail {
  limits: Limits
  /** Lines below a change, at most. */
  lines: number
}

/** What else is known of the changes of a plan. */
export interface Known {
  notes: ReadonlyMap<string, readonly string[]>
  /** By the change's id, once the plan was applied. */
  results?: ReadonlyMap<string, Result>
}

/** A change as it is told. */
export interface Told {
  /** Each with its sign. */
  lines: string[]
  /** Whether all that changes is in them. */
  isWhole: boolean
}

/** What stands first on a line of a `diff` block, where it makes the colour. */
type Sign = '+' | '-' | '!' | ' '

const SIGN: Readonly<Record<Action, Sign>> = { create: '+', update: '!', delete: '-', replace: '-' }

/**
 * Writes a change for a `diff` block: one line for it, and below at least one of its fields.
 * @param change the change; secrets in it are masked
 * @param depth how far it is indented
 * @param known notes, and what became of it
 * @param detail where to cut
 */
export function changeLines(change: Change, depth: number, known: Known, detail: Detail): Told {
  const indent = '  '.repeat(depth)
  const { limits, missed } = watched(detail.limits)
  const above = `${SIGN[change.action]} ${indent}${headline(change, known, limits)}`
  const below = linesBelow(change, limits)
  const shown = below.slice(0, detail.lines).map(([sign, text]) => `${sign} ${indent}    ${text}`)
  const rest = below.length - shown.length
  const more = rest > 0 ? [`  ${indent}    … ${rest} more lines`] : []
  return { lines: [above, ...shown, ...more], isWhole: rest === 0 && !missed() }
}

/** The same limits, and whether they left anything out since. */
function watched(limits: Limits): { limits: Limits; missed: () => boolean } {
  let isCut = false
  const onCut = () => {
    isCut = true
  }
  return { limits: { ...limits, onCut }, missed: () => isCut }
}

function headline(change: Change, { notes, results }: Known, limits: Limits): string {
  const result = results?.get(change.id)
  const state =
    results === undefined || result?.state === 'done' ? [] : [(result?.state ?? 'not attempted').toUpperCase()]
  const remarks = [...state, ...remarksOf(change, notes.get(change.id)).map(printable)].map((each) => cut(each, limits))
  const end = remarks.length > 0 ? ` (${remarks.join('; ')})` : ''
  return `${change.action} ${printable(change.kind)} ${cut(printable(change.label), limits)}${end}`
}

function linesBelow(change: Change, limits: Limits): [Sign, string][] {
  const { action, fields, before, after, entityId, parent } = change
  if ((action === 'update' || action === 'replace') && fields.length > 0) {
    return fields.flatMap((field) => withCause(fieldLines(fieldDifference(field, limits)), causeText(field)))
  }
  const sign = SIGN[action]
  const whole = (action === 'delete' ? before : after) ?? {}
  const body = bodyText(tellingFields(whole, parent?.kind), limits)
  if (body.length > 0) return body.map((line) => [sign, line])
  return [[sign, entityId === undefined ? 'id: drawn when applied' : `id: ${printable(entityId)}`]]
}

/** The last line of a value has its new one; a text has its name in the first. */
function withCause(lines: [Sign, string][], cause: string | undefined): [Sign, string][] {
  if (cause === undefined) return lines
  const at = lines[0]?.[1].endsWith(':') ? 0 : lines.length - 1
  return lines.map(([sign, text], index) => [sign, index === at ? `${text} (${cause})` : text])
}

function fieldLines(found: Difference): [Sign, string][] {
  const { path } = found
  const as = (value: string) => `${path}: ${value}`
  switch (found.how) {
    case 'moved':
      return [['!', as(`${found.value} moved from ${found.from} to ${found.to}`)]]
    case 'secret':
      return [['!', as(`${found.value === undefined ? '' : `${found.value} `}(secret, changed)`)]]
    case 'came':
      return [['+', as(found.next)]]
    case 'went':
      return [['-', as(found.old)]]
    case 'text':
      return [[' ', `${path}:`], ...found.lines.map(textLine)]
    default:
      return [
        ['-', as(found.old)],
        ['+', as(found.next)],
      ]
  }
}

function textLine(line: string): [Sign, string] {
  const [, sign, text] = /^([-+ ])(.*)$/.exec(line) ?? []
  return sign === '+' || sign === '-' ? [sign, `    ${text}`] : [' ', `    ${text ?? line}`]
}
