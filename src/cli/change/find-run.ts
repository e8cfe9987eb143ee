import { nearest } from '../../model/nearest.ts'
import type { RunSummary } from '../../runs/run-state.ts'
import { usage } from '../arguments/usage.ts'

/**
 * Finds a run by its id, or a part of it that no other one has.
 * @param runs those that there are
 * @param word what was said
 * @throws Refusal (invalid) when there is none, or several
 */
export function findRun(runs: readonly RunSummary[], word: string): RunSummary {
  if (word === '') throw usage('the name of the run is empty', 'keelson runs lists them')
  const [found, ...more] = runs.filter(({ trace }) => trace.head.id.includes(word))
  if (found === undefined) throw usage(`the store knows no run ${JSON.stringify(word)}`, hintFor(word))
  if (more.length > 0) throw usage(`${more.length + 1} runs have ${JSON.stringify(word)} in their id`, 'say more of it')
  return found
}

/** A second word of `runs` that was misspelt is taken for a run. */
function hintFor(word: string): string {
  const isCommand = nearest(word, ['prune']) !== undefined
  return isCommand ? 'keelson runs lists them; or did you mean runs prune?' : 'keelson runs lists them'
}

/**
 * Gives the run that a command line names.
 * @param words what stood on it beside the options
 * @throws Refusal (invalid) for more than one
 */
export function runNamed(words: readonly string[]): string | undefined {
  const [word, ...more] = words
  if (more.length > 0) throw usage(`${words.length} runs were named`, 'name one, or none')
  return word
}
