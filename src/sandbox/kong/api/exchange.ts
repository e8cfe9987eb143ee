import type { Gateway } from '../gateway.ts'
import type { Row } from '../schema/value.ts'

/** One request as handlers see it. */
export interface Exchange {
  gateway: Gateway
  method: string
  /** Decoded values of the path's `{…}` parts, by their name. */
  params: Record<string, string>
  query: URLSearchParams
  /** The parsed body; an empty one when there was none. */
  body: Row
  /** The body as text and its media type, for endpoints that read it themselves. */
  text: string
  mediaType: string
}

/** What a handler answers: an object is sent as JSON, a text as it is with `type`. */
export interface Answer {
  status: number
  body?: object | string
  type?: string
  headers?: Record<string, string>
  /** Milliseconds until it is sent. */
  wait?: number
}

type Handler = (exchange: Exchange) => Answer

/** A path with `{…}` parts and what it answers to each method. */
export interface Endpoint {
  path: string
  methods: Record<string, Handler>
  /** Left out of the list of endpoints, and 404 to all. */
  hidden?: boolean
  /** Whose schema gives the values of a form their types. */
  collection?: string
  /** Asked of the whole gateway, and not found below a workspace. */
  global?: boolean
  /** A DELETE says in its body what to delete. */
  deletesByBody?: boolean
  /** The handler reads the body's text by itself. */
  readsBody?: boolean
}

export const ok = (body: object): Answer => ({ status: 200, body })
export const created = (body: object): Answer => ({ status: 201, body })
export const noContent: Answer = { status: 204 }
