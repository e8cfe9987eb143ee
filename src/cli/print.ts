import type { Colour } from '../report/ink.ts'
import { colourOf } from './colour.ts'
import type { World } from './world.ts'

/** Forms of a report; all but text are one document. */
export type Form = 'text' | 'json' | 'markdown' | 'html'

/** Where text goes. */
export interface Print {
  /** The result, on stdout; nothing where stdout carries a document. */
  result(text: string): Promise<void>
  /** A remark, on stderr, unless --quiet. */
  note(text: string): Promise<void>
  /** A problem, on stderr, always. */
  problem(text: string): Promise<void>
  /** Colours that each stream takes. */
  colour: { stdout: Colour; stderr: Colour }
  form: Form
  /** The file that gets the document, in place of stdout. */
  file?: string
  /** Stdout carries a document and nothing else. */
  silent: boolean
  /** The document is the JSON report. */
  json: boolean
  /** The document is for reviewers of a plan. */
  reviewed: boolean
  verbose: boolean
  quiet: boolean
}

/** What the options say about printing. */
export interface PrintModes {
  form: Form
  file?: string
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
  const { form, file, verbose, quiet, noColor } = modes
  const silent = form !== 'text' && file === undefined
  return {
    result: async (text) => {
      if (!silent && text !== '') await stdout.write(text)
    },
    note: async (text) => {
      if (!quiet && text !== '') await stderr.write(text)
    },
    problem: async (text) => {
      if (text !== '') await stderr.write(text)
    },
    colour: {
      stdout: colourOf(env, stdout.terminal, noColor),
      stderr: colourOf(env, stderr.terminal, noColor),
    },
    form,
    ...(file !== undefined && { file }),
    silent,
    json: form === 'json',
    reviewed: form === 'markdown' || form === 'html',
    verbose,
    quiet,
  }
}
