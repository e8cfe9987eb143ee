import { type Diagnostic, type Place, problem } from './diagnostic.ts'
import type { Kind } from './kind.ts'

/** Says that an entity of a state file has nothing to find it by. */
export function noKey({ name, keys }: Kind, place: Place | undefined): Diagnostic {
  const message = `this ${name} has neither an id nor ${keys.map((group) => group.join(' + ')).join(' or ')}`
  return problem('no-key', message, {
    hint: 'give it one, so that the next run finds it again',
    ...(place && { place }),
  })
}
