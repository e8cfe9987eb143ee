import { Failure } from '../../../http/failure.ts'
import type { Kind } from '../../../model/kind.ts'
import { kindByName } from '../shape/sections.ts'
import { type Denied, deniedFailure, noteDenied } from './denied.ts'
import { editionOf } from './describe.ts'
import type { Gateway } from './gateway.ts'
import { baseOf } from './paths.ts'

/** Whether a gateway has a kind, and if not, why. */
export interface Support {
  kind: Kind
  missing?: string
}

/**
 * Asks for one entity of each kind that was not read: cheap, and true for plugins' own kinds that are off as well. Kinds of another edition
 * than the gateway's are not asked for. What the token may not read is raised in one Failure.
 */
export async function supportedKinds(gateway: Gateway, kinds: readonly Kind[]): Promise<Support[]> {
  const reasons = await Promise.all(kinds.map((kind) => whyNot(gateway, kind)))
  const denied: Denied = new Map()
  const found = await Promise.all(
    kinds.map((kind, index) => {
      const missing = reasons[index]
      if (missing !== undefined) return { kind, missing }
      return support(gateway, kind).catch((error: unknown) => noteDenied(error, kind, denied))
    }),
  )
  const failure = deniedFailure(denied, kinds)
  if (failure) throw failure
  return found.filter((each) => each !== undefined)
}

/** Leaves out kinds that only another edition or workspace has; for those of every edition nothing is asked. */
export async function kindsWithin(gateway: Gateway, kinds: readonly Kind[]): Promise<readonly Kind[]> {
  const reasons = await Promise.all(kinds.map((kind) => whyNot(gateway, kind)))
  return kinds.filter((_, index) => reasons[index] === undefined)
}

/** What stands beside the workspaces is seen from `default`, so that it is not met once for each workspace. */
async function whyNot(gateway: Gateway, { edition, global, section }: Kind): Promise<string | undefined> {
  if (edition !== undefined && editionOf(await gateway.root()) !== edition) return 'it needs Kong Enterprise'
  return global && gateway.workspace !== 'default' ? `${section} belong to the workspace default` : undefined
}

/** What was read already is not asked for again. */
async function support(gateway: Gateway, kind: Kind): Promise<Support> {
  const { list, parent } = kind.endpoint
  const above = list === undefined ? kindByName.get(parent ?? kind.name) : undefined
  const path = `${await baseOf(gateway, kind)}/${list ?? (above ?? kind).endpoint.path}`
  const answer = gateway.lists.get(path) ?? whyAbsent(gateway, path)
  gateway.lists.set(path, answer)
  const missing = await answer
  return missing === undefined ? { kind } : { kind, missing }
}

/** What failed may be asked again. */
async function whyAbsent({ http, lists }: Gateway, path: string): Promise<string | undefined> {
  try {
    await http.get(path, { query: { size: '1' } })
    return undefined
  } catch (error) {
    if (!(error instanceof Failure) || (error.status !== 404 && error.status !== 400)) {
      lists.delete(path)
      throw error
    }
    return error.status === 404 ? 'this gateway does not have it' : error.facts.reason
  }
}
