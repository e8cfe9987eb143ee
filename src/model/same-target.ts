import type { Target } from './provider.ts'

/** What records keep of a target to know it again. */
export type TargetMark = Pick<Target, 'identity' | 'address' | 'cluster'>

/** Tells a name that somebody gave a target from what a controller says of itself, which is an address. */
export function isName(identity: string): boolean {
  return !identity.includes('://')
}

/** What a record keeps of the controller's own word; nothing where the identity is that word. */
export function clusterOf({ cluster }: Pick<Target, 'cluster'>): { cluster?: string } {
  return cluster === undefined ? {} : { cluster }
}

/** What messages call a target: its identity, and beside a name what the controller says of itself. */
export function targetName({ identity, cluster }: Pick<Target, 'identity' | 'cluster'>): string {
  return cluster === undefined ? identity : `${identity} (${cluster})`
}

/**
 * Tells whether two marks are of one target. Those of one name must say the same of themselves; where only one of them has a name,
 * that alone decides.
 */
export function isSameTarget(one: TargetMark, other: TargetMark): boolean {
  if (isName(one.identity) && isName(other.identity))
    return one.identity === other.identity && one.cluster === other.cluster
  return ownWord(one) === ownWord(other)
}

const ownWord = ({ identity, cluster, address }: TargetMark): string =>
  isName(identity) ? (cluster ?? address) : identity
