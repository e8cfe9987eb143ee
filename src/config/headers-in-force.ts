import { fileValue, fromPlace } from './file-value.ts'
import { type Header, header, parseHeaders } from './headers.ts'
import { pick } from './options.ts'
import type { Settings, Sources } from './settings.ts'
import { variables } from './settings.ts'

/** A header that will be sent, and the source that set it. */
export interface HeaderInForce extends Header {
  from: string
}

/**
 * Collects the headers of all sources; one of the same name from a stronger source replaces that of a weaker one. A token
 * given by decK's own option comes before all, as in decK.
 * @param settings the settings in force
 * @returns headers, one for each name
 * @throws Refusal (invalid) for what is no header
 */
export function headersInForce(settings: Settings): HeaderInForce[] {
  const { sources, target } = settings
  const [option] = pick('header')
  const ofVariables = (option === undefined ? [] : variables(option))
    .toReversed()
    .flatMap((name) => fromText([sources.env[name] ?? ''], name))
  const flags = sources.flags.header
  const given = flags === undefined ? [] : fromText([flags].flat().map(String), '--header')
  const byName = new Map<string, HeaderInForce>()
  for (const each of [...ofFile(sources, target), ...ofVariables, ...given, ...token(settings)]) {
    byName.set(each.name.toLowerCase(), each)
  }
  return [...byName.values()]
}

function fromText(entries: string[], from: string): HeaderInForce[] {
  const filled = entries.filter((entry) => entry !== '' || from.startsWith('-'))
  return parseHeaders(filled, from).map((each) => ({ ...each, from }))
}

function ofFile(sources: Sources, target: string | undefined): HeaderInForce[] {
  const { file, env } = sources
  // A target's headers add to those of the top.
  const found = [fileValue(file, undefined, 'headers', env), fileValue(file, target, 'headers', env)]
  return found.flatMap((each) => {
    if (each === undefined || file === undefined) return []
    if (Array.isArray(each.value)) return fromText(each.value.map(String), each.from)
    return Object.entries(each.value ?? {}).map(([name, value]) => {
      const from = fromPlace(file, [...each.path, name])
      return { ...header(name, String(value), from), from }
    })
  })
}

function token(settings: Settings): HeaderInForce[] {
  const value = settings.text('kong-admin-token')
  const from = settings.origin('kong-admin-token')
  if (value === undefined || from === undefined) return []
  return [{ ...header('Kong-Admin-Token', value, from), from }]
}
