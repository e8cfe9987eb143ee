import { optionSets, pick } from '../../config/options.ts'
import { leaseJson, leasesText } from '../../report/leases-text.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { storeOf } from '../files/store-of.ts'

/** `keelson lock list`. */
export const lockList: Command = {
  name: 'lock list',
  describe: 'List the leases in the store: which runs may write to which targets, and whose are left over.',
  options: [...pick('store', 'target'), ...optionSets.output],
  connects: false,
  examples: [
    ['keelson lock list', 'in the store of this folder'],
    ['keelson lock list --store /mnt/keelson --output json', 'in another one, as JSON'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const { listLeases } = await import('../../backups/leases.ts')
  const store = await storeOf(context)
  const leases = await listLeases(store)
  await context.print.result(leasesText(leases, store))
  return { exit: 'done', parts: { leases: leases.map(leaseJson) } }
}
