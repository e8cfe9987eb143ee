import type { Fields } from '../../../../model/value.ts'
import type { EntityRule, Objection } from './rule.ts'

/** Without something to hash on the gateway stores another algorithm than it was told, so that a diff never ends. */
function refuse({ algorithm, hash_on: hashOn }: Fields): Objection[] {
  if (algorithm !== 'consistent-hashing' || (hashOn !== undefined && hashOn !== null && hashOn !== 'none')) return []
  const reason = 'has no effect without hash_on: Kong stores round-robin'
  const hint = 'say what to hash on, or leave algorithm out'
  return [{ path: ['algorithm'], code: 'no-effect', reason, hint, isWarning: true }]
}

/** What upstreams do not keep as written. */
export const upstreamRules: readonly EntityRule[] = [{ kind: 'upstream', refuse, source: 'upstreams-targets 6' }]
