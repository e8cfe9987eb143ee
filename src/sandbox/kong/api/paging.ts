import { invalidOffset, invalidOption, invalidSize, unexpected } from '../refusal.ts'
import type { Row } from '../schema/value.ts'

const MAX_SIZE = 1000
const DEFAULT_SIZE = 100
const MAX_TAGS = 5

/** What a list request asks for. */
export interface PageRequest {
  size: number
  /** The id after which the page starts. */
  after?: unknown[] | undefined
  offset?: string | undefined
  tags?: { all: boolean; names: string[] } | undefined
}

/** Reads `size`, `offset` and, where lists can be filtered, `tags` (pagination #14 to #36). Throws code 7, 9 or 11. */
export function readPageRequest(query: URLSearchParams, filtered: boolean): PageRequest {
  const offset = query.get('offset') ?? undefined
  return {
    size: readSize(query),
    offset,
    tags: filtered ? readTags(query.getAll('tags')[0]) : undefined,
  }
}

function readSize(query: URLSearchParams): number {
  const given = query.getAll('size')
  if (given.length > 1) throw unexpected()
  if (given[0] === undefined) return DEFAULT_SIZE
  const size = given[0].trim() === '' ? Number.NaN : Number(given[0])
  if (Number.isNaN(size)) throw invalidSize('size must be a number')
  if (!Number.isInteger(size) || size < 1 || size > MAX_SIZE) {
    throw invalidSize(`size must be an integer between 1 and ${MAX_SIZE}`)
  }
  return size
}

/** `a,b` asks for all, `a/b` for any (pagination #25 to #34, #48 to #52). */
function readTags(given: string | undefined): PageRequest['tags'] {
  if (given === undefined) return undefined
  if (given === '') throw invalidOption('tags', 'cannot be null')
  const all = !given.includes('/')
  const names = given.split(all ? ',' : '/')
  if ((!all && given.includes(',')) || names.includes('')) throw invalidOption('tags', 'invalid filter syntax')
  if (names.length > MAX_TAGS) throw invalidOption('tags', `cannot query more than ${MAX_TAGS} tags`)
  return { all, names }
}

/** True when an entity passes a tag filter. */
function hasTags(row: Row, tags: PageRequest['tags']): boolean {
  if (!tags) return true
  const own = Array.isArray(row.tags) ? row.tags : []
  return tags.all ? tags.names.every((tag) => own.includes(tag)) : tags.names.some((tag) => own.includes(tag))
}

/** The token of the page that starts after these keys: their JSON in unpadded base64url. */
export const writeOffset = (keys: unknown[]): string => Buffer.from(JSON.stringify(keys)).toString('base64url')

/** Reads a page token. Throws code 7 when it is not base64 or holds no list. */
export function readOffset(offset: string): unknown[] {
  if (!/^[\w\-+/]*={0,2}$/.test(offset)) throw invalidOffset(offset, 'bad base64 encoding')
  try {
    const keys: unknown = JSON.parse(Buffer.from(offset, 'base64url').toString())
    if (Array.isArray(keys)) return keys
  } catch {}
  throw invalidOffset(offset, 'bad json encoding')
}

/** One page of rows that come in id order. */
export function pageOfIds(
  ids: readonly string[],
  get: (id: string) => Row | undefined,
  request: PageRequest,
  dbless = false,
) {
  const after = request.offset === undefined ? undefined : readOffset(request.offset)[0]
  if (after !== undefined && typeof after !== 'string') throw unexpected()
  const rows: Row[] = []
  for (let at = after === undefined ? 0 : firstAfter(ids, after); at < ids.length; at++) {
    const row = get(ids[at] ?? '')
    if (!row || !hasTags(row, request.tags)) continue
    if (rows.length === request.size) return { rows, offset: writeOffset([rows.at(-1)?.id]) }
    rows.push(row)
  }
  // Without a database a full page always names a next one (dbless #12).
  const full = dbless && rows.length === request.size
  return { rows, offset: full ? writeOffset([rows.at(-1)?.id]) : undefined }
}

function firstAfter(ids: readonly string[], id: string): number {
  let [low, high] = [0, ids.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? '') <= id) low = middle + 1
    else high = middle
  }
  return low
}

/** A list answer: `next` names only what the gateway repeats in it (pagination #35, #44). */
export function listBody(data: Row[], path: string, offset: string | undefined, repeat: string[] = []): Row {
  if (offset === undefined) return { data, next: null }
  const next = `${path}?${[`offset=${encodeURIComponent(offset)}`, ...repeat].join('&')}`
  return { data, next, offset }
}
