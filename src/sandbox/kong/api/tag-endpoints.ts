import { invalidUnique } from '../refusal.ts'
import { TEXT_RULES } from '../rules/text-rules.ts'
import type { Row } from '../schema/value.ts'
import { storedRows } from '../store/table.ts'
import { type Answer, type Endpoint, type Exchange, ok } from './exchange.ts'
import { listBody, readOffset, readPageRequest, writeOffset } from './paging.ts'

interface TagUse {
  id: string
  name: string
  tag: string
  /** Place of the tag in its entity's list, from 1. */
  place: number
}

/** Who uses which tag (pagination #39 to #46); without a database the gateway's lists stay empty (dbless #69,
 * #70). What can be no tag is refused (Kong 3.9 open source). */
export function tagEndpoints(): Endpoint[] {
  return [
    { path: '/tags', methods: { GET: (x) => listTags(x, undefined) } },
    { path: '/tags/{tags}', methods: { GET: (x) => listTags(x, x.params.tags ?? '') } },
  ]
}

function listTags(x: Exchange, only: string | undefined): Answer {
  const path = only === undefined ? '/tags' : `/tags/${only}`
  const { size, offset } = readPageRequest(x.query, false)
  const fault = only === undefined ? undefined : TEXT_RULES.tag?.(only)
  if (typeof fault === 'string') throw invalidUnique('tag', fault)
  if (x.gateway.dbless) return ok(listBody([], path, 'tags|nil'))
  const [afterId = '', afterPlace = Number.POSITIVE_INFINITY] = offset === undefined ? ['', 0] : readOffset(offset)
  const uses = tagUses(x).filter((use) => only === undefined || use.tag === only)
  const rest = uses.filter(({ id, place }) => id > String(afterId) || (id === afterId && place > Number(afterPlace)))
  const page = rest.slice(0, size)
  const last = page.at(-1)
  const keys = last && rest.length > size ? (only === undefined ? [last.id, last.place] : [last.id]) : undefined
  const sized = x.query.get('size')
  const repeat = only === undefined && sized !== null ? [`size=${sized}`] : []
  return ok(listBody(page.map(shownUse), path, keys && writeOffset(keys), repeat))
}

const shownUse = ({ id, name, tag }: TagUse): Row => ({ entity_id: id, entity_name: name, tag })

function tagUses(x: Exchange): TagUse[] {
  const uses: TagUse[] = []
  for (const name of x.gateway.catalogue.collections.keys()) {
    for (const { id, tags } of storedRows(x.gateway.store.table(name))) {
      if (!Array.isArray(tags)) continue
      for (const [at, tag] of tags.entries()) uses.push({ id: String(id), name, tag: String(tag), place: at + 1 })
    }
  }
  return uses.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.place - b.place))
}
