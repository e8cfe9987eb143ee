import { problem, Refusal } from '../model/diagnostic.ts'
import { nearest } from '../model/nearest.ts'
import { expand } from './placeholder.ts'
import type { ConfigFile } from './read-file.ts'

/** Environment variables, as the process has them. */
export type Env = Readonly<Record<string, string | undefined>>

/** A value of keelson.yaml with the place that it came from. */
export interface FileValue {
  value: unknown
  path: (string | number)[]
  /** `keelson.yaml:4:11`. */
  from: string
}

/**
 * Looks a key up in keelson.yaml: in the named target first, then at the top.
 * @param file the configuration file, if there is one
 * @param target name of the target in use
 * @param key the key
 * @param env where placeholders take their values from
 * @returns the value with placeholders filled, or undefined when the file is silent
 * @throws Refusal (invalid) for a placeholder whose variable is not set; placeholders that nobody asks for do no harm
 */
export function fileValue(
  file: ConfigFile | undefined,
  target: string | undefined,
  key: string,
  env: Env,
): FileValue | undefined {
  if (file === undefined) return undefined
  const places = target === undefined ? [[key]] : [['targets', target, key], [key]]
  const path = places.find((each) => own(file.value, each) !== undefined && own(file.value, each) !== null)
  if (path === undefined) return undefined
  return { value: filled(file, path, own(file.value, path), env), path, from: fromPlace(file, path) }
}

/**
 * Checks that a target is there.
 * @param file the configuration file, if there is one
 * @param target the name asked for
 * @param from what the source of the name is called in messages
 * @throws Refusal (invalid) with the nearest name
 */
export function requireTarget(file: ConfigFile | undefined, target: string, from: string): void {
  const targets = own(file?.value ?? {}, ['targets'])
  const names = Object.keys(typeof targets === 'object' && targets !== null ? targets : {})
  if (names.includes(target)) return
  const near = nearest(target, names)
  const known = names.length === 0 ? 'no configuration file names a target' : `known: ${names.join(', ')}`
  const hint = near === undefined ? known : `did you mean ${near}?`
  throw new Refusal('invalid', [
    problem('unknown-target', `${from}: there is no target ${JSON.stringify(target)}`, { hint }),
  ])
}

/**
 * Tells where a value stands.
 * @param file the configuration file
 * @param path the way to the value
 * @returns `keelson.yaml:4:11`
 */
export function fromPlace(file: ConfigFile, path: readonly (string | number)[]): string {
  const at = file.locate(path)
  return `${at.file}:${at.line}:${at.column}`
}

function filled(file: ConfigFile, path: (string | number)[], value: unknown, env: Env): unknown {
  if (Array.isArray(value)) return value.map((entry, index) => filled(file, [...path, index], entry, env))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, filled(file, [...path, name], each, env)]),
    )
  }
  if (typeof value !== 'string') return value
  const { text, missing } = expand(value, env)
  if (missing.length === 0) return text
  const message = `${path.join('.')}: variable ${missing.join(', ')} is not set`
  throw new Refusal('invalid', [problem('missing-variable', message, { at: file.locate(path) })])
}

function own(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, step) => {
    const here = typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
    return here ? (inner as Record<string, unknown>)[step] : undefined
  }, value)
}
