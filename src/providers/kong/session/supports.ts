import { Failure } from '../../../http/failure.ts'
import type { Kind } from '../../../model/kind.ts'
import { kindByName } from '../shape/sections.ts'
import { editionOf } from './describe.ts'
import type { Gateway } from './gateway.ts'
import { baseOf } from './paths.ts'

/** Whether a gateway has a kind, and if not, why. */
export interface Support {
  kind: Kind
  missing?: string
}

/**
 * Asks for one entity of each kind: cheap, and true for plugins' own kinds that are off as well. Kinds of another edition
 * than the gateway's are not asked for.
 */
export async function supportedKinds(gateway: Gateway, kinds: readonly Kind[]): Promise<Support[]> {
  const held = new Set(await kindsOfEdition(gateway, kinds))
  return Promise.all(kinds.map((kind) => (held.has(kind) ? support(gateway, kind) : missingIn(kind))))
}

/** Leaves out kinds that only another edition has; for those of every edition nothing is asked. */
export async function kindsOfEdition(gateway: Gateway, kinds: readonly Kind[]): Promise<readonly Kind[]> {
  if (kinds.every(({ edition }) => edition === undefined)) return kinds
  const own = editionOf(await gateway.root())
  return kinds.filter(({ edition }) => edition === undefined || edition === own)
}

const missingIn = (kind: Kind): Support => ({ kind, missing: 'it needs Kong Enterprise' })

async function support(gateway: Gateway, kind: Kind): Promise<Support> {
  const { list, parent } = kind.endpoint
  const above = list === undefined ? kindByName.get(parent ?? kind.name) : undefined
  const prefix = await baseOf(gateway, kind)
  try {
    await gateway.http.get(`${prefix}/${list ?? (above ?? kind).endpoint.path}`, { query: { size: '1' } })
    return { kind }
  } catch (error) {
    if (!(error instanceof Failure) || (error.status !== 404 && error.status !== 400)) throw error
    return { kind, missing: error.status === 404 ? 'this gateway does not have it' : error.facts.reason }
  }
}
