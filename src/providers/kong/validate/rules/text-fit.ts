import { isFields } from '../../../../model/secret.ts'
import type { FieldRule } from './rule.ts'

/** Tells whether a rule refuses no text of a value. */
export type TextFit = (value: unknown) => boolean

/** Makes the test of the texts that steps lead to: a name, `[]` for entries, `{}` for keys. */
export function textFit([step, ...others]: readonly string[], refuse: FieldRule['refuse']): TextFit {
  if (step === undefined) return (value) => typeof value !== 'string' || isFine(value, refuse)
  if (step === '{}') return (value) => !isFields(value) || Object.keys(value).every((key) => refuse(key) === undefined)
  const inner = textFit(others, refuse)
  if (step === '[]') return (value) => !Array.isArray(value) || areFine(value, inner)
  return (value) => !isFields(value) || inner(value[step])
}

/** A reference into a vault is no text to judge. */
function isFine(text: string, refuse: FieldRule['refuse']): boolean {
  return text === '' || text.startsWith('{vault://') || refuse(text) === undefined
}

function areFine(values: readonly unknown[], isFit: TextFit): boolean {
  for (let index = 0; index < values.length; index++) if (!isFit(values[index])) return false
  return true
}
