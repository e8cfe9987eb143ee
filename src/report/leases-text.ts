import type { AnyLease } from '../model/lease.ts'
import type { Part } from './plan-json.ts'
import { printable } from './printable.ts'

const STATES = {
  held: 'held',
  expired: 'expired: the next run takes it over',
  dead: 'its process is gone: the next run takes it over',
  damaged: 'it cannot be read, and keeps every run out',
} as const

/**
 * Writes the leases of a store, each with who has it.
 * @param leases as they were found
 * @param store what the store is called
 * @returns text that ends with an end of line
 */
export function leasesText(leases: readonly AnyLease[], store: { name: string }): string {
  if (leases.length === 0) return printableLine(`No run has a lease in ${store.name}.`)
  return leases.map((lease) => printableLine(leaseLine(lease)) + details(lease)).join('')
}

/**
 * Tells in one line which lease it is and whose.
 * @param lease as it was found
 */
export function leaseLine({ id, state, record }: AnyLease): string {
  if (record === undefined) return `lease ${id} (${STATES[state]})`
  return `lease ${id} on ${record.identity}, of run ${record.run} (${STATES[state]})`
}

function details({ record }: AnyLease): string {
  if (record === undefined) return ''
  const { command, owner, host, pid, job, address, taken, renewed, expires } = record
  const who = `keelson ${command} by ${owner}, host ${host}, pid ${pid}${job === undefined ? '' : `, job ${job}`}`
  const when = `since ${taken}, renewed ${renewed}, good until ${expires}`
  return [who, `at ${address}`, when].map((line) => printableLine(`    ${line}`)).join('')
}

const printableLine = (line: string): string => `${printable(line)}\n`

/**
 * Gives a lease as data for the JSON report.
 * @param lease as it was found
 */
export function leaseJson({ id, state, record }: AnyLease): Part {
  if (record === undefined) return { id, state }
  const { identity, address, run, command, owner, host, pid, job, taken, renewed, expires } = record
  const who = { identity, address, run, command, owner, host, pid, ...(job !== undefined && { job }) }
  return { id, state, ...who, taken, renewed, expires }
}
