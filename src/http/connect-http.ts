import { setTimeout as sleep } from 'node:timers/promises'
import type { Dispatcher } from 'undici'
import type { Emit } from '../model/event.ts'
import { reveal } from '../model/secret.ts'
import type { Connection } from '../model/settings.ts'
import type { Value } from '../model/value.ts'
import type { Limit, Verdict, Window } from '../model/window.ts'
import { maskFields } from '../secrets/mask-fields.ts'
import { headerTexts, secretTexts } from '../secrets/mask-text.ts'
import { normaliseAddress } from './address.ts'
import { answerFailure, isHtml } from './answer-failure.ts'
import { type ConnectError, connectError } from './connect-error.ts'
import { createDispatcher } from './dispatcher.ts'
import { type Answer, exchange } from './exchange.ts'
import { Failure, type FailureFacts } from './failure.ts'
import { type Encoded, multipart } from './multipart.ts'
import { type Ending, isOverload, LONGEST, retryWait } from './retry.ts'
import { openWindow } from './window.ts'

/** What a request may add. */
interface RequestOptions {
  body?: Value
  query?: Record<string, string>
  signal?: AbortSignal | undefined
  /** Error statuses that are an answer to the caller and no failure. */
  accept?: readonly number[]
  /** True where sending it twice does no harm although its method does not promise that. */
  repeatable?: boolean
  /** The body is sent as a multipart form; its fields are texts. */
  form?: boolean
  /** The answer may hold key material: a failure quotes its message only, and nothing in it that could be a key. */
  guarded?: boolean
}

/** An answer, its body parsed; undefined when it has none. */
export interface Reply {
  status: number
  body: unknown
}

/** Requests to one controller, all within one bound. Each raises a Failure when it does not succeed. */
export interface Http {
  get(path: string, options?: RequestOptions): Promise<Reply>
  put(path: string, body: Value, options?: RequestOptions): Promise<Reply>
  post(path: string, body: Value, options?: RequestOptions): Promise<Reply>
  patch(path: string, body: Value, options?: RequestOptions): Promise<Reply>
  delete(path: string, options?: RequestOptions): Promise<Reply>
  /** Ends all connections, and with them what nobody waits for any more. */
  close(): Promise<void>
}

/** What the connection is given to work with; `random` and `wait` are for tests. */
export interface HttpTools {
  emit: Emit
  /** A window shared with other connections, instead of one of its own. */
  window?: Window
  random?: () => number
  wait?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<unknown>
}

const JSON_TYPE = 'application/json'

type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'

interface Call {
  method: Method
  path: string
  /** For people: no user name, no password. */
  url: string
  options: RequestOptions
  secrets: string[]
  content?: Encoded
}

interface Client {
  dispatcher: Dispatcher
  window: Window
  /** Requests, each with the waits between its tries: while they wait, nothing new is sent in their place. */
  limit: Limit
  origin: string
  prefix: string
  headers: Record<string, string>
  /** Texts of headers that no answer may bring to light. */
  secrets: string[]
  timeout: number
  tools: HttpTools
  closed: boolean
}

/**
 * Opens a connection pool to a controller. Nothing is sent yet. Raises a Refusal for a bad address or TLS file.
 */
export function connectHttp(connection: Connection, tools: HttpTools): Http {
  const { origin, prefix, authorization } = normaliseAddress(connection.addr)
  const window = tools.window ?? openWindow(connection.parallelism)
  const client: Client = {
    dispatcher: createDispatcher(connection),
    window,
    limit: window.limit(),
    origin,
    prefix,
    headers: { accept: JSON_TYPE, ...authorization, ...connection.headers },
    secrets: headerTexts({ ...authorization, ...connection.headers }),
    timeout: connection.timeout * 1000,
    tools,
    closed: false,
  }
  const withBody = (method: Method) => (path: string, body: Value, options?: RequestOptions) =>
    request(client, method, path, { ...options, body })
  return {
    get: (path, options = {}) => request(client, 'GET', path, options),
    delete: (path, options = {}) => request(client, 'DELETE', path, options),
    put: withBody('PUT'),
    post: withBody('POST'),
    patch: withBody('PATCH'),
    close: () => {
      client.closed = true
      return client.dispatcher.destroy()
    },
  }
}

async function request(client: Client, method: Method, path: string, options: RequestOptions): Promise<Reply> {
  const query = new URLSearchParams(options.query ?? {}).toString()
  const full = `${client.prefix}${path}${query === '' ? '' : `?${query}`}`
  const secrets = [...client.secrets, ...secretTexts(options.body)]
  const call: Call = { method, path: full, url: `${client.origin}${full}`, options, secrets }
  if (options.body !== undefined) call.content = encode(reveal(options.body), options.form ?? false)
  return client.limit(() => attempts(client, call))
}

function encode(body: Value, form: boolean): Encoded {
  return form ? multipart(body as Record<string, string>) : { text: JSON.stringify(body), contentType: JSON_TYPE }
}

async function attempts(client: Client, call: Call): Promise<Reply> {
  const started = performance.now()
  let uncertain = false
  refuseInterrupted(call)
  for (let attempt = 1; ; attempt++) {
    const result = await client.window.attempt(
      () => tryOnce(client, call),
      (ended) => verdictOf(call, ended),
    )
    if ('reply' in result) return result.reply
    const { failure } = result
    uncertain ||= failure.facts.uncertain === true
    Object.assign(failure.facts, { attempts: attempt, ...(uncertain && { uncertain }) })
    const method = call.options.repeatable ? 'PUT' : call.method
    const wait = retryWait(method, attempt, result.ending, client.tools.random ?? Math.random, Date.now())
    if (wait === undefined || client.closed || performance.now() - started + wait > LONGEST) throw failure
    const { reason } = failure.facts
    client.tools.emit({ type: 'retry', request: `${call.method} ${call.url}`, attempt, waitMs: wait, reason })
    await (client.tools.wait ?? waitFor)(wait, call.options.signal)
    if (call.options.signal?.aborted) throw Object.assign(failure, { facts: { ...failure.facts, interrupted: true } })
  }
}

/** Ends early, and silently, when the run is interrupted; the caller looks at the signal. */
async function waitFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined)
}

function refuseInterrupted(call: Call): void {
  if (!call.options.signal?.aborted) return
  throw new Failure({ method: call.method, url: call.url, reason: 'interrupted', interrupted: true })
}

type Try = { reply: Reply } | { ending: Ending; failure: Failure }

function verdictOf({ method }: Call, ended: Try): Verdict {
  if ('ending' in ended && isOverload(ended.ending)) return 'overload'
  return method === 'GET' ? 'read' : 'write'
}

async function tryOnce(client: Client, call: Call): Promise<Try> {
  const started = performance.now()
  let answer: Answer
  try {
    answer = await send(client, call)
  } catch (error) {
    trace(client, call, 0, started)
    return broken(call, connectError(error))
  }
  trace(client, call, answer.status, started)
  return judge(call, answer)
}

function send(client: Client, call: Call): Promise<Answer> {
  const { dispatcher, origin, timeout } = client
  const { content, path, method } = call
  const headers = content === undefined ? client.headers : { ...client.headers, 'content-type': content.contentType }
  const outgoing = { origin, path, method, headers, timeout }
  return exchange(dispatcher, content === undefined ? outgoing : { ...outgoing, body: content.text })
}

function broken(call: Call, error: ConnectError): Try {
  const facts: FailureFacts = { method: call.method, url: call.url, reason: error.reason }
  if (error.hint !== undefined) facts.hint = error.hint
  if (!error.unsent) facts.uncertain = true
  return { ending: { error }, failure: new Failure(facts) }
}

function judge(call: Call, answer: Answer): Try {
  const { status, text, contentType, retryAfter } = answer
  const good = (status >= 200 && status < 300) || (call.options.accept ?? []).includes(status)
  if (!good) {
    const failure = answerFailure({
      method: call.method,
      url: call.url,
      status,
      text,
      contentType,
      secrets: call.secrets,
      guarded: call.options.guarded ?? false,
    })
    if (status >= 500) failure.facts.uncertain = true
    return { ending: { status, retryAfter }, failure }
  }
  if (text === '') return { reply: { status, body: undefined } }
  try {
    return { reply: { status, body: JSON.parse(text) } }
  } catch {
    if (status >= 400) return { reply: { status, body: undefined } }
    return { ending: { status }, failure: damaged(call, answer) }
  }
}

function damaged(call: Call, answer: Answer): Failure {
  const facts: FailureFacts = {
    method: call.method,
    url: call.url,
    status: answer.status,
    reason: 'the answer is no JSON',
  }
  const page = isHtml(answer)
  facts.hint = page
    ? 'is there a proxy, a login page or another service at this address?'
    : 'the answer may have been cut short; try again'
  return new Failure(page ? { ...facts, reason: 'an HTML page came instead of an answer of the Admin API' } : facts)
}

function trace(client: Client, call: Call, status: number, started: number): void {
  const event = {
    type: 'request' as const,
    method: call.method,
    url: call.url,
    status,
    milliseconds: performance.now() - started,
  }
  const { body } = call.options
  const shown = body === undefined ? {} : { body: JSON.stringify(maskFields(body)) }
  client.tools.emit({ ...event, ...shown })
}
