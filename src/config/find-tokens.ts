import { type Diagnostic, warning } from '../model/diagnostic.ts'
import { hasPlaceholder } from './placeholder.ts'
import type { ConfigFile } from './read-file.ts'

const SENSITIVE = /token|auth|cookie|secret|key|password|credential/i

/**
 * Finds credentials that stand in keelson.yaml in clear.
 * @param file the parsed file
 * @returns a warning with its position for each; the value is not told
 */
export function findTokens(file: Pick<ConfigFile, 'value' | 'locate'>): Diagnostic[] {
  const targets = Object.keys(record(file.value.targets)).map((name) => ['targets', name])
  return [[], ...targets].flatMap((base) => [...inHeaders(file, base), ...inToken(file, base)])
}

function inHeaders(file: Pick<ConfigFile, 'value' | 'locate'>, base: string[]): Diagnostic[] {
  return ['header', 'headers'].flatMap((key) => {
    const headers = at(file.value, [...base, key])
    const entries = Array.isArray(headers) ? headers.map(split) : Object.entries(record(headers))
    return entries.flatMap(([name, value], index) => {
      if (!SENSITIVE.test(name) || hasPlaceholder(String(value))) return []
      return [literal(`header ${name}`, file, [...base, key, Array.isArray(headers) ? index : name])]
    })
  })
}

function inToken(file: Pick<ConfigFile, 'value' | 'locate'>, base: string[]): Diagnostic[] {
  const path = [...base, 'kong-admin-token']
  const value = at(file.value, path)
  return value === undefined || hasPlaceholder(String(value)) ? [] : [literal('kong-admin-token', file, path)]
}

function literal(what: string, file: Pick<ConfigFile, 'locate'>, path: (string | number)[]): Diagnostic {
  return warning('literal-token', `${what} holds a secret in clear`, {
    at: file.locate(path),
    hint: `take it from the environment: \${{ env "MY_TOKEN" }}`,
  })
}

function split(entry: unknown): [string, string] {
  const text = String(entry)
  const colon = text.indexOf(':')
  return [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)]
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, step) => record(inner)[step], value)
}
