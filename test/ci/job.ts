/** What happens in a repository: a change is proposed, it is merged, a night passes. */
export type Event = 'review' | 'merge' | 'night'

/** What a CI system keeps as KEELSON_HEADERS: for all jobs, and for those of the environment `production` alone. */
export const READ_TOKEN = 'Kong-Admin-Token:reads-only'
export const WRITE_TOKEN = 'Kong-Admin-Token:writes-too'

/** What a CI system keeps for the pipeline, by the names of the example. */
export interface Kept {
  address: string
  partnerKey: string
}

/** One job of a pipeline, its matrix expanded, with nothing left to be filled in. */
export interface Job {
  /** Name of the job in the file; all of its matrix share it. */
  group: string
  team: string
  /** Groups that must have succeeded before. */
  needs: readonly string[]
  steps: readonly { script: string; env: Readonly<Record<string, string>> }[]
  /** What is run at last, however the steps ended. */
  after?: string
  /** Exit codes beside 0 that do not fail the pipeline. */
  allowed: readonly number[]
}

/** Reads the jobs that an event starts out of a CI file. */
export type ReadJobs = (text: string, event: Event, kept: Kept) => Job[]

/**
 * Gives every combination of a matrix.
 * @param matrix values by name; without names there is one combination, the empty one
 */
export function combinations(matrix: Readonly<Record<string, readonly string[]>>): Record<string, string>[] {
  let found: Record<string, string>[] = [{}]
  for (const [name, values] of Object.entries(matrix))
    found = found.flatMap((each) => values.map((value) => ({ ...each, [name]: value })))
  return found
}

/**
 * Evaluates a condition of comparisons joined by `&&`; quoted words are texts, `lookup` gives the others.
 * Raises an error for anything else, so that no condition is passed over.
 */
export function holds(condition: string, lookup: (name: string) => string): boolean {
  return condition.split('&&').every((part) => {
    const [, left = '', operator, right = ''] = /^\s*(\S+) (==|!=) (\S+)\s*$/.exec(part) ?? []
    if (operator === undefined) throw new Error(`a condition that the tests do not know: ${part}`)
    const [one, other] = [left, right].map((word) => /^(['"])(.*)\1$/.exec(word)?.[2] ?? lookup(word))
    return (one === other) === (operator === '==')
  })
}
