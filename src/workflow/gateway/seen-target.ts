import type { Target } from '../../model/provider.ts'
import { isName } from '../../model/same-target.ts'
import type { Store } from '../../model/store.ts'
import { targetDigest } from '../../model/target-digest.ts'

/** `targets/<digest of the name>.json`: what the controller of a name said of itself when it was last written to. */
interface SeenTarget {
  target_version: '1.0'
  identity: string
  cluster: string
}

/**
 * Reads what the controller of a name said of itself when it was last written to; undefined where that is not known. Raises a Refusal
 * (failed) of the store's.
 */
export async function readSeen(store: Store, identity: string): Promise<string | undefined> {
  const content = await store.read(fileOf(identity))
  try {
    const { cluster } = JSON.parse(content?.toString('utf8') ?? '{}') as Partial<SeenTarget>
    return typeof cluster === 'string' ? cluster : undefined
  } catch {
    return undefined
  }
}

/** Keeps what the controller of a name says of itself, with the lease in hand. Raises a Refusal (failed) of the store's. */
export async function noteSeen(
  store: Store,
  { identity, cluster }: Pick<Target, 'identity' | 'cluster'>,
): Promise<void> {
  if (cluster === undefined || !isName(identity) || (await readSeen(store, identity)) === cluster) return
  const seen: SeenTarget = { target_version: '1.0', identity, cluster }
  const [name, text] = [fileOf(identity), `${JSON.stringify(seen)}\n`]
  const was = await store.read(name)
  await (was === undefined ? store.create(name, text) : store.replace(name, text, was))
}

const fileOf = (identity: string): string => `targets/${targetDigest(identity)}.json`
