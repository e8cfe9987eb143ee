import type { Entity, Target } from '../../../src/model/entity.ts'
import type { Kind } from '../../../src/model/kind.ts'
import type { Fields, Value } from '../../../src/model/value.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { recorded, recordings } from '../kong-schema/recordings.ts'

interface Exchange {
  request: { method: string; path: string; body?: Fields }
  response: { status: number; body?: { code?: number; fields?: Record<string, unknown>; message?: string } }
}

/** One recorded write as validation would see it. */
export interface Sample {
  name: string
  entity: Entity
  accepted: boolean
  answer: string
}

const TRANSCRIPTS = [
  'services',
  'service-errors',
  'routes',
  'upstreams-targets',
  'plugins',
  'consumers',
  'credentials',
  'certificates-snis',
  'vaults-keys',
  'schemas-validate',
  'timestamps',
  'cascade',
  'pagination',
  'page-size-default',
  'http-errors',
]

const CREDENTIALS: Record<string, string> = {
  'key-auth': 'key-auth',
  'basic-auth': 'basic-auth',
  'hmac-auth': 'hmac-auth',
  jwt: 'jwt',
}
const UUID = /^[0-9a-f-]{36}$/i

/** Gives the recorded writes whose verdict rests on the body alone: no stored state, no form of references. */
export function samples(transcripts: readonly string[] = TRANSCRIPTS): Sample[] {
  if (!recordings) return []
  return transcripts.flatMap((file) => {
    const { exchanges } = recorded(`transcripts/${file}.json`) as { exchanges: Exchange[] }
    return exchanges.flatMap((exchange, index) => sample(`${file} ${index + 1}`, exchange))
  })
}

function sample(name: string, { request, response }: Exchange): Sample[] {
  const { status, body } = response
  const judged = status === 200 || status === 201 || (status === 400 && (body?.code === 2 || body?.code === 11))
  const isWrite = request.method === 'POST' || request.method === 'PUT'
  if (!judged || !isWrite || request.body === undefined || request.body === null || request.body.url) return []
  const entity = entityOf(request.method, request.path, request.body)
  if (!entity) return []
  const accepted = status !== 400
  if (!accepted && !restsOnBody(entity, body?.fields ?? {})) return []
  return [{ name, entity, accepted, answer: JSON.stringify(body?.fields ?? body?.message ?? '') }]
}

/** What the gateway says of a reference, or of values that others hold, is not for offline validation of one entity. */
function restsOnBody(entity: Entity, fields: Record<string, unknown>): boolean {
  const references = kindNamed(entity.kind)?.references.map(({ field }) => field) ?? []
  const others = Object.entries(fields).filter(([field, text]) => {
    const isReference = references.includes(field) && text !== 'value must be null'
    return !isReference && !/already associated|is duplicated/.test(JSON.stringify(text))
  })
  return Object.keys(fields).length === 0 || others.length > 0
}

function entityOf(method: string, path: string, body: Fields): Entity | undefined {
  const steps = (path.split('?')[0] ?? '').split('/').slice(1).map(decodeURIComponent)
  if (steps[0] === 'schemas') {
    const kind = kinds.find(({ schema }) => schema === steps[1])
    return kind && steps.length === 3 ? build(kind, body) : undefined
  }
  const at = method === 'PUT' ? steps.length - 2 : steps.length - 1
  const kind = kindAt(steps[at])
  if (!kind || at > 2) return undefined
  const entity = build(kind, body)
  const parent = at === 2 ? kindAt(steps[0]) : undefined
  const reference = kind.references.find((each) => each.kind === parent?.name)
  if (reference) entity.refs[reference.field] = { nameOrId: steps[1] ?? '' }
  return method === 'PUT' ? keyed(entity, kind, steps.at(-1) ?? '') : entity
}

/** A PUT takes its key from the path. */
function keyed(entity: Entity, kind: Kind, key: string): Entity | undefined {
  if (UUID.test(key)) return { ...entity, id: key }
  const field = kind.keys[0]?.length === 1 ? kind.keys[0][0] : undefined
  if (kind.name === 'plugin' || kind.name === 'acl' || kind.name === 'certificate' || field === undefined)
    return undefined
  return { ...entity, fields: { ...entity.fields, [field]: key } }
}

function build(kind: Kind, body: Fields): Entity {
  const entity: Entity = { kind: kind.name, fields: {}, refs: {} }
  for (const [name, value] of Object.entries(body)) {
    const reference = kind.references.find(({ field }) => field === name)
    if (reference && value !== null) entity.refs[name] = targetOf(value)
    else if (!reference) entity.fields[name] = value
  }
  return entity
}

function targetOf(value: Value | undefined): Target | Target[] {
  if (Array.isArray(value)) return value.map((each) => ({ id: String(each) }))
  return { nameOrId: JSON.stringify(value) }
}

function kindAt(step: string | undefined): Kind | undefined {
  return kinds.find(({ endpoint, name }) => endpoint.path === step || CREDENTIALS[step ?? ''] === name)
}

function kindNamed(name: string): Kind | undefined {
  return kinds.find((kind) => kind.name === name)
}
