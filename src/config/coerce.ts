import { problem, Refusal } from '../model/diagnostic.ts'
import { choicesText, type Option, type SettingValue } from './option.ts'

const TRUE = /^(1|true|yes|on)$/i
const FALSE = /^(0|false|no|off)$/i

/**
 * Turns what a source says into the option's type.
 * @param option the option's row
 * @param raw text from the command line or a variable, or a value from keelson.yaml
 * @param from what the source is called in messages, `--timeout`
 * @returns a value of the option's type; a list always as a list
 * @throws Refusal (invalid) that names the source and what it takes
 */
export function coerce(option: Option, raw: unknown, from: string): SettingValue {
  if (option.type === 'list') return list(option, raw, from)
  if (option.type === 'flag') return flag(option, raw, from)
  const text = String(raw)
  if (text === '') throw refuse(option, from, 'is empty')
  if (option.type === 'number') return number(option, text, from)
  if (option.choices !== undefined && !option.choices.includes(text)) {
    throw refuse(option, from, `is ${JSON.stringify(text)}, it takes ${choicesText(option.choices)}`)
  }
  return text
}

function list(option: Option, raw: unknown, from: string): string[] {
  const entries = (Array.isArray(raw) ? raw : [raw]).map(String)
  const parts = option.comma === true ? entries.flatMap((entry) => entry.split(',')) : entries
  const trimmed = parts.map((part) => part.trim())
  if (trimmed.includes('')) throw refuse(option, from, 'has an empty entry')
  return trimmed
}

function flag(option: Option, raw: unknown, from: string): boolean {
  if (typeof raw === 'boolean') return raw
  const text = String(raw)
  if (TRUE.test(text)) return true
  if (FALSE.test(text)) return false
  throw refuse(option, from, `is ${JSON.stringify(text)}, it takes true or false`)
}

function number(option: Option, text: string, from: string): number | string {
  if (text === option.word) return text
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isFinite(value)) throw refuse(option, from, `is ${JSON.stringify(text)}, it takes a number${or(option)}`)
  if (option.integer === true && !Number.isInteger(value))
    throw refuse(option, from, `is ${text}, it takes a whole number${or(option)}`)
  if (option.minimum !== undefined && value < option.minimum) {
    throw refuse(option, from, `is ${text}, the least is ${option.minimum}`)
  }
  if (option.maximum !== undefined && value > option.maximum) {
    throw refuse(option, from, `is ${text}, the most is ${option.maximum}`)
  }
  return value
}

const or = ({ word }: Option): string => (word === undefined ? '' : ` or ${word}`)

function refuse(option: Option, from: string, what: string): Refusal {
  const message = `${from} ${option.secret === true ? 'cannot be read' : what}`
  return new Refusal('invalid', [problem('bad-option-value', message)])
}
