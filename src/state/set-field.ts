import type { Fields, Value } from '../model/value.ts'

/** Sets a field by any name; plain assignment would take `__proto__` for something else. */
export function setField(fields: Fields, key: string, value: Value): void {
  if (key !== '__proto__') fields[key] = value
  else Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true })
}
