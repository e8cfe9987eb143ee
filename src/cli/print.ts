import type { Colour } from '../report/ink.ts'
import { colourOf } from './colour.ts'
import type { World } from './world.ts'

/** Where text goes. In JSON mode the result is silent, for stdout then carries one document and nothing else. */
export interface Print {
  /** The result, on stdout. */
  result(text: string): Promise<void>
  /** A remark, on stderr, unless --quiet. */
  note(text: string): Promise<void>
  /** A problem, on stderr, always. */
  problem(text: string): Promise<void>
  /** Colours that each stream takes. */
  colour: { stdout: Colour; stderr: Colour }
  json: boolean
  verbose: boolean
  quiet: boolean
}

/** What the options say about printing. */
export interface PrintModes {
  json: boolean
  verbose: boolean
  quiet: boolean
  noColor: boolean
}

/**
 * Sets up printing.
 * @param world the streams
 * @param modes what the options say
 */
export function makePrint(world: Pick<World, 'stdout' | 'stderr' | 'env'>, modes: PrintModes): Print {
  const { stdout, stderr, env } = world
  return {
    result: async (text) => {
      if (!modes.json && text !== '') await stdout.write(text)
    },
    note: async (text) => {
      if (!modes.quiet && text !== '') await stderr.write(text)
    },
    problem: async (text) => {
      if (text !== '') await stderr.write(text)
    },
    colour: {
      stdout: colourOf(env, stdout.terminal, modes.noColor),
      stderr: colourOf(env, stderr.terminal, modes.noColor),
    },
    json: modes.json,
    verbose: modes.verbose,
    quiet: modes.quiet,
  }
}
