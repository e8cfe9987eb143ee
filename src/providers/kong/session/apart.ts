import { Failure } from '../../../http/failure.ts'
import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { idOf } from '../shape/handle.ts'
import type { Gateway } from './gateway.ts'
import { baseOf, entityPath } from './paths.ts'

/** What a list that stands apart from its entity holds, and how it is written; one row for each kind with roles. */
interface Apart {
  /** The entries of an answer, as ids. */
  ids(body: Fields): string[]
  /** The bodies that add or withdraw roles. */
  bodies(gateway: Gateway, ids: readonly string[]): Promise<Fields[]>
}

/** "RBAC reference", "Admins Reference": roles by name, several at once. Each user also has a role of its own, which is not shown here. */
const BY_NAME: Apart = {
  ids: ({ roles }) => recordsOf(roles).flatMap((role) => (role.is_default === true ? [] : idOf(role)) ?? []),
  bodies: async (gateway, ids) => {
    const names = await Promise.all(ids.map((id) => read(gateway, `/rbac/roles/${id}`, 'name')))
    return [{ roles: names.join(',') }]
  },
}

/** "Groups Reference": one by one, by ids. Only roles of the default workspace are looked at. */
const BY_ID: Apart = {
  ids: ({ data }) =>
    recordsOf(data).flatMap(
      ({ rbac_role, workspace }) => (isFields(workspace) && workspace.name !== 'default' ? [] : idOf(rbac_role)) ?? [],
    ),
  bodies: async (gateway, ids) => {
    const workspace_id = await read(gateway, '/workspaces/default', 'id')
    return ids.map((rbac_role_id) => ({ rbac_role_id, workspace_id }))
  },
}

const APART: Readonly<Record<string, Apart>> = { 'rbac-user': BY_NAME, admin: BY_NAME, 'rbac-group': BY_ID }

/** The field of a kind that has a list of its own, if it has one. */
export function apartField({ references }: Kind): string | undefined {
  return references.find(({ apart }) => apart)?.field
}

/** Reads the lists that stand apart from entities and puts them into their fields, one request for each entity. */
export async function readApart(
  gateway: Gateway,
  kind: Kind,
  entities: readonly Entity[],
  signal: AbortSignal,
): Promise<void> {
  const field = apartField(kind)
  if (field === undefined) return
  await Promise.all(entities.map((entity) => readOne(gateway, kind, entity, field, signal)))
}

async function readOne(
  gateway: Gateway,
  kind: Kind,
  entity: Entity,
  field: string,
  signal: AbortSignal,
): Promise<void> {
  const path = await pathOf(gateway, kind, entity.id ?? '', entity.fields, field)
  const { body } = await gateway.http.get(path, { signal, turn: 'last' })
  entity.fields[field] = isFields(body as Value | undefined) ? (APART[kind.name]?.ids(body as Fields) ?? []) : []
}

async function pathOf(gateway: Gateway, kind: Kind, id: string, fields: Fields, field: string): Promise<string> {
  return `${await baseOf(gateway, kind)}${entityPath(kind, id, fields)}/${field}`
}

/** Brings the list that stands apart from one entity to what the entity is to have. `id` or `fields` name the entity. */
export async function writeApart(
  gateway: Gateway,
  kind: Kind,
  { id, fields, previous }: { id: string; fields: Fields; previous: Fields | undefined },
  signal: AbortSignal | undefined,
): Promise<void> {
  const [field, apart] = [apartField(kind), APART[kind.name]]
  if (field === undefined || apart === undefined) return
  const [had, has] = [textsOf(previous?.[field]), textsOf(fields[field])]
  const path = await pathOf(gateway, kind, id, fields, field)
  const options = { signal, repeatable: true }
  const added = has.filter((each) => !had.includes(each))
  const gone = had.filter((each) => !has.includes(each))
  for (const body of added.length > 0 ? await apart.bodies(gateway, added) : [])
    await gateway.http.post(path, body, { ...options, accept: [409] })
  for (const body of gone.length > 0 ? await apart.bodies(gateway, gone) : [])
    await gateway.http.delete(path, { ...options, body, accept: [404] })
}

async function read(gateway: Gateway, path: string, field: string): Promise<string> {
  const base = path.startsWith('/workspaces') ? '' : await gateway.prefix()
  const body = (await gateway.http.get(`${base}${path}`)).body as Value | undefined
  const value = isFields(body) ? body[field] : undefined
  if (typeof value === 'string') return value
  throw new Failure({ method: 'GET', url: path, reason: `the answer has no ${field}` })
}

const recordsOf = (value: Value | undefined): Fields[] => (Array.isArray(value) ? value.filter(isFields) : [])

const textsOf = (value: Value | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
