import { Failure } from '../../../http/failure.ts'
import type { Kind } from '../../../model/kind.ts'
import { kindByName } from '../shape/sections.ts'
import type { Gateway } from './gateway.ts'
import { baseOf } from './paths.ts'

/** Whether a gateway has a kind, and if not, why. */
export interface Support {
  kind: Kind
  missing?: string
}

/** Asks for one entity of each kind: cheap, and true for plugins' own kinds that are off as well. */
export async function supportedKinds(gateway: Gateway, kinds: readonly Kind[]): Promise<Support[]> {
  return Promise.all(kinds.map((kind) => support(gateway, kind)))
}

async function support(gateway: Gateway, kind: Kind): Promise<Support> {
  const listed = kindByName.get(kind.endpoint.parent ?? kind.name) ?? kind
  const prefix = await baseOf(gateway, kind)
  try {
    await gateway.http.get(`${prefix}/${listed.endpoint.path}`, { query: { size: '1' } })
    return { kind }
  } catch (error) {
    if (!(error instanceof Failure) || (error.status !== 404 && error.status !== 400)) throw error
    return { kind, missing: error.status === 404 ? 'this gateway does not have it' : error.facts.reason }
  }
}
