import { isRow, type Row, type Value } from '../schema/value.ts'

/** A step of a form field's name: a key, a place in a list from 1, or the end of a list. */
type Step = { key: string } | { place: number } | 'end'

/** Fields of a form as they came: names and texts. */
export type FormFields = Iterable<[name: string, value: string]>

/**
 * Builds a body of form fields: `a.b` and `a[b]` are nested, `a[]` and `a[1]` are lists, a name given twice becomes a
 * list (http-errors #12, #13; places and keys in brackets: Kong 3.9 open source).
 */
export function readForm(fields: FormFields): Row {
  const given = new Map<string, Value>()
  for (const [name, value] of fields) given.set(name, joined(given.get(name), value))
  const body: Row = {}
  for (const [name, value] of given) place(body, stepsOf(name), value)
  return body
}

const joined = (before: Value | undefined, value: Value): Value =>
  before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value]

function stepsOf(name: string): Step[] {
  const steps: Step[] = []
  for (const part of name.split(/\.(?![^[]*\])/)) {
    const [, key = part, brackets = ''] = /^([^[]+)((?:\[[^\]]*\])+)$/.exec(part) ?? []
    steps.push({ key }, ...[...brackets.matchAll(/\[([^\]]*)\]/g)].map(([, inner = '']) => bracketStep(inner)))
  }
  return steps
}

function bracketStep(inner: string): Step {
  if (inner === '') return 'end'
  return /^\d+$/.test(inner) ? { place: Number(inner) } : { key: inner.replace(/^"(.*)"$/, '$1') }
}

const isListStep = (step: Step | undefined): boolean => step === 'end' || (step !== undefined && 'place' in step)

function place(into: Row | Value[], [step, ...rest]: Step[], value: Value): void {
  if (step === undefined) return
  if (step === 'end' && rest.length === 0 && Array.isArray(into)) {
    into.push(...(Array.isArray(value) ? value : [value]))
    return
  }
  const before = read(into, step)
  if (rest.length === 0) {
    write(into, step, before === undefined ? value : [before, value])
    return
  }
  const inner = isRow(before) || Array.isArray(before) ? before : isListStep(rest[0]) ? [] : {}
  write(into, step, inner)
  place(inner, rest, value)
}

function read(from: Row | Value[], step: Step): Value | undefined {
  if (Array.isArray(from)) return step === 'end' ? undefined : 'place' in step ? from[step.place - 1] : undefined
  return step !== 'end' && 'key' in step && Object.hasOwn(from, step.key) ? from[step.key] : undefined
}

function write(into: Row | Value[], step: Step, value: Value): void {
  if (!Array.isArray(into)) into[nameOf(step)] = value
  else if (step !== 'end' && 'place' in step && step.place > 0 && step.place <= into.length)
    into[step.place - 1] = value
  else into.push(value)
}

const nameOf = (step: Step): string => (step === 'end' ? '' : 'key' in step ? step.key : String(step.place))

/** Reads a multipart form (RFC 7578); undefined when the content type names no boundary. */
export function readMultipart(text: string, contentType: string): FormFields | undefined {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) return undefined
  return text
    .split(`--${boundary}`)
    .slice(1, -1)
    .flatMap((part): [string, string][] => {
      const [, head = '', body = ''] = /^\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*?)\r?\n$/.exec(part) ?? []
      const name = /\bname="([^"]*)"/i.exec(head)?.[1]
      return name === undefined ? [] : [[name, body]]
    })
}
