import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { TypeOf } from '../model/provider.ts'
import { differences } from '../plan/differences.ts'
import { idsOf } from '../plan/keys.ts'
import { asBefore, type BeforeTools } from './as-before.ts'
import { entityOf, isAs } from './is-as.ts'
import { handleOf, type Image, type Touched } from './touched.ts'

/** What is known when a run is to be undone in one workspace. */
export interface PutBackInput extends Omit<BeforeTools, 'typeOf'> {
  touched: ReadonlyMap<string, Touched>
  /** By handle, how runs that undid this one, in part or for a time, may have left entities. */
  later: ReadonlyMap<string, readonly Image[]>
  /** All entities of the controller that are of the kinds touched, or tied to them. */
  read: readonly Entity[]
  typeOf: TypeOf
}

/** The two sides of the plan that undoes. */
export interface PutBack {
  desired: Entity[]
  current: Entity[]
  /** What the run did not touch, and what is as it was before. */
  others: Entity[]
  /** What has changed since, so that nothing may be undone. */
  against: Diagnostic[]
  /** What cannot be put back. */
  warnings: Diagnostic[]
}

/**
 * Works out what an undo has to do: what the run made goes, what it deleted comes back under its id, what it changed becomes as
 * it was. What is so already is left alone, so that an undo can be repeated; what is neither as it was nor as the run left it has
 * been changed since, and stands against the undo.
 */
export function putBack(input: PutBackInput): PutBack {
  const result: PutBack = { desired: [], current: [], others: [], against: [], warnings: [] }
  const held = new Map<string, Entity>()
  const rows = new Map([...input.touched.values()].map(({ kind }) => [kind.name, kind]))
  for (const entity of input.read) {
    const kind = rows.get(entity.kind)
    const handle = kind && handleOf(kind, entity.id, entity.fields)
    if (handle !== undefined && input.touched.has(handle)) held.set(handle, entity)
    else result.others.push(entity)
  }
  for (const touched of input.touched.values()) settle(touched, held.get(touched.handle), input, result)
  return result.against.length > 0 ? result : { ...result, against: lostReferences(result, input) }
}

function settle(touched: Touched, held: Entity | undefined, input: PutBackInput, result: PutBack): void {
  const { kind, handle, before, images } = touched
  if (isAs(before, held, touched, input.typeOf)) {
    if (held) result.others.push(held)
    return
  }
  const expected = [...images, ...(input.later.get(handle) ?? [])]
  const { desired, warnings } = asBefore(touched, held, input)
  const ranOut = held === undefined && kind.elapsing !== undefined && before !== 'absent' && desired === undefined
  if (!ranOut && !expected.some((image) => isAs(image, held, touched, input.typeOf))) {
    result.against.push(changedSince(touched, held, expected, input))
    return
  }
  result.warnings.push(...warnings)
  if (held) result.current.push(held)
  if (desired) result.desired.push(desired)
}

function changedSince(
  touched: Touched,
  held: Entity | undefined,
  [expected = 'absent']: readonly Image[],
  { typeOf }: PutBackInput,
): Diagnostic {
  const hint = 'bring it to how the run left it, or to how it was before; or write what you want into a state file'
  const say = (what: string) => problem('changed-since', `the ${touched.title} ${what}`, { hint })
  if (held === undefined) return say('was deleted since')
  if (expected === 'absent') return say('was made again since')
  const fields = differences(entityOf(touched, expected), held, touched.kind, typeOf).map(({ path }) => path)
  return say(`was changed since: ${fields.slice(0, 10).join(', ')}${fields.length > 10 ? ' and more' : ''}`)
}

/** What is put back must not refer to what is gone by now. */
function lostReferences({ desired, others }: PutBack, { touched }: PutBackInput): Diagnostic[] {
  const there = new Set([...desired, ...others].map(({ kind, id }) => `${kind} ${id}`))
  const titles = new Map([...touched.values()].map(({ kind, id, title }) => [`${kind.name} ${id}`, title]))
  const rows = new Map([...touched.values()].map(({ kind }) => [kind.name, kind]))
  return desired.flatMap((entity) =>
    (rows.get(entity.kind)?.references ?? []).flatMap(({ field, kind }) =>
      idsOf(entity.fields[field])
        .filter((id) => !there.has(`${kind} ${id}`))
        .map((id) => {
          const title = titles.get(`${entity.kind} ${entity.id}`) ?? entity.kind
          return problem('reference-gone', `the ${title} referred to the ${kind} ${id}, which is gone`, {
            hint: `make that ${kind} again under this id first`,
          })
        }),
    ),
  )
}
