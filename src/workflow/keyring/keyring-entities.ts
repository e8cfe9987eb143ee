import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Session } from '../../model/provider.ts'
import { mayEncrypt } from './encrypted-fields.ts'

/** Kinds whose fields depend on a name: which are encrypted is only known of each entity. */
const NAMED = ['plugin', 'vault']

/** Finds the kinds of a controller that can hold anything encrypted. Raises a Failure when its schemas cannot be read. */
export async function encryptedKinds(session: Session, kinds: readonly Kind[], signal?: AbortSignal): Promise<Kind[]> {
  const samples = kinds.map(({ name }): Entity => ({ kind: name, fields: {}, refs: {} }))
  const typeOf = await session.types(
    samples.filter(({ kind }) => !NAMED.includes(kind)),
    signal,
  )
  return kinds.filter(({ name }, at) => {
    const type = samples[at] && typeOf(samples[at])
    return NAMED.includes(name) || (type !== undefined && mayEncrypt(type))
  })
}
