import type { Emit } from '../model/event.ts'
import type { Value } from '../model/value.ts'
import { maskFields } from '../secrets/mask-fields.ts'
import { secretTexts } from '../secrets/mask-text.ts'
import { answerFailure, isHtml } from './answer-failure.ts'
import type { Answer } from './answer-parser.ts'
import { type ConnectError, connectError } from './connect-error.ts'
import { exchange } from './exchange.ts'
import { Failure, type FailureFacts } from './failure.ts'
import type { Encoded } from './multipart.ts'
import type { Transport } from './open-transport.ts'
import type { Ending } from './retry.ts'
import type { Turn } from './turns.ts'

/** What a request may add. */
export interface RequestOptions {
  query?: Record<string, string>
  signal?: AbortSignal | undefined
  /** When it is sent, where requests stand in line; `usual` if it is not said. */
  turn?: Turn
  /** Error statuses that are an answer to the caller and no failure. */
  accept?: readonly number[]
  /** True where sending it twice does no harm although its method does not promise that. */
  repeatable?: boolean
  /** The body is sent as a multipart form; its fields are texts. */
  form?: boolean
  /** The answer may hold key material: a failure quotes its message only, and nothing in it that could be a key. */
  guarded?: boolean
  /** Nobody reads the answer: that it looks like a JSON object is enough, and `body` is undefined. */
  unread?: boolean
}

/** An answer, its body parsed; undefined when it has none, or nobody reads it. */
export interface Reply {
  status: number
  body: unknown
}

/** What the Admin API is asked by. */
export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'

/** One request. */
export interface Call {
  method: Method
  path: string
  /** For people: no user name, no password. */
  url: string
  options: RequestOptions
  body: Value | undefined
  /** The body as it is sent. */
  content: Encoded | undefined
}

/** What sending takes. */
export interface Sender {
  transport: Transport
  /** Texts of headers that no answer may bring to light. */
  secrets: string[]
  /** For one try, in milliseconds. */
  timeout: number
  emit: Emit
}

/** What became of one try. */
export type Try = { answer: Answer } | { ending: Ending; failure: Failure }

/** Sends a request once and reads the answer; raises nothing. */
export async function tryOnce(client: Sender, call: Call): Promise<Try> {
  const started = performance.now()
  let answer: Answer
  try {
    answer = await send(client, call)
  } catch (error) {
    trace(client, call, 0, started)
    return broken(call, connectError(error))
  }
  trace(client, call, answer.status, started)
  return judge(client, call, answer)
}

function send({ transport, timeout }: Sender, { method, path, content }: Call): Promise<Answer> {
  const { pool, before, fields } = transport
  return exchange(pool, { method, target: before + path, fields, content }, timeout)
}

function broken(call: Call, error: ConnectError): Try {
  const facts: FailureFacts = { method: call.method, url: call.url, reason: error.reason }
  if (error.hint !== undefined) facts.hint = error.hint
  if (!error.unsent) facts.uncertain = true
  return { ending: { error }, failure: new Failure(facts) }
}

function judge(client: Sender, call: Call, answer: Answer): Try {
  const { status, text, contentType, retryAfter } = answer
  const good = (status >= 200 && status < 300) || (call.options.accept ?? []).includes(status)
  if (!good) {
    const { method, url } = call
    const secrets = [...client.secrets, ...secretTexts(call.body)]
    const guarded = call.options.guarded ?? false
    const failure = answerFailure({ method, url, status, text, contentType, secrets, guarded })
    if (status >= 500) failure.facts.uncertain = true
    return { ending: { status, retryAfter }, failure }
  }
  return { answer }
}

/** Parses an answer that is no failure by its status. Raises a Failure, with `facts` beside its own, for one that is no JSON. */
export function parseAnswer(call: Call, answer: Answer, facts: Partial<FailureFacts>): Reply {
  const { status, text } = answer
  if (text === '' || (call.options.unread && isObject(text))) return { status, body: undefined }
  try {
    return { status, body: JSON.parse(text) }
  } catch {
    if (status >= 400) return { status, body: undefined }
    throw damaged(call, answer, facts)
  }
}

const isObject = (text: string): boolean => text.startsWith('{') && text.trimEnd().endsWith('}')

function damaged(call: Call, answer: Answer, given: Partial<FailureFacts>): Failure {
  const facts: FailureFacts = {
    ...given,
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

function trace(client: Sender, call: Call, status: number, started: number): void {
  const { method, url, body: sent } = call
  const milliseconds = performance.now() - started
  // The text is made when it is asked for: only --verbose shows it.
  const body = sent === undefined ? undefined : () => JSON.stringify(maskFields(sent))
  client.emit({ type: 'request', method, url, status, milliseconds, body })
}
