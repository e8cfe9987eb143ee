import { problem, Refusal } from '../model/diagnostic.ts'
import type { LeaseRecord } from '../model/lease.ts'
import type { Store } from '../model/store.ts'
import { targetDigest } from '../model/target-digest.ts'
import { leaseHeld, leaseOf, nameOf } from './leases.ts'
import { thisProcess } from './this-process.ts'

/** A lease that is not renewed for so long may be taken by others, milliseconds. */
export const LIFE_MS = 5 * 60_000

/** Whoever holds a lease looks for it in the store again before a write when it has not for so long, milliseconds. */
const LOOK_MS = 2000

/** What a lease is wanted for. */
export type Claim = Pick<LeaseRecord, 'identity' | 'address' | 'run' | 'command' | 'job'>

/** The right to write to a target, as long as it is renewed, which it does by itself. */
export interface Lease {
  /** Raises a Refusal (refused) once it is lost: nothing more may be written then. Undefined where it was there just now. */
  require(): Promise<void> | undefined
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
  const name = nameOf(targetDigest(claim.identity))
  const taken = now()
  const write = () => textOf({ lease_version: '1.0', ...claim, ...thisProcess(), taken, ...times(life) })
  const [text, expires] = [write(), Date.now() + life]
  const from = await occupy(store, name, text)
  return keep({ store, name, run: claim.run, life, write, text, expires, seen: Date.now() }, from)
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

/** A lease in hand. */
interface Held {
  readonly store: Store
  readonly name: string
  readonly run: string
  readonly life: number
  /** Its text, good from now on. */
  write(): string
  /** What is in the store. */
  text: string
  expires: number
  /** When it was looked for last, milliseconds since 1970. */
  seen: number
  lost?: string
}

function isFresh({ lost, expires, seen }: Held): boolean {
  const now = Date.now()
  return lost === undefined && now < expires && now - seen < LOOK_MS
}

function keep(held: Held, from: LeaseRecord | undefined): Lease {
  const renewal = startRenewal(held)
  const look = lookNow(held)
  const require = async () => {
    await look()
    if (held.lost === undefined && Date.now() >= held.expires) held.lost = 'it was not renewed in time'
    if (held.lost !== undefined) throw leaseLost(held.lost)
  }
  return {
    from,
    // Asked before each write: where nothing is to be done, nothing is made.
    require: () => (isFresh(held) ? undefined : require()),
    free: async () => {
      await renewal.stop()
      if (held.lost === undefined) await held.store.remove(held.name, Buffer.from(held.text)).catch(() => false)
    },
  }
}

/** Renews a lease at a third of its life; where the store does not answer, oftener, until a third of it is left. */
function startRenewal(held: Held): { stop(): Promise<void> } {
  const { life } = held
  let timer: NodeJS.Timeout | undefined
  let work: Promise<void> | undefined
  const later = (delay: number) => {
    timer = setTimeout(() => {
      work = renew(held).then((delay) => (delay === undefined ? undefined : later(delay)))
    }, delay).unref()
  }
  later(life / 3)
  return {
    stop: async () => {
      clearTimeout(timer)
      await work
      clearTimeout(timer)
    },
  }
}

/** Renews once; gives the milliseconds until the next time, or nothing when the lease is lost. */
async function renew(held: Held): Promise<number | undefined> {
  const { store, name, life } = held
  const [text, expires] = [held.write(), Date.now() + life]
  try {
    if (await store.replace(name, text, Buffer.from(held.text))) {
      Object.assign(held, { text, expires })
      return life / 3
    }
    held.lost ??= GONE
  } catch (error) {
    if (Date.now() < held.expires - life / 3) return life / 15
    held.lost ??= (error as Error).message
  }
  return undefined
}

/** Looks whether a lease is still there, once for all who ask meanwhile. */
function lookNow(held: Held): () => Promise<void> {
  let looking: Promise<void> | undefined
  const look = async () => {
    if (!(await isOurs(held))) held.lost ??= GONE
    held.seen = Date.now()
    looking = undefined
  }
  return () => {
    looking ??= look()
    return looking
  }
}

const GONE = 'it was released, or another run took it'

/** Whether the lease in the store is still that of a run. What cannot be read is up to the renewal. */
async function isOurs({ store, name, run }: Held): Promise<boolean> {
  try {
    const found = await store.read(name)
    return found !== undefined && leaseOf(name, found)?.record.run === run
  } catch {
    return true
  }
}

function leaseLost(reason: string): Refusal {
  return new Refusal('refused', [problem('lease-lost', `the lease of this run was lost: ${reason}`)])
}
