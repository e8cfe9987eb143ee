import { Failure } from '../../http/failure.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'

const OTHER_TOKEN = 'use a token that may read all of it'

/** What kinds are read for: why it cannot be done without one, or without several, and what helps. */
const NEEDS = {
  plan: {
    one: 'so that no plan can be made for it',
    several: 'so that no plan can be made for them',
    hint: '--exclude KIND leaves one out, --only KIND narrows the run to what the token is for; or use a token that may read them',
  },
  deletes: {
    one: 'of which something may hang on what would be deleted',
    several: 'of which something may hang on what would be deleted',
    hint: OTHER_TOKEN,
  },
  undo: { one: 'which the undo has to look at', several: 'which the undo has to look at', hint: OTHER_TOKEN },
} as const

/**
 * Makes what turns the Failure of a token that may read some kinds only into the refusal of a guard: what is not seen cannot be
 * weighed. That raises the Refusal (refused), or whatever else it is given.
 * @param what what the kinds are read for
 */
export function refuseUnreadable(what: keyof typeof NEEDS): (error: unknown) => never {
  return (error) => {
    const { unreadable: kinds, blind = false, reason = '' } = error instanceof Failure ? error.facts : {}
    if (kinds === undefined) throw error
    const { one, several, hint } = NEEDS[what]
    const message = `this token may not read ${kinds.join(', ')} (403), ${kinds.length === 1 ? one : several}`
    const said = blind ? `${hint}; the gateway says: ${reason}` : hint
    throw new Refusal('refused', [problem('unreadable-kinds', message, { hint: said })])
  }
}
