import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Emit } from '../model/event.ts'
import { reveal, revealedJson } from '../model/secret.ts'
import type { Connection } from '../model/settings.ts'
import type { Value } from '../model/value.ts'
import type { Verdict, Window } from '../model/window.ts'
import { headerTexts } from '../secrets/mask-text.ts'
import { normaliseAddress } from './address.ts'
import type { Answer } from './answer-parser.ts'
import { breather } from './breather.ts'
import { Failure, type FailureFacts } from './failure.ts'
import { type Encoded, multipart } from './multipart.ts'
import { openTransport, proxyFields } from './open-transport.ts'
import { isOverload, LONGEST, retryWait } from './retry.ts'
import {
  type Call,
  type Method,
  parseAnswer,
  type Reply,
  type RequestOptions,
  type Sender,
  type Try,
  tryOnce,
} from './try-once.ts'
import { inTurn, type LimitInTurn } from './turns.ts'
import { openWindow } from './window.ts'

/** Requests to one controller, all within one bound. Each raises a Failure when it does not succeed. */
export interface Http {
  get(path: string, options?: RequestOptions): Promise<Reply>
  put(path: string, body: Value, options?: RequestOptions): Promise<Reply>
  post(path: string, body: Value, options?: RequestOptions): Promise<Reply>
  patch(path: string, body: Value, options?: RequestOptions): Promise<Reply>
  delete(path: string, options?: RequestOptions & { body?: Value }): Promise<Reply>
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

interface Client extends Sender {
  window: Window
  origin: string
  /** Requests, each with the waits between its tries: while they wait, nothing new is sent in their place. */
  limit: LimitInTurn
  breath: () => Promise<void>
  prefix: string
  tools: HttpTools
  closed: boolean
}

/**
 * Opens a connection pool to a controller. Nothing is sent yet. Raises a Refusal for a bad address, header or TLS file.
 */
export function connectHttp(connection: Connection, tools: HttpTools): Http {
  const { origin, prefix, authorization } = normaliseAddress(connection.addr)
  const window = tools.window ?? openWindow(connection.parallelism)
  const client: Client = {
    transport: openTransport(connection, { accept: JSON_TYPE, ...authorization, ...connection.headers }),
    window,
    limit: inTurn(window.limit()),
    breath: breather(),
    origin,
    prefix,
    secrets: headerTexts({ ...authorization, ...connection.headers, ...proxyFields(connection) }),
    timeout: connection.timeout * 1000,
    emit: tools.emit,
    tools,
    closed: false,
  }
  const withBody =
    (method: Method) =>
    (path: string, body: Value, options: RequestOptions = {}) =>
      request(client, method, path, options, body)
  return {
    get: (path, options = {}) => request(client, 'GET', path, options),
    delete: (path, options = {}) => request(client, 'DELETE', path, options, options.body),
    put: withBody('PUT'),
    post: withBody('POST'),
    patch: withBody('PATCH'),
    close: async () => {
      client.closed = true
      client.transport.pool.close()
    },
  }
}

/** Room for the next request is made before an answer is parsed, so that the controller need not wait for that. */
async function request(
  client: Client,
  method: Method,
  path: string,
  options: RequestOptions,
  body?: Value,
): Promise<Reply> {
  const query = options.query === undefined ? '' : `?${new URLSearchParams(options.query)}`
  const full = `${client.prefix}${path}${query}`
  const content = body === undefined ? undefined : encode(body, options.form ?? false)
  const call: Call = { method, path: full, url: `${client.origin}${full}`, options, body, content }
  const { answer, facts } = await client.limit(options.turn ?? 'usual', () => attempts(client, call))
  if (method === 'GET') await client.breath()
  return parseAnswer(call, answer, facts)
}

function encode(body: Value, form: boolean): Encoded {
  return form ? multipart(reveal(body) as Record<string, string>) : { body: revealedJson(body), contentType: JSON_TYPE }
}

/** An answer, and what a Failure would say of how it came about. */
interface Answered {
  answer: Answer
  facts: Partial<FailureFacts>
}

async function attempts(client: Client, call: Call): Promise<Answered> {
  const started = performance.now()
  let uncertain = false
  refuseInterrupted(call)
  for (let attempt = 1; ; attempt++) {
    const result = await client.window.attempt(
      () => tryOnce(client, call),
      (ended) => verdictOf(call, ended),
    )
    uncertain ||= 'failure' in result && result.failure.facts.uncertain === true
    const facts = { attempts: attempt, ...(uncertain && { uncertain }) }
    if ('answer' in result) return { answer: result.answer, facts }
    const { failure } = result
    Object.assign(failure.facts, facts)
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
  // Many may wait at once, and Node takes more than ten for a leak.
  if (signal !== undefined) setMaxListeners(0, signal)
  await sleep(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined)
}

function refuseInterrupted(call: Call): void {
  if (!call.options.signal?.aborted) return
  throw new Failure({ method: call.method, url: call.url, reason: 'interrupted', interrupted: true })
}

function verdictOf({ method }: Call, ended: Try): Verdict {
  if ('ending' in ended && isOverload(ended.ending)) return 'overload'
  return method === 'GET' ? 'read' : 'write'
}
