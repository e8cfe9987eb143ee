import type { Http } from '../../../http/connect-http.ts'
import { Failure } from '../../../http/failure.ts'
import type { Turn } from '../../../http/turns.ts'
import { isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { repeatTest } from './listed-once.ts'

/** The largest page that Kong gives (3.9 Admin API, recorded). */
const PAGE = '1000'

/** A gateway may leave out what a token may not see, page after page; beyond so many in a row it never ends. */
const MOST_EMPTY = 10_000

const NONE: readonly Fields[] = []

/** What a list may be asked for. */
export interface ListOptions {
  tags?: readonly string[]
  /** Fields that entries are to have; the gateway knows few of them. */
  where?: Readonly<Record<string, string>>
  signal?: AbortSignal | undefined
  /** When the first page is asked for; each other one is before what is yet to begin, since nothing else of the list can be. */
  turn?: Turn
  /** Called for each page with its entries, while the processor has them at hand. */
  onPage?: (entries: readonly Fields[]) => void
  /** True where the whole list may be missing: the answer is then undefined. */
  optional?: boolean
  /** Called before that, with why. */
  onAbsence?: (reason: string) => void
  /** Where the answer has the list, if not under `data`: under the first of these names. */
  list?: readonly string[]
  /** Entries need no id. */
  idless?: boolean
}

/**
 * Reads a list to its end, page by page. Undefined when an optional list is not there: 404, or 400 for one that is
 * switched off (filter chains without WebAssembly; Kong 3.9, recorded). Everything else that is not a whole page of
 * entities is a Failure: silence is never data.
 */
export async function readList(http: Http, path: string, options: ListOptions = {}): Promise<Fields[] | undefined> {
  const pages: Fields[][] = []
  const seen = new Set<string>()
  const findRepeated = options.idless ? () => undefined : repeatTest()
  let offset: string | undefined
  let empty = 0
  do {
    const first = offset === undefined
    const page = await readPage(http, path, offset, options, first)
    if (page === undefined) return undefined
    const twice = findRepeated(page.entries)
    if (twice !== undefined) throw damaged(path, `the entity ${twice} comes twice`, TWICE)
    empty = page.entries.length === 0 ? empty + 1 : 0
    if (empty > MOST_EMPTY) throw damaged(path, `${MOST_EMPTY} pages in a row are empty, and there is yet another one`)
    pages.push(page.entries)
    options.onPage?.(page.entries)
    offset = page.offset
    if (offset !== undefined && seen.has(offset)) throw damaged(path, 'the same page is offered again and again')
    if (offset !== undefined) seen.add(offset)
  } while (offset !== undefined)
  return NONE.concat(...pages)
}

interface Page {
  entries: Fields[]
  offset?: string
}

async function readPage(
  http: Http,
  path: string,
  offset: string | undefined,
  options: ListOptions,
  first: boolean,
): Promise<Page | undefined> {
  const query: Record<string, string> = { size: PAGE, ...options.where }
  if (options.tags !== undefined && options.tags.length > 0) query.tags = options.tags.join(',')
  if (offset !== undefined) query.offset = offset
  try {
    const turn = first ? (options.turn ?? 'usual') : 'first'
    const { body } = await http.get(path, { query, signal: options.signal, turn })
    return parsePage(path, body as Value | undefined, options)
  } catch (error) {
    const absence = first && options.optional ? absenceIn(error) : undefined
    if (absence === undefined) throw error
    options.onAbsence?.(absence)
    return undefined
  }
}

/** Tells the answer of a gateway that lacks a collection from that of something else at the address. */
function absenceIn(error: unknown): string | undefined {
  if (!(error instanceof Failure)) return undefined
  const { status, reason } = error.facts
  if (status === 404) return /^(not found|no entity named)/i.test(reason) ? 'this gateway does not have it' : undefined
  return status === 400 && /only available when wasm is enabled/i.test(reason) ? reason : undefined
}

function parsePage(path: string, body: Value | undefined, { list: names = ['data'], idless }: ListOptions): Page {
  const data = isFields(body) ? body[names.find((name) => name in body) ?? ''] : undefined
  const list = isFields(data) && Object.keys(data).length === 0 ? [] : data
  if (!isFields(body) || !Array.isArray(list)) throw damaged(path, 'the answer has no list `data`')
  const isEntry = (entry: Value): entry is Fields => isFields(entry) && (idless || typeof entry.id === 'string')
  const entries = list.filter(isEntry)
  if (entries.length < list.length) throw damaged(path, 'an entry of `data` has no id')
  const { offset, next } = body
  if (typeof offset === 'string' && offset !== '') return { entries, offset }
  if (typeof next === 'string') throw damaged(path, 'there is a next page, but no offset to ask for it')
  return { entries }
}

const CHANGED = 'is this the Admin API of Kong, and does no proxy change its answers?'
const TWICE = `did the list change while it was read? Run it again; ${CHANGED}`

function damaged(path: string, reason: string, hint = CHANGED): Failure {
  return new Failure({ method: 'GET', url: path, reason, hint })
}
