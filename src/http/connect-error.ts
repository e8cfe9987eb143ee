import { ProxyError } from './proxy-error.ts'

/** What an error below HTTP means. */
export interface ConnectError {
  reason: string
  hint?: string
  /** True when nothing of the request can have reached the server. */
  unsent: boolean
  /** True when trying again may help. */
  passing: boolean
  /** True when the time for the whole exchange was up. */
  late?: boolean
  /** True when this machine lacks something, whoever was to be reached. */
  here?: boolean
}

/** Without a reason, the error's own message is it. */
type Rule = Omit<ConnectError, 'reason'> & { codes: readonly string[]; reason?: string }

const ADDRESS = 'is the address right (--addr), and can it be reached from here?'
const PROXY =
  "is its address right (HTTP_PROXY, HTTPS_PROXY)? Does it let the controller's address and port through, and does it ask for a user name?"
const CERTIFICATE = 'give the certificate authority with --ca-cert-file; --tls-skip-verify turns the check off'

const BROKEN =
  'did the gateway stop? Is the scheme right (http:// or https://), and does the gateway ask for a client certificate?'

/** Error codes of Node 20 and of `ExchangeError`, with what they mean to a user. */
const RULES: readonly Rule[] = [
  {
    codes: ['ECONNREFUSED'],
    reason: 'connection refused',
    hint: 'is the controller running, and is its address right (--addr)?',
    unsent: true,
    passing: true,
  },
  { codes: ['ENOTFOUND'], reason: 'the host name is not known', hint: ADDRESS, unsent: true, passing: false },
  {
    codes: ['EAI_AGAIN'],
    reason: 'the host name cannot be looked up at the moment',
    hint: ADDRESS,
    unsent: true,
    passing: true,
  },
  {
    codes: ['ETIMEDOUT'],
    reason: 'no connection in time',
    hint: `${ADDRESS} --timeout gives it longer`,
    unsent: true,
    passing: true,
  },
  {
    codes: ['EHOSTUNREACH', 'ENETUNREACH'],
    reason: 'the host cannot be reached',
    hint: ADDRESS,
    unsent: true,
    passing: true,
  },
  {
    codes: ['EMFILE', 'ENFILE'],
    reason: 'too many files and connections are open here',
    hint: 'a smaller --parallelism needs fewer, and `ulimit -n` allows more',
    unsent: true,
    passing: true,
    here: true,
  },
  {
    codes: ['EADDRNOTAVAIL'],
    reason: 'this machine has no free address or port for the connection',
    hint: 'is the address right (--addr)? A smaller --parallelism needs fewer ports at once',
    unsent: true,
    passing: true,
    here: true,
  },
  {
    codes: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'CERT_UNTRUSTED',
    ],
    reason: "the server's certificate is not trusted",
    hint: CERTIFICATE,
    unsent: true,
    passing: false,
  },
  {
    codes: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'],
    reason: "the server's certificate is not valid today",
    hint: CERTIFICATE,
    unsent: true,
    passing: false,
  },
  {
    codes: ['ERR_TLS_CERT_ALTNAME_INVALID'],
    reason: "the server's certificate is for another name",
    hint: '--tls-server-name gives the name to expect',
    unsent: true,
    passing: false,
  },
  {
    codes: ['ECONNRESET', 'EPIPE', 'KEELSON_CLOSED'],
    reason: 'the connection broke',
    hint: BROKEN,
    unsent: false,
    passing: true,
  },
  {
    codes: ['KEELSON_TIMEOUT'],
    reason: 'no answer in time',
    hint: '--timeout gives it longer',
    unsent: false,
    passing: true,
    late: true,
  },
  {
    codes: ['KEELSON_NO_HTTP'],
    hint: 'does another service listen at this address? Is the scheme right (http:// or https://)?',
    unsent: false,
    passing: false,
  },
  { codes: ['KEELSON_TOO_LARGE'], reason: 'the answer is larger than 512 MiB', unsent: false, passing: false },
  { codes: ['KEELSON_UNSENDABLE'], unsent: true, passing: false },
  { codes: ['KEELSON_PROXY'], unsent: true, passing: false },
  { codes: ['KEELSON_PROXY_BUSY'], unsent: true, passing: true },
]

/** Explains an error that came instead of an answer. */
export function connectError(error: unknown): ConnectError {
  if (!(error instanceof ProxyError)) return meaningOf(error)
  const meaning = meaningOf(error.cause)
  if (meaning.here) return meaning
  const { reason, passing } = meaning
  return { reason: `the proxy ${error.proxy}: ${reason}`, hint: PROXY, unsent: true, passing }
}

function meaningOf(error: unknown): ConnectError {
  const codes = codesOf(error)
  const message = (error instanceof Error ? error.message : String(error)) || 'the request failed'
  const rule = RULES.find((each) => each.codes.some((code) => codes.includes(code)))
  if (rule !== undefined) {
    const { codes: _, ...meaning } = rule
    return { reason: message, ...meaning }
  }
  if (codes.some((code) => code.startsWith('ERR_SSL') || code === 'EPROTO')) {
    const hint =
      'does the address begin with the right one of http:// and https://? Does the server ask for a client certificate?'
    return { reason: 'the secure connection could not be made', hint, unsent: true, passing: false }
  }
  return { reason: message, unsent: false, passing: false }
}

/** An error's code and those of its causes, and of each address that was tried. */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return []
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown }
  const inner = Array.isArray(errors) ? errors.flatMap(codesOf) : []
  return [...(typeof code === 'string' ? [code] : []), ...codesOf(cause), ...inner]
}
