import { isDeepStrictEqual } from 'node:util'
import { isFields, Secret } from '../../../model/secret.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { entityCheck } from './entity-checks.ts'
import { type Fault, pathText } from './fault.ts'
import { dig, flatFields } from './look-up.ts'
import { brokenRegex } from './regex.ts'

/** Gives what is wrong with a value; paths are relative to it. */
export type NodeCheck = (value: unknown) => Fault[]

/** Makes the check of rules of a node of a schema that JSON Schema cannot say; undefined where there are none. */
export function nodeCheck(node: JsonSchema): NodeCheck | undefined {
  const check = ownCheck(node)
  return check && ((value) => (value === undefined || value === null || value instanceof Secret ? [] : check(value)))
}

function ownCheck(node: JsonSchema): NodeCheck | undefined {
  const kong = node['x-kong']
  if (kong?.is_regex === true) return regex
  const listed = kong?.mutually_exclusive_subsets
  const groups = Array.isArray(listed) ? listed.filter((group) => Array.isArray(group)) : undefined
  if (groups) return (value) => subsets(groups, value)
  const isFlat = flatFields(node).length > 0
  const between = entityCheck(node)
  if (!isFlat) return between
  return (value) => [...(between?.(value) ?? []), ...ambiguous(node, value)]
}

function regex(value: unknown): Fault[] {
  const broken = typeof value === 'string' ? brokenRegex(value) : undefined
  return broken === undefined
    ? []
    : [{ path: [], code: 'invalid-value', reason: 'is not a valid regular expression', hint: broken, given: value }]
}

function subsets(groups: readonly (readonly unknown[])[], value: unknown): Fault[] {
  if (!Array.isArray(value)) return []
  let count = 0
  for (const group of groups) if (sharesOne(group, value)) count++
  if (count < 2) return []
  const names = groups.filter((group) => sharesOne(group, value)).map((group) => group.join('/'))
  return [{ path: [], code: 'failed-check', reason: `mixes what cannot go together: ${names.join(' and ')}` }]
}

function sharesOne(group: readonly unknown[], value: readonly unknown[]): boolean {
  for (const each of group) if (value.includes(each)) return true
  return false
}

/** A flat field and what replaced it, both given and different (plugins 58, recorded). */
function ambiguous(node: JsonSchema, value: unknown): Fault[] {
  return flatFields(node).flatMap(({ name, path }) => {
    const old = isFields(value) ? value[name] : undefined
    if (old === undefined || old === null) return []
    const current = dig(value, path)
    if (current === undefined || current === null) return []
    if (old instanceof Secret || current instanceof Secret || isDeepStrictEqual(old, current)) return []
    const reason = `and ${pathText(path)} are both given and differ`
    return [{ path: [name], code: 'ambiguous-field', reason, hint: `leave out ${name}, which is deprecated` }]
  })
}
