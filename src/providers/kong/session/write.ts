import { randomUUID } from 'node:crypto'
import { Failure } from '../../../http/failure.ts'
import type { Reply } from '../../../http/try-once.ts'
import type { Step } from '../../../model/change.ts'
import type { Kind } from '../../../model/kind.ts'
import { isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { idOf } from '../shape/handle.ts'
import { kindByName } from '../shape/sections.ts'
import { apartField, writeApart } from './apart.ts'
import { fullBody, partialBody } from './body.ts'
import type { Gateway } from './gateway.ts'
import { linkOf } from './links.ts'
import { collectionPath, entityPath } from './paths.ts'

/** One write on its way. */
interface Writing {
  gateway: Gateway
  prefix: string
  kind: Kind
  id: string
  body: Fields
  previous: Fields | undefined
  signal: AbortSignal | undefined
}

/**
 * Carries out one step and gives the entity's id. Creates and updates are PUT by id, a full replacement that can be
 * repeated safely. The exceptions (Kong 3.9, recorded; Enterprise: documents): what is kept under a parent, as targets, and
 * what is known by its name are created by POST and updated by PATCH; certificates
 * are updated by PATCH, since a PUT drops their SNIs; so are credentials whose password is not given. A delete of what
 * is not there is done.
 */
export async function writeStep(gateway: Gateway, step: Step, signal?: AbortSignal): Promise<{ id: string }> {
  const kind = kindByName.get(step.kind)
  if (kind === undefined) throw new Error(`no kind ${step.kind}`)
  const prefix = kind.global ? '' : await gateway.prefix()
  const id = step.entityId ?? randomUUID()
  const writing: Writing = { gateway, prefix, kind, id, body: step.body ?? {}, previous: step.previous, signal }
  if (step.action === 'delete') return remove(writing)
  const written = await writeEntity(writing, step.action)
  if (apartField(kind) !== undefined)
    await writeApart(gateway, kind, { id: written.id, fields: writing.body, previous: step.previous }, signal)
  return written
}

function writeEntity(writing: Writing, action: Step['action']): Promise<{ id: string }> {
  if (action === 'update' && isPatched(writing.kind, writing)) return update(writing)
  return isPosted(writing.kind) ? create(writing) : put(writing)
}

function isPatched(kind: Kind, writing: Writing): boolean {
  const withoutHash = kind.hashed !== undefined && writing.body[kind.hashed.field] === undefined
  return isPosted(kind) || kind.name === 'certificate' || withoutHash
}

const isPosted = ({ endpoint }: Kind): boolean =>
  endpoint.parent !== undefined || endpoint.by !== undefined || endpoint.posted === true

/** The body of a whole write, without the list that stands apart. */
function wholeBody(kind: Kind, fields: Fields): Fields {
  const apart = apartField(kind)
  const body = fullBody(kind, fields)
  if (apart !== undefined) delete body[apart]
  return body
}

async function put({ gateway, prefix, kind, id, body, signal }: Writing): Promise<{ id: string }> {
  const options = { signal, unread: true }
  await gateway.http.put(`${prefix}${entityPath(kind, id, body)}`, wholeBody(kind, body), options)
  return { id }
}

async function update(writing: Writing): Promise<{ id: string }> {
  const { gateway, prefix, kind, id, previous, signal } = writing
  const parent = kind.references.find((each) => each.kind === kind.endpoint.parent)
  if (parent !== undefined && isMoved(writing, parent.field)) return move(writing)
  const { [apartField(kind) ?? '']: _apart, ...partial } = partialBody(kind, writing.body, previous)
  const body = kind.idless ? linkOf(kind).body(partial) : partial
  if (parent !== undefined) delete body[parent.field]
  if (Object.keys(body).length === 0) return { id }
  const path = `${prefix}${entityPath(kind, id, previous ?? writing.body)}`
  const reply = await gateway.http.patch(path, body, { signal, repeatable: true })
  return { id: idIn(reply) ?? id }
}

function isMoved({ body, previous }: Writing, field: string): boolean {
  const [from, to] = [idOf(previous?.[field]), idOf(body[field])]
  return from !== undefined && to !== undefined && from !== to
}

/**
 * Kong has no way to give a target to another upstream. Once it is taken away nothing stops the rest; where it cannot
 * be made again, it is put back.
 */
async function move(writing: Writing): Promise<{ id: string }> {
  await remove(writing)
  const rest: Writing = { ...writing, signal: undefined }
  try {
    return await create(rest)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const back = await create({ ...rest, body: writing.previous ?? {} }).catch((reason: unknown) => reason)
    const reason =
      back instanceof Error
        ? `${error.facts.reason}; it was taken from where it was and could not be put back: ${back.message}`
        : `${error.facts.reason}; it was put back where it was`
    throw new Failure({ ...error.facts, reason })
  }
}

/**
 * A POST with the id in the body, so that it may be sent again: when a try before may have taken effect, the entity is
 * looked up.
 */
async function create(writing: Writing): Promise<{ id: string }> {
  const { gateway, prefix, kind, id, body, signal } = writing
  const parent = kind.references.find((each) => each.kind === kind.endpoint.parent)
  const whole = wholeBody(kind, body)
  const own = kind.idless ? linkOf(kind).body(whole) : whole
  const content: Fields = { ...own, ...(!kind.idless && kind.endpoint.by === undefined && { id }) }
  if (parent !== undefined) delete content[parent.field]
  try {
    // What only ties two entities together is as it should be when it is there already.
    const options = { signal, repeatable: true, ...(kind.joins && { accept: [409] }) }
    const reply = await gateway.http.post(`${prefix}${collectionPath(kind, body)}`, content, options)
    return { id: idIn(reply) ?? id }
  } catch (error) {
    if (!(error instanceof Failure) || !error.facts.uncertain) throw error
    if (!(await isThere(writing))) throw error
    return { id }
  }
}

async function isThere({ gateway, prefix, kind, id, body }: Writing): Promise<boolean> {
  const found = await gateway.http
    .get(`${prefix}${entityPath(kind, id, body)}`, { accept: [404] })
    .catch(() => undefined)
  return found !== undefined && found.status !== 404
}

async function remove({ gateway, prefix, kind, id, body, previous, signal }: Writing): Promise<{ id: string }> {
  const path = entityPath(kind, id, previous ?? body)
  await gateway.http.delete(`${prefix}${path}`, { accept: [404], signal })
  return { id }
}

/** An admin comes inside a record of that name (documents: "Admins Reference"). */
function idIn(reply: Reply): string | undefined {
  const answer = reply.body as Value | undefined
  const body = isFields(answer) && isFields(answer.admin) ? answer.admin : answer
  const id = isFields(body) ? body.id : undefined
  return typeof id === 'string' ? id : undefined
}
