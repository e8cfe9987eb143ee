import { Failure } from '../../../http/failure.ts'
import type { Kind } from '../../../model/kind.ts'

/** Kinds whose lists the token may not read, with the gateway's answer. */
export type Denied = Map<Kind, Failure>

/** Notes a 403 about a kind, so that others can be asked for and all of them be named. Raises any other error. */
export function noteDenied(error: unknown, kind: Kind, denied: Denied): undefined {
  if (!(error instanceof Failure) || error.status !== 403) throw error
  denied.set(kind, error)
}

/**
 * Puts what was denied into one Failure that names the sections asked for; undefined where nothing was.
 * @param kinds those asked for; what is only read below another kind's entities is as unreadable as that kind
 */
export function deniedFailure(denied: ReadonlyMap<Kind, Failure>, kinds: readonly Kind[]): Failure | undefined {
  const [first] = denied.values()
  if (first === undefined) return undefined
  const names = new Set([...denied.keys()].map(({ name }) => name))
  const isDenied = ({ name, endpoint: { list, parent = '' } }: Kind): boolean =>
    names.has(name) || (list === undefined && names.has(parent))
  const unreadable = kinds.filter(isDenied).map(({ section }) => section)
  return new Failure({ ...first.facts, unreadable, ...(unreadable.length === kinds.length && { blind: true }) })
}

/** Raises what it is given; of a 403 it says first which section it is about. */
export function deniedFor(kind: Kind): (error: unknown) => never {
  return (error) => {
    const isBare = error instanceof Failure && error.status === 403 && error.facts.unreadable === undefined
    throw isBare ? new Failure({ ...error.facts, unreadable: [kind.section] }) : error
  }
}
