import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Target } from '../../model/provider.ts'
import { isName } from '../../model/same-target.ts'
import type { Connection, Limits } from '../../model/settings.ts'

/**
 * A controller that is not what the configured identity says means that this is the wrong one: an address is what it has to say of
 * itself, and under a name it has to say what it said when it was last written to. Raises a Refusal (refused).
 */
export function refuseOther(
  { identity, seen }: Pick<Connection, 'identity' | 'seen'>,
  target: Target,
  { allowOtherTarget = false }: Pick<Limits, 'allowOtherTarget'> = {},
): void {
  if (allowOtherTarget || identity === undefined) return
  if (!isName(identity) && identity !== target.identity) throw unexpected(identity, target)
  if (isName(identity) && seen !== undefined && seen !== target.cluster) throw moved(identity, seen, target)
}

function unexpected(identity: string, target: Target): Refusal {
  const message = `the target at ${target.address} is ${target.identity}, and the configuration expects ${identity}`
  const hint =
    'check --addr and --target; `keelson ping` prints the identity that belongs into keelson.yaml; --allow-other-target lifts this guard for once where a plan is made'
  return new Refusal('refused', [problem('other-target', message, { hint })])
}

function moved(identity: string, seen: string, { address, cluster }: Target): Refusal {
  const message = `the target at ${address} is ${cluster ?? 'without a database'}, and ${identity} was ${seen} when it was last written to`
  const hint =
    'check --addr and --target; --allow-other-target lifts this guard where a plan is made, and the next run that changes something notes the new one'
  return new Refusal('refused', [problem('other-target', message, { hint })])
}
