import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { answerRequest, type WireRequest } from './api/answer.ts'
import { htmlPage } from './api/body.ts'
import type { Answer } from './api/exchange.ts'
import type { Router } from './api/router.ts'
import type { Gateway } from './gateway.ts'
import type { Value } from './schema/value.ts'
import { createThrottle } from './throttle.ts'

/** nginx's limit of the Admin API: 10 MiB (http-errors). */
const MAX_BODY = 10 * 1024 * 1024
const READS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** What a test hook sees and may answer: 'drop' breaks the connection, undefined lets the sandbox answer. */
export type Intercept = (request: {
  method: string
  path: string
  body: Value | undefined
}) => { status: number; body?: object | string; headers?: Record<string, string> } | 'drop' | undefined

/** Requests served, by method, and the most that were open at once. */
export interface Traffic {
  readonly requests: Record<string, number>
  readonly maxInFlight: number
}

interface ListenerOptions {
  rate?: number
  latency?: number
  intercept?: Intercept
}

/** Makes the functions that a node:http server calls. */
export function createListener(gateway: Gateway, router: Router, options: ListenerOptions) {
  const traffic = { requests: {} as Record<string, number>, maxInFlight: 0 }
  const throttle = createThrottle(options.rate)
  let inFlight = 0

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET'
    const text = await readText(request)
    if (text === undefined) return send(gateway, request, response, htmlPage(413, 'Request Entity Too Large'))
    if (options.latency) await wait(options.latency)
    if (!READS.has(method)) await throttle()
    const contentType = request.headers['content-type'] ?? ''
    const token = String(request.headers['kong-admin-token'] ?? '')
    const wire: WireRequest = { method, url: request.url ?? '/', contentType, token, text }
    const forced = options.intercept?.({ method, path: wire.url, body: parsed(text) })
    if (forced === 'drop') return void request.socket.destroy()
    const answer: Answer = forced ?? answerRequest(gateway, router, wire)
    if (answer.wait) await wait(answer.wait)
    send(gateway, request, response, answer)
  }

  return {
    traffic: traffic as Traffic,
    onRequest(request: IncomingMessage, response: ServerResponse): void {
      const method = request.method ?? 'GET'
      traffic.requests[method] = (traffic.requests[method] ?? 0) + 1
      traffic.maxInFlight = Math.max(traffic.maxInFlight, ++inFlight)
      response.once('close', () => inFlight--)
      serve(request, response).catch(() => request.socket.destroy())
    },
    onClientError: (error: Error, socket: Duplex): void => answerStrange(gateway, router, error, socket),
  }
}

function parsed(text: string): Value | undefined {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The body as text; undefined when it is too large. */
async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += (chunk as Buffer).length
    if (size <= MAX_BODY) chunks.push(chunk as Buffer)
  }
  return size > MAX_BODY ? undefined : Buffer.concat(chunks).toString('utf8')
}

/** Headers that every answer of the Admin API carries. */
function headersOf(gateway: Gateway, answer: Answer): Record<string, string> {
  const type =
    answer.type ?? (answer.status === 204 || answer.status === 304 ? undefined : 'application/json; charset=utf-8')
  return {
    Server: `kong/${gateway.version}`,
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Credentials': 'true',
    'X-Kong-Admin-Latency': '0',
    ...(type === undefined ? {} : { 'Content-Type': type }),
    ...answer.headers,
  }
}

function textOf(answer: Answer): string {
  if (answer.body === undefined) return ''
  return typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body)
}

function send(gateway: Gateway, request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const text = textOf(answer)
  const chunked = answer.type?.startsWith('text/plain') ?? false
  const length = chunked || answer.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(text)) }
  response.writeHead(answer.status, { ...headersOf(gateway, answer), ...length })
  if (request.method === 'HEAD') response.end()
  else response.end(text)
}

/** A method that HTTP parsers do not know still gets the gateway's answer (http-errors #33); other nonsense gets nginx's 400. */
function answerStrange(gateway: Gateway, router: Router, error: Error, socket: Duplex): void {
  const packet = (error as { rawPacket?: Buffer }).rawPacket?.toString('latin1') ?? ''
  const [, method, url] = /^([A-Z]+) (\S+) HTTP\/1\.[01]\r?\n/.exec(packet) ?? []
  const known = method && url && (error as { code?: string }).code === 'HPE_INVALID_METHOD'
  const answer = known
    ? answerRequest(gateway, router, { method, url, contentType: '', token: '', text: '' })
    : htmlPage(400, 'Bad Request')
  const text = textOf(answer)
  const headers = {
    ...headersOf(gateway, answer),
    'Content-Length': String(Buffer.byteLength(text)),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  if (socket.writable) socket.end(`HTTP/1.1 ${answer.status} \r\n${lines.join('')}\r\n${text}`)
}
