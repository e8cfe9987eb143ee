import type { Endpoint } from '../api/exchange.ts'
import type { Row } from '../schema/value.ts'

/** Turns texts into what is kept of them, and back. Both may throw a Refusal, which then is the answer. */
export interface Cipher {
  seal(text: string): string
  /** Gives back what `seal` was given; a text that was never sealed comes back as it is. */
  open(text: string): string
}

/** What keeps the fields marked `encrypted` unreadable in the store and in the data file. */
export interface AtRest {
  cipher: Cipher
  /** Paths of its own, for the whole gateway and not for one workspace. */
  endpoints: Endpoint[]
  /** What `GET /` shows of it among the node's settings. */
  settings?: Row
  /** What the data file keeps for it beside the entities. */
  kept(): Row
  /** Takes back what `kept` gave before a restart. */
  restore(kept: Row): void
}
