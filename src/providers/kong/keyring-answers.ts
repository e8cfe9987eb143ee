import { isFields } from '../../model/secret.ts'
import type { Fields, Value } from '../../model/value.ts'

/**
 * The ids in an answer of the Keyring API. Its documents disagree, so several forms are taken: texts, objects with an `id`, and
 * `{}` for an empty list. Undefined when there is no list under any of the names.
 */
export function idsIn(body: Value | undefined, ...names: string[]): string[] | undefined {
  if (!isFields(body)) return undefined
  const list = names.map((name) => body[name]).find((each) => each !== undefined && each !== null)
  if (isFields(list) && Object.keys(list).length === 0) return []
  if (!Array.isArray(list)) return undefined
  return list.map(idIn).filter((id) => id !== undefined)
}

/** The text under the first of these names that has one; an object with an `id` stands for that. */
export function textIn(body: Value | undefined, ...names: string[]): string | undefined {
  const found = isFields(body) ? names.map((name) => idIn(body[name])) : []
  return found.find((each) => each !== undefined)
}

/** A switch of the gateway's configuration; undefined where it does not tell. */
export function switchIn(configuration: Fields, name: string): boolean | undefined {
  const value = configuration[name]
  if (value === undefined || value === null) return undefined
  return value === true || value === 'on' || value === 'true'
}

function idIn(value: Value | undefined): string | undefined {
  const id = isFields(value) ? value.id : value
  return typeof id === 'string' && id !== '' ? id : undefined
}
