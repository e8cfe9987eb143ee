import { optionSets, pick } from '../../config/options.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { AnyLease } from '../../model/lease.ts'
import type { Store } from '../../model/store.ts'
import { leaseJson, leaseLine } from '../../report/leases-text.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { storeOf } from '../files/store-of.ts'
import { confirm } from '../terminal/confirm.ts'

/** `keelson lock release`. */
export const lockRelease: Command = {
  name: 'lock release',
  describe: 'Take a lease away from a run that is no more; one that is still at work starts no new write.',
  options: [...pick('yes', 'store', 'target'), ...optionSets.output],
  words: 'id',
  connects: false,
  examples: [
    ['keelson lock release', 'the only one there is, after a question'],
    ['keelson lock release 5d7c3a9e0b1f2468 --yes', 'that of an id, or of a run, as lock list shows them'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const [id, ...more] = context.words
  if (more.length > 0) throw usage('lock release takes one id')
  const { listLeases, releaseLease } = await import('../../backups/leases.ts')
  const store = await storeOf(context)
  const lease = theOne(await listLeases(store), id, store)
  const question = `Release ${leaseLine(lease)}? If that run is still at work, it starts no new write.`
  await confirm(context, { yes: context.settings.flag('yes'), always: true, stdinTaken: false }, question)
  if (!(await releaseLease(store, lease.id))) throw changed()
  await context.print.result(`Released ${leaseLine(lease)}\n`)
  return { exit: 'done', parts: { released: leaseJson(lease) } }
}

function theOne(leases: readonly AnyLease[], id: string | undefined, store: Store): AnyLease {
  const found = leases.filter((each) => id === undefined || each.id === id || each.record?.run === id)
  const [lease, ...others] = found
  if (lease === undefined) {
    const what = id === undefined ? 'there is no lease' : `there is no lease ${JSON.stringify(id)}`
    throw new Refusal('failed', [problem('no-lease', `${what} in ${store.name}`, { hint: 'see keelson lock list' })])
  }
  if (others.length === 0) return lease
  throw usage(`there are ${found.length} leases`, `name one: ${found.map((each) => each.id).join(', ')}`)
}

const changed = (): Refusal =>
  new Refusal('failed', [
    problem('lease-changed', 'the lease was renewed or given back just now', { hint: 'see keelson lock list' }),
  ])
