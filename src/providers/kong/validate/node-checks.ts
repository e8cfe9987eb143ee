import { isDeepStrictEqual } from 'node:util'
import { Secret } from '../../../model/secret.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { runEntityChecks } from './entity-checks.ts'
import { type Fault, pathText } from './fault.ts'
import { dig, flatFields } from './look-up.ts'
import { brokenRegex } from './regex.ts'

/** Tells whether a node of a schema has rules that JSON Schema cannot say. */
export function hasNodeChecks(node: JsonSchema): boolean {
  const kong = node['x-kong']
  const checks = kong?.entity_checks
  const isChecked = (Array.isArray(checks) && checks.length > 0) || flatFields(node).length > 0
  return isChecked || kong?.mutually_exclusive_subsets !== undefined || kong?.is_regex === true
}

/** Runs those rules on a value; paths are relative to it. */
export function runNodeChecks(node: JsonSchema, value: unknown): Fault[] {
  const kong = node['x-kong']
  if (value === undefined || value === null || value instanceof Secret) return []
  if (kong?.is_regex === true) return regex(value)
  if (Array.isArray(kong?.mutually_exclusive_subsets)) return subsets(kong.mutually_exclusive_subsets, value)
  const faults = runEntityChecks(node, value)
  return flatFields(node).length === 0 ? faults : [...faults, ...ambiguous(node, value)]
}

function regex(value: unknown): Fault[] {
  const broken = typeof value === 'string' ? brokenRegex(value) : undefined
  return broken === undefined
    ? []
    : [{ path: [], code: 'invalid-value', reason: 'is not a valid regular expression', hint: broken, given: value }]
}

function subsets(groups: readonly unknown[], value: unknown): Fault[] {
  if (!Array.isArray(value)) return []
  const used = groups.filter((group) => Array.isArray(group) && group.some((each) => value.includes(each)))
  if (used.length < 2) return []
  const names = used.map((group) => (group as unknown[]).join('/'))
  return [{ path: [], code: 'failed-check', reason: `mixes what cannot go together: ${names.join(' and ')}` }]
}

/** A flat field and what replaced it, both given and different (plugins 58, recorded). */
function ambiguous(node: JsonSchema, value: unknown): Fault[] {
  return flatFields(node).flatMap(({ name, path }) => {
    const old = dig(value, [name])
    const current = dig(value, path)
    if (old === undefined || old === null || current === undefined || current === null) return []
    if (old instanceof Secret || current instanceof Secret || isDeepStrictEqual(old, current)) return []
    const reason = `and ${pathText(path)} are both given and differ`
    return [{ path: [name], code: 'ambiguous-field', reason, hint: `leave out ${name}, which is deprecated` }]
  })
}
