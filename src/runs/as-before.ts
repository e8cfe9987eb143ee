import { type Diagnostic, warning } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import { clear } from '../model/secret.ts'
import type { Fields } from '../model/value.ts'
import type { Touched } from './touched.ts'

/** What is needed to say how an entity is to be again. */
export interface BeforeTools {
  /** Seconds since the run began. */
  elapsed: number
  /** A text that nobody can guess, in place of one that is lost. */
  draw(): string
}

/** Clocks and the way to the controller differ by so many seconds. */
const SLACK = 5

/**
 * Says how an entity is to be again, and what of it cannot be put back: of a password a controller shows the hash only, and a
 * lifetime that has run out is over.
 * @param touched the entity
 * @param held how the controller has it now
 * @param tools the time and the dice
 * @returns the entity as a plan wants it, absent where it was not there, or would have run out by now
 */
export function asBefore(
  { kind, id, title, before }: Touched,
  held: Entity | undefined,
  { elapsed, draw }: BeforeTools,
): { desired?: Entity; warnings: Diagnostic[] } {
  if (before === 'absent') return { warnings: [] }
  const fields = { ...before }
  const warnings: Diagnostic[] = []
  const say = (message: string): void => void warnings.push(warning('not-put-back', `the ${title}: ${message}`))
  if (kind.hashed) putHash(kind.hashed.field, fields, held, draw, say)
  const isOver = kind.elapsing !== undefined && putLifetime(kind.elapsing, fields, held, elapsed, say)
  if (isOver && held === undefined) return { warnings }
  const given = isNamed(kind) ? held?.id : id
  return { desired: { kind: kind.name, fields, refs: {}, ...(given !== undefined && { id: given }) }, warnings }
}

/** The controller gives it another id each time. */
const isNamed = ({ idless, endpoint }: Kind): boolean => idless === true || endpoint.by !== undefined

type Say = (message: string) => void

function putHash(field: string, fields: Fields, held: Entity | undefined, draw: () => string, say: Say): void {
  const was = clear(fields[field])
  if (held === undefined) {
    fields[field] = draw()
    say(`its ${field} is known as a hash only; it comes back with a random one, and must be given a new one`)
    return
  }
  delete fields[field]
  if (was !== undefined && was !== clear(held.fields[field]))
    say(`its ${field} was known as a hash only; it keeps the one that it has now`)
}

/** Gives the time that would be left; tells whether there would be none. */
function putLifetime(field: string, fields: Fields, held: Entity | undefined, elapsed: number, say: Say): boolean {
  const [was, left] = [fields[field], held?.fields[field]]
  if (typeof was !== 'number') {
    if (left !== undefined) fields[field] = null
    return false
  }
  const rest = Math.floor(was - elapsed)
  if (rest > 0) {
    fields[field] = typeof left === 'number' && Math.abs(left - rest) <= SLACK ? left : rest
    return false
  }
  delete fields[field]
  say(held ? 'the time that it had left is over; its lifetime stays as it is now' : 'the time that it had left is over')
  return true
}
