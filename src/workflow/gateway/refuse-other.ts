import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Target } from '../../model/provider.ts'
import type { Connection, Limits } from '../../model/settings.ts'

/** A configured identity that the target does not have means that this is the wrong target; raises a Refusal (refused). */
export function refuseOther(
  { identity }: Connection,
  target: Target,
  { allowOtherTarget = false }: Pick<Limits, 'allowOtherTarget'> = {},
): void {
  if (allowOtherTarget || identity === undefined || identity === target.identity) return
  throw new Refusal('refused', [
    problem(
      'other-target',
      `the target at ${target.address} is ${target.identity}, and the configuration expects ${identity}`,
      {
        hint: 'check --addr and --target; `keelson ping` prints the identity that belongs into keelson.yaml; --allow-other-target lifts this guard for once where a plan is made',
      },
    ),
  ])
}
