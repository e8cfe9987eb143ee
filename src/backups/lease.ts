import { createHash } from 'node:crypto'
import { problem, Refusal } from '../model/diagnostic.ts'
import type { LeaseRecord } from '../model/lease.ts'
import type { Store } from '../model/store.ts'
import { leaseHeld, leaseOf, nameOf } from './leases.ts'
import { thisProcess } from './this-process.ts'

/** A lease that is not renewed for so long may be taken by others, milliseconds. */
export const LIFE_MS = 5 * 60_000

/** What a lease is wanted for. */
export type Claim = Pick<LeaseRecord, 'identity' | 'address' | 'run' | 'command' | 'job'>

/** The right to write to a target, as long as it is renewed, which it does by itself. */
export interface Lease {
  /** Raises a Refusal (refused) once it is lost: nothing more may be written then. */
  require(): void
  /** Gives it back. Raises nothing: one that cannot be given back ends by itself. */
  free(): Promise<void>
  /** Whose it was, when it was taken over from a run that did not give it back. */
  readonly from: LeaseRecord | undefined
}

/**
 * Takes the lease of a target, also over one that has expired or whose process ran on this host and is gone. Raises a Refusal:
 * `refused` while another run has it, `failed` when the store cannot be reached.
 * @param life after how many milliseconds without renewal others may take it; renewed at a third of that
 */
export async function takeLease(store: Store, claim: Claim, life = LIFE_MS): Promise<Lease> {
  const name = nameOf(idOf(claim.identity))
  const taken = now()
  const write = () => textOf({ lease_version: '1.0', ...claim, ...thisProcess(), taken, ...times(life) })
  const first = write()
  const from = await occupy(store, name, first)
  return keep({ store, name, life, write }, first, from)
}

/** The id of a target's lease: 16 hex digits. */
export function idOf(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 16)
}

const now = (): string => new Date().toISOString()

const times = (life: number) => ({ renewed: now(), expires: new Date(Date.now() + life).toISOString() })

const textOf = (record: LeaseRecord): string => `${JSON.stringify(record, undefined, 2)}\n`

/** Puts the lease there; gives the one it took the place of. */
async function occupy(store: Store, name: string, text: string): Promise<LeaseRecord | undefined> {
  if (await store.create(name, text)) return undefined
  const was = await store.read(name)
  if (was === undefined) return occupy(store, name, text)
  const found = leaseOf(name, was)
  if (found === undefined || found.state === 'held') throw leaseHeld(name, found?.record)
  return (await store.replace(name, text, was)) ? found.record : occupy(store, name, text)
}

interface Keeping {
  store: Store
  name: string
  life: number
  write(): string
}

/** Renews a lease at a third of its life; where the store does not answer, oftener, until a third of it is left. */
function keep({ store, name, life, write }: Keeping, first: string, from: LeaseRecord | undefined): Lease {
  let held = first
  let expires = Date.now() + life
  let lost: string | undefined
  let renewal: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const later = (delay: number) => {
    timer = setTimeout(() => {
      renewal = renew()
    }, delay).unref()
  }
  const renew = async () => {
    const [next, until] = [write(), Date.now() + life]
    try {
      if (!(await store.replace(name, next, Buffer.from(held)))) lost = 'it was released, or another run took it'
      else [held, expires] = [next, until]
      if (lost === undefined) later(life / 3)
    } catch (error) {
      if (Date.now() < expires - life / 3) return later(life / 15)
      lost = (error as Error).message
    }
  }
  later(life / 3)
  return {
    from,
    require: () => {
      if (lost === undefined && Date.now() >= expires) lost = 'it was not renewed in time'
      if (lost !== undefined) throw leaseLost(lost)
    },
    free: async () => {
      clearTimeout(timer)
      await renewal
      clearTimeout(timer)
      if (lost === undefined) await store.remove(name, Buffer.from(held)).catch(() => false)
    },
  }
}

function leaseLost(reason: string): Refusal {
  return new Refusal('refused', [problem('lease-lost', `the lease of this run was lost: ${reason}`)])
}
