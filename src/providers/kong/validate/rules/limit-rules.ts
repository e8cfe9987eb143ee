import { isFields } from '../../../../model/secret.ts'
import type { Fields, Value } from '../../../../model/value.ts'
import type { FieldPath } from '../fault.ts'
import type { EntityRule, Objection } from './rule.ts'

const PERIODS = ['second', 'minute', 'hour', 'day', 'month', 'year']

/** A longer period cannot allow less than a shorter one. */
function periods(limits: Value | undefined, path: FieldPath): Objection[] {
  if (!isFields(limits)) return []
  const given = PERIODS.filter((name) => typeof limits[name] === 'number')
  return given.flatMap((name, index) => {
    const shorter = given.slice(0, index).findLast((each) => Number(limits[each]) > Number(limits[name]))
    return shorter === undefined
      ? []
      : [
          {
            path: [...path, name],
            reason: `is lower than the limit for ${shorter}`,
            hint: 'a longer period allows at least as much',
          },
        ]
  })
}

function rateLimiting({ config }: Fields): Objection[] {
  return periods(config, ['config'])
}

function responseRateLimiting({ config }: Fields): Objection[] {
  const limits = isFields(config) ? config.limits : undefined
  if (!isFields(limits)) return []
  return Object.entries(limits).flatMap(([name, each]) => periods(each, ['config', 'limits', name]))
}

/** Numbers inside records keep 14 significant digits; others come back changed (Kong 3.9.3, recorded in its README). */
const digits =
  (field: string) =>
  (fields: Fields): Objection[] => {
    const objections: Objection[] = []
    if (!isExact(fields[field])) walk(fields[field], [field], objections)
    return objections
  }

/** Nearly all are: where a number is that is not, is asked then. */
function isExact(value: Value | undefined): boolean {
  if (typeof value === 'number') return isKept(value)
  if (Array.isArray(value)) return value.every(isExact)
  if (isFields(value)) for (const name in value) if (!isExact(value[name])) return false
  return true
}

function isKept(value: number): boolean {
  return (Number.isInteger(value) && Math.abs(value) < 1e14) || Number(value.toPrecision(14)) === value
}

function walk(value: Value | undefined, path: FieldPath, objections: Objection[]): void {
  if (typeof value === 'number') {
    if (isKept(value)) return
    const reason = 'has more than 14 significant digits'
    objections.push({ path, code: 'inexact-number', reason, hint: 'Kong would store another number' })
  } else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) walk(each, [...path, index], objections)
  } else if (isFields(value)) for (const [name, each] of Object.entries(value)) walk(each, [...path, name], objections)
}

/** Limits and numbers. Sources are transcripts of Kong 3.9.3 with the number of the exchange. */
export const limitRules: readonly EntityRule[] = [
  { kind: 'plugin', plugin: 'rate-limiting', refuse: rateLimiting, source: 'plugins 29' },
  {
    kind: 'plugin',
    plugin: 'response-ratelimiting',
    refuse: responseRateLimiting,
    source: 'plugins 29, the same check',
  },
  { kind: 'plugin', refuse: digits('config'), source: 'plugins: 123456789012345 comes back as 123456789012340' },
  { kind: 'vault', refuse: digits('config'), source: 'plugins, the same storage' },
  { kind: 'upstream', refuse: digits('healthchecks'), source: 'plugins, the same storage' },
]
