/** Runs work as soon as there is room for it, first come, first served. Work must not wait for room in its own limit. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>

/** How many requests may be in flight: so many, or as many as the controller carries well. */
export type Parallelism = number | 'auto'

/** What one try of a request tells: a write's time counts, and any sign of overload. */
export type Verdict = 'read' | 'write' | 'overload'

/** What `auto` came to. */
export interface Reached {
  /** The most requests that were allowed in flight. */
  highest: number
  /** How many were allowed in the end. */
  last: number
  /** How often the number was halved. */
  halved: number
}

/** The requests that may be in flight at the moment, shared by all that talk to one controller in a run. */
export interface Window {
  /** The most that it ever lets in. */
  most: number
  /** A new bound that follows the window. */
  limit(): Limit
  /** Runs one try of a request within the window, and learns from how it ended. */
  attempt<T>(work: () => Promise<T>, verdictOf: (result: T) => Verdict): Promise<T>
  /** Undefined where the number is fixed. */
  reached(): Reached | undefined
}
