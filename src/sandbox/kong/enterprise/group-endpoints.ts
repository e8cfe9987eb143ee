import { listSome, shown, wanted } from '../api/collection-endpoints.ts'
import { type Answer, created, type Endpoint, type Exchange, noContent, ok } from '../api/exchange.ts'
import { findEntity } from '../entities/find.ts'
import { deleteEntity, insertEntity } from '../entities/write.ts'
import { notFound, Refusal } from '../refusal.ts'
import type { Row } from '../schema/value.ts'
import { referenceId, rowsByIds } from '../store/table.ts'

const LINKS = 'consumer_group_consumers'
type Side = 'consumer_groups' | 'consumers'

/** The two sides of a membership: the field of a link, and the word that a request names the other side by. */
const SIDES: Record<Side, { field: string; other: Side; word: string; many: string }> = {
  consumer_groups: { field: 'consumer_group', other: 'consumers', word: 'consumer', many: 'consumers' },
  consumers: { field: 'consumer', other: 'consumer_groups', word: 'group', many: 'consumer_groups' },
}

/** Consumer groups and who is in them (documents: "Consumer Groups Reference"; go-kong for `list_consumers` and `data`). */
export function groupEndpoints(): Endpoint[] {
  const one: Endpoint = {
    path: '/consumer_groups/{consumer_groups}',
    collection: 'consumer_groups',
    methods: { GET: (x) => ok(groupBody(x)) },
  }
  return [one, ...memberEndpoints('consumer_groups'), ...memberEndpoints('consumers')]
}

function memberEndpoints(side: Side): Endpoint[] {
  const { other } = SIDES[side]
  const base = `/${side}/{${side}}/${other}`
  return [
    {
      path: base,
      methods: {
        GET: (x) => listMembers(x, side),
        POST: (x) => created(addMember(x, side)),
        DELETE: (x) => {
          for (const link of linksOf(x, side)) deleteEntity(x.gateway, LINKS, link)
          return noContent
        },
      },
    },
    {
      path: `${base}/{${other}}`,
      methods: {
        GET: (x) => ok(shown(x, other, wantedMember(x, side).member)),
        DELETE: (x) => {
          deleteEntity(x.gateway, LINKS, wantedMember(x, side).link)
          return noContent
        },
      },
    },
  ]
}

function linksOf(x: Exchange, side: Side): Row[] {
  const table = x.gateway.store.table(LINKS)
  return rowsByIds(table, table.children(SIDES[side].field, String(wanted(x, side).id)))
}

/** Ids of the other side's members, in order. */
function memberIds(x: Exchange, side: Side): string[] {
  const { field } = SIDES[SIDES[side].other]
  return linksOf(x, side)
    .map((link) => referenceId(link[field]) ?? '')
    .sort()
}

function membersOf(x: Exchange, side: Side): Row[] {
  const { other } = SIDES[side]
  return rowsByIds(x.gateway.store.table(other), memberIds(x, side)).map((row) => shown(x, other, row))
}

/** Since 3.5 a group's consumers come as other lists do; a consumer's groups still come under their own word. */
function listMembers(x: Exchange, side: Side): Answer {
  if (side === 'consumers') return ok({ consumer_groups: membersOf(x, side) })
  return listSome(x, 'consumers', memberIds(x, side), `/consumer_groups/${x.params.consumer_groups}/consumers`)
}

function addMember(x: Exchange, side: Side): Row {
  const { field, other, word, many } = SIDES[side]
  const above = wanted(x, side)
  const named = x.body[word]
  if (typeof named !== 'string' || named === '') throw new Refusal(400, { message: `${word} is required` })
  const member = findEntity(x.gateway, other, named)
  if (!member) throw notFound()
  const link: Row = { [field]: { id: above.id ?? null }, [SIDES[other].field]: { id: member.id ?? null } }
  insertEntity(x.gateway, LINKS, link)
  return { [field]: shown(x, side, above), [many]: [shown(x, other, member)] }
}

function wantedMember(x: Exchange, side: Side): { member: Row; link: Row } {
  const { field, other } = SIDES[side]
  const member = wanted(x, other)
  const table = x.gateway.store.table(LINKS)
  const id = table.compositeHolder({
    [field]: { id: wanted(x, side).id ?? null },
    [SIDES[other].field]: { id: member.id ?? null },
  })
  const link = id === undefined ? undefined : table.get(id)
  if (!link) throw notFound()
  return { member, link }
}

/** A group with its consumers and plugins; the consumers are left out where there are none, or with `list_consumers=false`. */
function groupBody(x: Exchange): Row {
  const group = wanted(x, 'consumer_groups')
  const table = x.gateway.store.table('plugins')
  const plugins = rowsByIds(table, table.children('consumer_group', String(group.id)).sort())
  const consumers = x.query.get('list_consumers') === 'false' ? [] : membersOf(x, 'consumer_groups')
  return {
    consumer_group: shown(x, 'consumer_groups', group),
    ...(consumers.length > 0 && { consumers }),
    ...(plugins.length > 0 && { plugins: plugins.map((row) => shown(x, 'plugins', row)) }),
  }
}
