import { CHOMPING_MODE, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import { Secret } from '../model/secret.ts'
import { countAt, noteEmpty } from './empty-variables.ts'
import type { Placeholder } from './placeholder.ts'
import { evaluatePlaceholder, type Known } from './placeholder-value.ts'
import { fail, type Reading } from './reading.ts'
import { NOT_FINITE, resolveScalar, TOO_LARGE } from './scalar.ts'
import type { Source } from './source.ts'
import { readTagged, UNFIT, UNKNOWN_TAG } from './tagged-scalar.ts'
import { failFit, failNumber, type Plain, warnTag } from './yaml-scalar.ts'

/** The placeholders of a source that touch the text from `start` to `end`, found by bisection. */
export function placeholdersWithin({ placeholders }: Source, start: number, end: number): readonly Placeholder[] {
  if (placeholders.length === 0 || start < 0) return []
  let [low, high] = [0, placeholders.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((placeholders[middle]?.end ?? 0) <= start) low = middle + 1
    else high = middle
  }
  let stop = low
  while ((placeholders[stop]?.start ?? end) < end) stop++
  return placeholders.slice(low, stop)
}

/**
 * Reads a scalar that holds placeholders. In: its event, its tag's short name and the placeholders. Out: a secret
 * with the value; one without a value where a variable may be missing; null where something is wrong, and then that
 * is noted. A placeholder that is the whole of an unquoted scalar takes its type from its value; elsewhere all is text.
 */
export function fillScalar(
  reading: Reading,
  event: ScalarEvent,
  tag: string,
  inside: readonly Placeholder[],
): Plain | Secret {
  const values = inside.map((each) => evaluate(reading, each))
  if (values.includes('wrong')) return null
  const names = [...new Set(values.flatMap((each) => (each === 'wrong' ? [] : each.variables)))].join(', ')
  const known = values.flatMap((each) => (each !== 'wrong' && each.kind === 'known' ? [each] : []))
  if (known.length < values.length) return new Secret(undefined, names)
  const value = fill(reading, { event, tag, inside, known, names })
  return names === '' ? value : new Secret(value, names, noteEmpty(reading, value, inside, known))
}

type Missing = { kind: 'missing'; variables: readonly string[] }

function evaluate(reading: Reading, placeholder: Placeholder): Known | Missing | 'wrong' {
  const value = evaluatePlaceholder(placeholder, reading.variables.env)
  if (value.kind === 'known') return value
  if (value.kind === 'missing') return missing(reading, placeholder, value)
  const offset = 'flaw' in placeholder.content ? placeholder.content.flaw.offset : placeholder.start
  fail(reading, offset, value.code, value.message, value.hint)
  return 'wrong'
}

function missing(reading: Reading, { start }: Placeholder, value: Missing): Missing | 'wrong' {
  const [name = ''] = value.variables
  const { absent, missing: rule } = reading.variables
  if (rule === 'error') {
    const hint = `set ${name}, or give a default: \${{ env "${name}" "…" }}`
    fail(reading, start, 'missing-variable', `the environment variable ${name} is not set`, hint)
    return 'wrong'
  }
  countAt(reading.source, absent, name, start)
  return value
}

/** A scalar with its placeholders and their values, all of them known. */
interface Filling {
  event: ScalarEvent
  tag: string
  inside: readonly Placeholder[]
  known: readonly Known[]
  names: string
}

function fill(reading: Reading, filling: Filling): Plain {
  const { event, tag, inside, known, names } = filling
  const [first, only] = [inside[0], known[0]]
  const whole = event.style === SCALAR_STYLE.PLAIN && first?.start === event.valueStart && first.end === event.valueEnd
  const value = whole && only ? typed(only, tag) : fitTag(tag, compose(reading.source, filling))
  if (value === UNKNOWN_TAG) {
    warnTag(reading, event.tagStart)
    return compose(reading.source, filling)
  }
  if (value === UNFIT) return failFit(reading, event.tagStart, tag)
  if (value !== NOT_FINITE && value !== TOO_LARGE) return value
  return failNumber(reading, event.valueStart, value, `the value of ${names || 'this placeholder'}`)
}

// As decK, where the value is pasted into the file: blanks around it do not count. Lines inside stay as they are.
function typed(value: Known, tag: string): ReturnType<typeof fitTag> {
  if (value.forced !== undefined && tag === '') return value.forced
  const bare = value.text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
  if (tag !== '') return fitTag(tag, bare)
  return bare.includes('\n') ? value.text : resolveScalar(bare)
}

function fitTag(tag: string, text: string): ReturnType<typeof readTagged> {
  return tag === '' ? text : readTagged(tag, text)
}

// The scalar's own text is decoded with a character in place of each placeholder that occurs nowhere else in it.
function compose(source: Source, { event, inside, known }: Filling): string {
  const { valueStart, valueEnd } = event
  const decoded = getScalarValue(source.masked, event)
  const mark = unusedCharacter(source.text.slice(valueStart, valueEnd) + decoded)
  let [marked, from] = ['', valueStart]
  for (const { start, end } of inside) {
    marked += source.text.slice(from, start) + mark
    from = end
  }
  marked += source.text.slice(from, valueEnd)
  const pieces = getScalarValue(marked, { ...event, valueStart: 0, valueEnd: marked.length, fast: false }).split(mark)
  const texts = known.map((each) => indented(each, event))
  return chomped(pieces.map((piece, index) => piece + (texts[index] ?? '')).join(''), event)
}

function unusedCharacter(text: string): string {
  let code = 0xe000
  while (text.includes(String.fromCharCode(code))) code++
  return String.fromCharCode(code)
}

// In a block text `indent` adds what goes beyond the block's own indentation, since YAML takes that off again.
function indented({ text, indent }: Known, event: ScalarEvent): string {
  const extra = isBlock(event) ? Math.max(0, indent - event.indent) : 0
  return extra === 0 ? text : text.replaceAll('\n', `\n${' '.repeat(extra)}`)
}

// Line breaks at the end of a value count as those of the block do.
function chomped(text: string, event: ScalarEvent): string {
  if (!isBlock(event) || event.chomping === CHOMPING_MODE.KEEP) return text
  const bare = text.replace(/\n+$/, '')
  return event.chomping === CHOMPING_MODE.STRIP || bare === '' ? bare : `${bare}\n`
}

function isBlock({ style }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.LITERAL_BLOCK || style === SCALAR_STYLE.FOLDED_BLOCK
}
