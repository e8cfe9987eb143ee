/** What JSON can carry. */
export type Plain = null | boolean | number | string | Plain[] | { [name: string]: Plain }

/** Tells whether plain data is a record. */
export function isRecord(value: Plain | undefined): value is { [name: string]: Plain } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
