import { cpus } from 'node:os'
import { shown, wanted } from '../api/collection-endpoints.ts'
import { created, type Endpoint, type Exchange, noContent, ok } from '../api/exchange.ts'
import { deleteEntity, insertEntity } from '../entities/write.ts'
import { notFound } from '../refusal.ts'
import { isRow, type Row } from '../schema/value.ts'
import { referenceId, rowsByIds } from '../store/table.ts'
import { linkedTo } from './partials.ts'

const FIELDS = ['operation', 'entity', 'old_entity', 'schema']

/** Paths beside those of the kinds: groups' roles, partials' links, event hooks' sources, the licence report (documents). */
export function otherEndpoints(): Endpoint[] {
  return [
    {
      path: '/groups/{groups}/roles',
      global: true,
      deletesByBody: true,
      methods: {
        GET: (x) => ok({ data: linksOf(x).map((link) => linkBody(x, link)), next: null }),
        POST: link,
        DELETE: unlink,
      },
    },
    { path: '/partials/{partials}/links', methods: { GET: (x) => ok(partialLinks(x)) } },
    { path: '/schemas/partials/{name}', methods: { GET: (x) => ok(partialSchema(x)) } },
    { path: '/event-hooks/sources', global: true, methods: { GET: (x) => ok({ data: sources(x) }) } },
    {
      path: '/event-hooks/sources/{source}',
      global: true,
      methods: { GET: (x) => ok({ data: sources(x)[x.params.source ?? ''] ?? missing() }) },
    },
    { path: '/event-hooks/{event_hooks}/ping', global: true, methods: { GET: (x) => ok(tried(x, {})) } },
    { path: '/event-hooks/{event_hooks}/test', global: true, methods: { POST: (x) => ok(tried(x, x.body)) } },
    { path: '/license/report', global: true, methods: { GET: (x) => ok(licenceReport(x)) } },
  ]
}

function missing(): never {
  throw notFound()
}

/** What a request names: a role of any workspace, and the workspace. */
function named(x: Exchange): { role: Row; workspace: Row } {
  const workspace = x.gateway.spaces.home.table('workspaces').get(String(x.body.workspace_id ?? ''))
  return { role: roleOf(x, String(x.body.rbac_role_id ?? '')) ?? missing(), workspace: workspace ?? missing() }
}

function roleOf({ gateway: { spaces } }: Exchange, id: string): Row | undefined {
  const stores = [spaces.home, ...spaces.others(spaces.home)]
  return stores.map((store) => store.table('rbac_roles').get(id)).find((role) => role !== undefined)
}

const linksOf = (x: Exchange): Row[] => {
  const table = x.gateway.store.table('group_rbac_roles')
  const all = rowsByIds(table, table.children('group', String(wanted(x, 'groups').id)))
  return all.filter((one) => roleOf(x, referenceId(one.rbac_role) ?? ''))
}

function link(x: Exchange) {
  const group = wanted(x, 'groups')
  const { role, workspace } = named(x)
  const stored: Row = {
    group: { id: group.id ?? null },
    rbac_role: { id: role.id ?? null },
    workspace: { id: workspace.id ?? null },
  }
  return created(linkBody(x, insertEntity(x.gateway, 'group_rbac_roles', stored)))
}

function unlink(x: Exchange) {
  const { role, workspace } = named(x)
  const found = linksOf(x).find(
    (each) => referenceId(each.rbac_role) === role.id && referenceId(each.workspace) === workspace.id,
  )
  deleteEntity(x.gateway, 'group_rbac_roles', found ?? missing())
  return noContent
}

/** A group's role with what it ties together written out. */
function linkBody(x: Exchange, one: Row): Row {
  const { spaces } = x.gateway
  const workspace = spaces.home.table('workspaces').get(referenceId(one.workspace) ?? '') ?? {}
  const role = roleOf(x, referenceId(one.rbac_role) ?? '') ?? {}
  return {
    group: shown(x, 'groups', wanted(x, 'groups')),
    rbac_role: { id: role.id ?? null, name: role.name ?? null },
    workspace: shown(x, 'workspaces', workspace),
  }
}

function partialLinks(x: Exchange): Row {
  const plugins = linkedTo(x.gateway, wanted(x, 'partials'))
  const data = plugins.map(({ id = null, name = null }): Row => ({ id, name, type: 'plugins' }))
  return { count: data.length, data, next: null }
}

function partialSchema({ gateway, params }: Exchange): Row {
  const { partials } = gateway.catalogue.raw
  return (Object.hasOwn(partials, params.name ?? '') ? partials[params.name ?? ''] : undefined) ?? missing()
}

/** What an event hook can listen to: the kinds of entities, by what happens to them. */
function sources({ gateway }: Exchange): Record<string, Row> {
  const crud = [...gateway.catalogue.collections.keys()].map((name): [string, Row] => [name, { fields: FIELDS }])
  return { crud: Object.fromEntries(crud) }
}

/** Nothing is called from here. */
function tried(x: Exchange, data: Row): Row {
  const { event = null, source = null } = wanted(x, 'event_hooks')
  return { data: { ...data, event, source }, result: { status: 200, body: '' } }
}

function licenceReport({ gateway: { hostname, spaces, version } }: Exchange): Row {
  const { home } = spaces
  const stores = [home, ...spaces.others(home)]
  const count = (name: string) => stores.reduce((sum, store) => sum + store.table(name).size, 0)
  const licences = home.table('licenses')
  const newest = rowsByIds(licences, licences.ids()).sort((a, b) => Number(b.updated_at) - Number(a.updated_at))[0]
  return {
    counters: [],
    db_version: 'postgres 15',
    kong_version: version,
    license_key: newest ? licenceKey(String(newest.payload)) : 'UNLICENSED',
    rbac_users: count('rbac_users'),
    services_count: count('services'),
    system_info: { cores: cpus().length, hostname, uname: 'Linux x86_64' },
    workspaces_count: home.table('workspaces').size,
  }
}

function licenceKey(payload: string): string {
  const { license }: { license: unknown } = JSON.parse(payload)
  const inner = isRow(license) && isRow(license.payload) ? license.payload.license_key : undefined
  return typeof inner === 'string' ? inner : 'UNKNOWN'
}
