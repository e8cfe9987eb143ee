import type { Change } from '../../model/change.ts'
import { type Restored, undoReads } from '../../runs/undo-reads.ts'
import { refuseUnreadable } from '../gateway/refuse-unreadable.ts'
import type { Rehearsable } from './apply-plan.ts'

/**
 * Asks the controller whether the token may read what it would take to undo a plan; of what was read already nothing is asked. Raises
 * a Refusal (refused) that names what it may not read, a Failure when the controller cannot be reached.
 */
export async function requireWayBack({ plan, where }: Rehearsable): Promise<void> {
  const needed = undoReads(where.module.kinds, plan.changes.map(restored))
  await where.session.supports(needed).catch(refuseUnreadable('undo'))
}

/** What an undo would put back of a change; what it creates, alone or in place of another one, would go. */
function restored({ kind, action, before, after }: Change): Restored {
  return {
    kind,
    images: [before, after].filter((image) => image !== undefined),
    goes: action === 'create' || action === 'replace',
  }
}
