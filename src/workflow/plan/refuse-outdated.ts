import { problem, Refusal } from '../../model/diagnostic.ts'
import type { LeaseRecord } from '../../model/lease.ts'
import type { RunHead, RunOutcome } from '../../model/run.ts'
import type { Store } from '../../model/store.ts'
import type { Prepared } from './planned.ts'

/**
 * Looks, with the lease in hand, whether a run before this one wrote to the target after the plans were made, and if so whether
 * they would be others now. Raises a Refusal (refused) then, and a Failure when the controller cannot be read.
 * @param from whose lease was taken over
 */
export async function refuseOutdated(
  store: Store,
  identity: string,
  plans: readonly Prepared[],
  from: LeaseRecord | undefined,
): Promise<void> {
  const since = Math.min(...plans.map(({ readAt }) => readAt))
  const last = await lastRun(store, identity)
  const wrote = last && Date.parse(last.outcome?.ended ?? last.head.started) >= since ? last.head.id : from?.run
  if (wrote === undefined) return
  for (const plan of plans) if ((await plan.refresh()) !== undefined) throw outdated(wrote)
}

/** The last run for a target that the store knows: they exclude each other, so that it is the one that ended last. */
async function lastRun(store: Store, identity: string): Promise<{ head: RunHead; outcome?: RunOutcome } | undefined> {
  const heads = (await store.list('runs/')).filter((name) => name.endsWith('/run.json'))
  for (const name of heads.reverse()) {
    const head = await readJson<RunHead>(store, name)
    if (head?.target?.identity !== identity) continue
    const outcome = await readJson<RunOutcome>(store, name.replace(/run\.json$/, 'outcome.json'))
    return { head, ...(outcome && { outcome }) }
  }
  return undefined
}

async function readJson<T>(store: Store, name: string): Promise<T | undefined> {
  const content = await store.read(name)
  try {
    return content && (JSON.parse(content.toString('utf8')) as T)
  } catch {
    return undefined
  }
}

function outdated(run: string): Refusal {
  return new Refusal('refused', [
    problem('outdated', `run ${run} changed the target after this plan was made, and it would be another one now`, {
      hint: 'run the command again, to see the plan as it is now',
    }),
  ])
}
