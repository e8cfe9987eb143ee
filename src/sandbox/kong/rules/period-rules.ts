import type { FieldRule } from '../schema/field.ts'
import { isRow, type Row } from '../schema/value.ts'

const PERIODS = ['second', 'minute', 'hour', 'day', 'month', 'year']

/** Limits may not fall as their period grows, as the rate limiting plugins check it (plugins #29). */
export const limitsInOrder: FieldRule = (value) => (isRow(value) ? wrongOrder(value) : undefined)

/** The same for every named limit of response-ratelimiting. */
export const namedLimitsInOrder: FieldRule = (value) => {
  if (!isRow(value)) return undefined
  for (const limits of Object.values(value)) {
    const fault = isRow(limits) ? wrongOrder(limits) : undefined
    if (fault) return fault
  }
  return undefined
}

function wrongOrder(limits: Row): string | undefined {
  const set = PERIODS.filter((period) => typeof limits[period] === 'number')
  for (const [at, lower] of set.entries()) {
    for (const higher of set.slice(at + 1)) {
      const [low, high] = [Number(limits[lower]), Number(limits[higher])]
      if (high < low) {
        return `The limit for ${higher}(${high.toFixed(1)}) cannot be lower than the limit for ${lower}(${low.toFixed(1)})`
      }
    }
  }
  return undefined
}
