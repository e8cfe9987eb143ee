import type { Expression, Flaw, Placeholder } from './placeholder.ts'

/** The value of a placeholder: its text, and what a function made of it. */
export interface Known {
  kind: 'known'
  text: string
  /** Set by toBool, toInt and toFloat: what an unquoted placeholder becomes, whatever its text looks like. */
  forced?: boolean | number
  /** Spaces that `indent` puts after each line break. */
  indent: number
  variables: readonly string[]
  /** The file says what it is without a value: its default was taken, or is an empty text. */
  mayBeEmpty?: true
}

/** What came of evaluating a placeholder. No part of it but `text` and `forced` holds anything of the environment. */
export type Evaluated =
  | Known
  | { kind: 'missing'; variables: readonly string[] }
  | ({ kind: 'wrong'; code: string } & Omit<Flaw, 'offset'>)

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

const PREFIXES = ['DECK_', 'KEELSON_']
const YES = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const NO = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])
const FLOAT = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/

/** The functions that fix a type, with Go's strconv rules as decK uses them; undefined: the text does not convert. */
const CONVERSIONS: Readonly<Record<string, { noun: string; convert: (text: string) => boolean | number | undefined }>> =
  {
    toBool: { noun: 'true or false', convert: (text) => (YES.has(text) ? true : NO.has(text) ? false : undefined) },
    toInt: { noun: 'a whole number up to 2^53', convert: toInt },
    toFloat: { noun: 'a number', convert: (text) => (FLOAT.test(text) ? finite(Number(text)) : undefined) },
  }

/**
 * Evaluates a placeholder. In: it and the environment. Out: its value; or that its variable is not set; or what is
 * wrong with it, in words that hold nothing of any value.
 */
export function evaluatePlaceholder(placeholder: Placeholder, env: Environment): Evaluated {
  const { content } = placeholder
  if ('expression' in content) return evaluate(content.expression, env)
  return { kind: 'wrong', code: 'placeholder-syntax', message: content.flaw.message, hint: content.flaw.hint }
}

function evaluate(expression: Expression, env: Environment): Evaluated {
  if (expression.kind === 'text') return known(expression.text, [])
  if (expression.kind === 'number') return known(String(expression.number), [])
  const [first, second] = expression.values
  if (!first) return known('', [])
  if (expression.name === 'env') return first.kind === 'text' ? readVariable(first.text, second, env) : known('', [])
  if (expression.name === 'indent') return indent(first, second, env)
  return convert(expression.name, evaluate(first, env))
}

function known(text: string, variables: readonly string[]): Known {
  return { kind: 'known', text, indent: 0, variables }
}

function readVariable(name: string, fallback: Expression | undefined, env: Environment): Evaluated {
  if (!PREFIXES.some((prefix) => name.startsWith(prefix))) return refuseName(name)
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  const given = fallback?.kind === 'text' ? fallback.text : undefined
  if (value !== undefined) return { ...known(value, [name]), ...(given === '' && { mayBeEmpty: true }) }
  return given === undefined ? { kind: 'missing', variables: [name] } : { ...known(given, [name]), mayBeEmpty: true }
}

function refuseName(name: string): Evaluated {
  const message = `"${name}" may not be read: only variables that begin with DECK_ or KEELSON_ may`
  return { kind: 'wrong', code: 'placeholder-variable', message, hint: `rename it, say to KEELSON_${name}` }
}

function indent(width: Expression, value: Expression | undefined, env: Environment): Evaluated {
  const inner = value ? evaluate(value, env) : known('', [])
  if (inner.kind !== 'known' || width.kind !== 'number') return inner
  return { ...inner, indent: inner.indent + Math.max(0, width.number) }
}

function convert(name: string, inner: Evaluated): Evaluated {
  const rule = CONVERSIONS[name]
  if (inner.kind !== 'known' || !rule) return inner
  const forced = rule.convert(inner.text)
  if (forced !== undefined) return { ...inner, text: String(forced), forced }
  const message = `the value of ${inner.variables.join(', ') || 'this placeholder'} is not ${rule.noun}, as ${name} needs`
  return { kind: 'wrong', code: 'placeholder-value', message, hint: `set it to ${rule.noun}, or leave ${name} out` }
}

function toInt(text: string): number | undefined {
  if (!/^[-+]?[0-9]+$/.test(text)) return undefined
  const value = Number(text) + 0
  return Math.abs(value) < Number.MAX_SAFE_INTEGER + 1 ? value : undefined
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}
