/** What went wrong with a request, in parts that reports can use. */
export interface FailureFacts {
  method: string
  /** Free of user names and passwords. */
  url: string
  /** Absent when no answer came. */
  status?: number
  /** Free of the request's secrets. */
  reason: string
  hint?: string
  /** The controller's own error code, as in `{"code": 5}`. */
  code?: number
  /** The controller's error by field, as in `{"fields": {…}}`; may echo values of the request. */
  fields?: unknown
  /** True when the request may have taken effect: no answer came to one of its tries, or one of a broken server. */
  uncertain?: boolean
  /** True when it was not sent, or not sent again, because the run was interrupted. */
  interrupted?: boolean
  /** How often it was sent; absent when it never was. */
  attempts?: number
  /** Sections that may not be read. */
  unreadable?: readonly string[]
  /** True when these are all that were asked for. */
  blind?: boolean
}

/** Raised when a request did not succeed. The message is one line that can be shown as it is. */
export class Failure extends Error {
  readonly facts: FailureFacts

  constructor(facts: FailureFacts) {
    const status = facts.status === undefined ? '' : ` answered ${facts.status}`
    super(`${facts.method} ${facts.url}${status}: ${facts.reason}`)
    this.name = 'Failure'
    this.facts = facts
  }

  get status(): number | undefined {
    return this.facts.status
  }

  get hint(): string | undefined {
    return this.facts.hint
  }
}
