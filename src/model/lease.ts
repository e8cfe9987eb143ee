/** `leases/<id>.json`: whose turn it is to write to a target, in whichever workspace. It holds no secrets. */
export interface LeaseRecord {
  lease_version: '1.0'
  /** The target. */
  identity: string
  address: string
  run: string
  command: string
  /** `user@host`. */
  owner: string
  host: string
  pid: number
  /** What tells the kernel and its view of processes from others on a host of the same name, where the system says. */
  machine?: string
  /** What tells the process from a later one of the same number, where the system says. */
  start?: string
  /** Address of the CI job. */
  job?: string
  /** ISO 8601 in UTC, as the two below. */
  taken: string
  renewed: string
  expires: string
}

/** `expired`: not renewed in time; `dead`: its process ran on this host and is gone. Both are taken over by the next run. */
export type LeaseState = 'held' | 'expired' | 'dead'

/** A lease as it is found in a store. */
export interface FoundLease {
  /** 16 hex digits, of the target's identity. */
  id: string
  state: LeaseState
  record: LeaseRecord
}

/** The same, or one that is damaged. */
export type AnyLease = FoundLease | { id: string; state: 'damaged'; record?: undefined }
