import { isRecord, type Plain } from '../../model/plain.ts'
import { isSameSecret, isVeiled } from './veil.ts'

/** A value that is another one by now; absent where there is none. */
export interface Difference {
  /** `config.redis.host`, `paths[2]`. */
  path: string
  was?: Plain
  is?: Plain
}

/** Finds where two copies of an entity differ, in order of their fields. Null and absent are the same. Secrets differ as far as that is known. */
export function differences(was: Plain | undefined, is: Plain | undefined, path = ''): Difference[] {
  if (isVeiled(was) && isVeiled(is)) return isSameSecret(was, is) ? [] : [{ path, was, is }]
  if (Array.isArray(was) && Array.isArray(is) && was.length === is.length)
    return was.flatMap((each, index) => differences(each, is[index], `${path}[${index}]`))
  if (isRecord(was) && isRecord(is) && !isVeiled(was) && !isVeiled(is)) return inRecords(was, is, path)
  if (JSON.stringify(was ?? null) === JSON.stringify(is ?? null)) return []
  return [{ path, ...(was !== undefined && { was }), ...(is !== undefined && { is }) }]
}

function inRecords(was: { [name: string]: Plain }, is: { [name: string]: Plain }, path: string): Difference[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])].sort()
  return names.flatMap((name) => differences(was[name], is[name], path === '' ? name : `${path}.${name}`))
}

/** Values in messages are cut here. */
const MOST_CHARACTERS = 60

/** Tells one side of a difference, without telling a secret. */
export function sideText(value: Plain | undefined): string {
  if (value === undefined || value === null) return '(none)'
  const text = JSON.stringify(value, (_, each: Plain) => (isVeiled(each) ? '(secret)' : each))
  if (isVeiled(value)) return '(secret)'
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}
