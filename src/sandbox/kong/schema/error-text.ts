import type { Fault, FaultTable } from './value.ts'

/** Sums up faults as the gateway words them: `2 schema violations (a: …; b.c: …)` (service-errors, upstreams-targets #13). */
export function faultsText(faults: FaultTable): string {
  const texts = Object.keys(faults)
    .sort()
    .flatMap((name) => fieldTexts(name, faults[name]))
  const count = texts.length === 1 ? 'schema violation' : `${texts.length} schema violations`
  return `${count} (${texts.join('; ')})`
}

function fieldTexts(name: string, fault: Fault | undefined): string[] {
  if (fault === undefined) return []
  if (typeof fault === 'string') return [`${name}: ${fault}`]
  if (name === '@entity' && Array.isArray(fault)) return fault.map(String)
  return entries(fault).map(([key, inner]) => `${name}.${key}: ${typeof inner === 'string' ? inner : luaTable(inner)}`)
}

function entries(fault: Exclude<Fault, string>): [string, Fault][] {
  if (!Array.isArray(fault))
    return Object.keys(fault)
      .sort()
      .map((key): [string, Fault] => [key, fault[key] ?? ''])
  return fault.flatMap((one, index): [string, Fault][] => (one === null ? [] : [[String(index + 1), one]]))
}

/** Writes faults as a Lua table: indented by two spaces, or on one line when `compact`. */
export function luaTable(fault: Exclude<Fault, string>, compact = false, indent = ''): string {
  const inner = compact ? '' : `${indent}  `
  const lines = parts(fault).map(([key, value]) => {
    const text = typeof value === 'string' ? luaString(value) : luaTable(value, compact, inner)
    const equals = compact ? '=' : ' = '
    return inner + (key === undefined ? text : key + equals + text)
  })
  if (lines.length === 0) return '{}'
  return compact ? `{${lines.join(',')}}` : `{\n${lines.join(',\n')}\n${indent}}`
}

/** Lua writes the unbroken start of a list without keys, what follows a hole with its index (dbless #34, #36). */
function parts(fault: Exclude<Fault, string>): [string | undefined, Fault][] {
  if (!Array.isArray(fault)) return entries(fault).map(([key, value]) => [luaKey(key), value])
  const hole = fault.indexOf(null)
  const unbroken = hole === -1 ? fault.length : hole
  return entries(fault).map(([key, value]) => [Number(key) <= unbroken ? undefined : `[${key}]`, value])
}

const luaKey = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : `["${key}"]`)
const luaString = (text: string): string =>
  `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`

/**
 * Writes a key of an entity as the gateway shows it in messages: `{consumer=null,name="x",service={id="…"}}`.
 * Where it does not take care of them, nulls show as what they are in Lua.
 */
export function keyText(key: Record<string, unknown>, nullText = '"userdata: NULL"'): string {
  const shown = Object.keys(key)
    .sort()
    .map((name) => `${name}=${keyValueText(key[name], nullText)}`)
  return `{${shown.join(',')}}`
}

function keyValueText(value: unknown, nullText: string): string {
  if (value === null) return nullText
  if (typeof value === 'string') return luaString(value)
  if (typeof value === 'object') return keyText(value as Record<string, unknown>, nullText)
  return String(value)
}
