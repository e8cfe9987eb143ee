import { Failure } from '../../http/failure.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'

/**
 * Turns the Failure of a token that may read some kinds only into the refusal of a guard: what is not seen cannot be weighed.
 * Raises that Refusal (refused), or whatever else it was given.
 */
export function refuseUnreadable(error: unknown): never {
  const kinds = error instanceof Failure ? error.facts.unreadable : undefined
  if (kinds === undefined) throw error
  const message = `this token may not read ${kinds.join(', ')} (403), so that no plan can be made for ${kinds.length === 1 ? 'it' : 'them'}`
  throw new Refusal('refused', [
    problem('unreadable-kinds', message, {
      hint: '--exclude KIND leaves one out, --only KIND narrows the run to what the token is for; or use a token that may read them',
    }),
  ])
}
