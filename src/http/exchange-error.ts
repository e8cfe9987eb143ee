/** What can go wrong with an exchange beside what Node itself raises. */
export type ExchangeCode =
  /** The time was up. */
  | 'KEELSON_TIMEOUT'
  /** The answer is larger than what is read. */
  | 'KEELSON_TOO_LARGE'
  /** The connection ended before the answer did. */
  | 'KEELSON_CLOSED'
  /** What came is no answer of HTTP/1.1; the message tells why. */
  | 'KEELSON_NO_HTTP'
  /** HTTP has no way to send this; the message tells what. */
  | 'KEELSON_UNSENDABLE'
  /** The proxy makes no tunnel; the message tells its status. */
  | 'KEELSON_PROXY'
  /** The proxy makes none now. */
  | 'KEELSON_PROXY_BUSY'

/** Raised when an exchange comes to nothing. */
export class ExchangeError extends Error {
  readonly code: ExchangeCode

  constructor(code: ExchangeCode, message: string = code) {
    super(message)
    this.code = code
  }
}
