import type { Colour } from '../../report/ink.ts'
import type { World } from '../world.ts'
import { colourOf } from './colour.ts'

/** Forms of a report; all but text are documents. */
export type Form = 'text' | 'json' | 'markdown' | 'html' | 'annotations' | 'csv'

/** A document that closes a run, and the file that gets it in place of stdout. */
export interface Report {
  form: Exclude<Form, 'text'>
  file?: string
}

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
  /** The documents that close the run; none where stdout has the text alone. */
  reports: readonly Report[]
  /** Stdout carries a document and nothing else. */
  silent: boolean
  /** One of the documents is the JSON report. */
  json: boolean
  /** One of the documents is for reviewers of a plan. */
  reviewed: boolean
  /** One of the documents draws what depends on what. */
  drawn: boolean
  /** Characters of a report in Markdown, at most. */
  limit?: number
  verbose: boolean
  quiet: boolean
}

/** What the options say about printing. */
export interface PrintModes {
  reports: readonly Report[]
  limit?: number
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
  const { reports, limit, verbose, quiet, noColor } = modes
  const silent = reports.some(({ file }) => file === undefined)
  const forms = reports.map(({ form }) => form)
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
    reports,
    silent,
    json: forms.includes('json'),
    reviewed: forms.some((form) => form !== 'json'),
    drawn: forms.includes('html'),
    ...(limit !== undefined && { limit }),
    verbose,
    quiet,
  }
}
