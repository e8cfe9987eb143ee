import { MASK } from '../model/secret.ts'
import { maskMaterial } from '../secrets/mask-material.ts'
import { maskText } from '../secrets/mask-text.ts'
import { Failure, type FailureFacts } from './failure.ts'

/** A request that was answered with an error. */
export interface Refused {
  method: string
  url: string
  status: number
  /** The answer as text. */
  text: string
  contentType: string
  /** Secret texts of the request, which the answer may echo. */
  secrets: readonly string[]
  /** The answer may hold key material. */
  guarded: boolean
}

const HINTS: Readonly<Record<number, string>> = {
  401: 'is the token there and right? (--header NAME:VALUE)',
  403: 'the token has not the right to do this',
  404: 'is this the address of the Admin API (usually port 8001), with its path prefix if it has one? Does the workspace exist?',
  407: 'the proxy asks for a user name and password',
  413: 'the body is larger than the controller or a proxy in front of it takes',
}

const MOVED = 'the address redirects to another one; give that one (--addr)'
const BUSY = 'the controller or a proxy in front of it is overloaded or down'

/** Makes the failure for an answer that is an error, from Kong's `{message, name, code, fields}` where it has that form. */
export function answerFailure(refused: Refused): Failure {
  const { method, url, status, secrets } = refused
  const body = parse(refused.text)
  const facts: FailureFacts = { method, url, status, reason: reasonOf(refused, body, secrets) }
  const hint = hintOf(refused, body)
  if (hint !== undefined) facts.hint = hint
  if (typeof body?.code === 'number') facts.code = body.code
  if (body?.fields !== undefined && !refused.guarded) facts.fields = maskDeep(body.fields, secrets)
  return new Failure(facts)
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

function reasonOf(refused: Refused, body: Record<string, unknown> | undefined, secrets: readonly string[]): string {
  const message = body?.message
  if (refused.guarded) return guardedReason(body, secrets)
  if (typeof message === 'string' && message !== '') return maskText(message, secrets)
  if (isHtml(refused)) return 'an HTML page came instead of an answer of the Admin API'
  const text = refused.text.trim().replace(/\s+/g, ' ').slice(0, 200)
  return text === '' ? 'no reason given' : maskText(text, secrets)
}

function guardedReason(body: Record<string, unknown> | undefined, secrets: readonly string[]): string {
  const said = [body?.message, body?.error].find((each) => typeof each === 'string' && each !== '')
  return typeof said === 'string' ? maskMaterial(maskText(said, secrets)) : 'no reason given'
}

function hintOf(refused: Refused, body: Record<string, unknown> | undefined): string | undefined {
  if (body === undefined && isHtml(refused)) return 'is there a proxy, a login page or another service at this address?'
  if (refused.status === 404 && body?.code !== undefined) return undefined
  if (refused.status >= 300 && refused.status < 400) return MOVED
  return HINTS[refused.status] ?? ([429, 502, 503, 504].includes(refused.status) ? BUSY : undefined)
}

/** Tells whether an answer is a web page. */
export function isHtml(answer: { contentType: string; text: string }): boolean {
  return /html/i.test(answer.contentType) || /^\s*<(!doctype|html)/i.test(answer.text)
}

function maskDeep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return maskText(value, secrets)
  if (typeof value === 'number') return secrets.includes(String(value)) ? MASK : value
  if (Array.isArray(value)) return value.map((each) => maskDeep(each, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, maskDeep(inner, secrets)]))
}
