import { problem, Refusal } from '../model/diagnostic.ts'
import type { AnyLease, FoundLease, LeaseRecord, LeaseState } from '../model/lease.ts'
import type { Store } from '../model/store.ts'
import { isDead } from './this-process.ts'

const FOLDER = 'leases/'
const ENDING = '.json'

/** The name of a lease in a store. */
export function nameOf(id: string): string {
  return `${FOLDER}${id}${ENDING}`
}

/** Reads a lease; undefined when it is damaged. */
export function leaseOf(name: string, content: Uint8Array): FoundLease | undefined {
  try {
    const record = JSON.parse(Buffer.from(content).toString('utf8')) as LeaseRecord
    const id = name.slice(FOLDER.length, -ENDING.length)
    return Number.isNaN(Date.parse(record.expires)) ? undefined : { id, state: stateOf(record), record }
  } catch {
    return undefined
  }
}

function stateOf(record: LeaseRecord): LeaseState {
  if (Date.now() >= Date.parse(record.expires)) return 'expired'
  return isDead(record) ? 'dead' : 'held'
}

/** All leases in a store; also those that are damaged. Raises a Refusal (failed) when it cannot be reached. */
export async function listLeases(store: Store): Promise<AnyLease[]> {
  const found: AnyLease[] = []
  for (const name of await store.list(FOLDER)) {
    const content = await store.read(name)
    const id = name.slice(FOLDER.length, -ENDING.length)
    if (content !== undefined) found.push(leaseOf(name, content) ?? { id, state: 'damaged' })
  }
  return found
}

/** Takes a lease away, whoever has it; false where it is gone by now, or was renewed in between. Raises a Refusal (failed). */
export async function releaseLease(store: Store, id: string): Promise<boolean> {
  const was = await store.read(nameOf(id))
  return was !== undefined && store.remove(nameOf(id), was)
}

/** The Refusal (refused) of a run that another one keeps out. */
export function leaseHeld(name: string, record: LeaseRecord | undefined): Refusal {
  if (record === undefined) {
    const hint = 'keelson lock list shows its id; keelson lock release ID takes it away'
    return new Refusal('refused', [problem('locked', `the lease ${name} cannot be read`, { hint })])
  }
  const job = record.job === undefined ? '' : `, job ${record.job}`
  const who = `keelson ${record.command} of ${record.owner} (host ${record.host}, pid ${record.pid}${job})`
  const message = `${record.identity} is being changed since ${record.taken} by ${who}, run ${record.run}`
  const hint = 'wait for it; keelson lock list shows it, and keelson lock release takes its lease away if it is no more'
  return new Refusal('refused', [problem('locked', message, { hint })])
}
