import type { Kind } from '../../../model/kind.ts'
import type { Fields } from '../../../model/value.ts'
import { kinds } from '../kinds.ts'
import type { Gateway } from './gateway.ts'
import { type ListOptions, readList } from './pages.ts'
import { baseOf } from './paths.ts'

/** Kinds that every Kong has; the list of another one may be missing (a plugin that is off, an older version). */
const ALWAYS = ['service', 'route', 'consumer', 'plugin', 'upstream', 'certificate', 'sni', 'ca-certificate']

/** The kind below whose entities a kind is read, one list for each; undefined for one that has a list of its own. */
export const readBelow = ({ endpoint: { list, parent } }: Kind): string | undefined =>
  list === undefined ? parent : undefined

const above = new Set(kinds.map(readBelow))

/**
 * Reads the list of a kind to its end, and notes in the gateway's `lists` whether it is there. Undefined where it is not. A gateway
 * either has an optional kind or not: one that is not there in the workspace `default`, which always is, need not be asked
 * for in others. What may be read differs by workspace, so a refusal tells nothing. Raises a Failure as `readList` does.
 */
export async function readKindList(
  gateway: Gateway,
  kind: Kind,
  options: Pick<ListOptions, 'tags' | 'signal' | 'onPage'>,
): Promise<Fields[] | undefined> {
  const name = kind.endpoint.list ?? kind.endpoint.path
  const path = `${await baseOf(gateway, kind)}/${name}`
  const optional = !ALWAYS.includes(kind.name)
  const outside = kind.optional && path !== `/${name}` ? gateway.lists.get(`/${name}`) : undefined
  let missing = outside && (await outside.catch(() => undefined))
  const onAbsence = (reason: string): void => {
    missing = reason
  }
  // The longest chains begin first: what is below another list can only be asked for when that one is there.
  const turn = above.has(kind.name) ? 'first' : 'usual'
  const reading =
    missing === undefined
      ? readList(gateway.http, path, { ...options, turn, optional, onAbsence })
      : Promise.resolve(undefined)
  const noted = reading.then(() => missing)
  // What failed may be asked again.
  noted.catch(() => gateway.lists.delete(path))
  gateway.lists.set(path, noted)
  return reading
}
