import { Chalk } from 'chalk'

/** How much colour the output takes: none, 16 colours, 256 colours, all. */
export type Colour = 0 | 1 | 2 | 3

type Paint = (text: string) => string

/** Colours by what they mean; they only underline what the words say. */
export interface Ink {
  create: Paint
  update: Paint
  replace: Paint
  delete: Paint
  faint: Paint
  strong: Paint
  error: Paint
  warning: Paint
  good: Paint
}

/**
 * Mixes the colours for a stream.
 * @param colour what the stream takes; 0 leaves every text as it is, and every other has the basic colours
 * @returns a function for each meaning
 */
export function ink(colour: Colour): Ink {
  const chalk = new Chalk({ level: colour })
  return {
    create: chalk.green,
    update: chalk.yellow,
    replace: chalk.magenta,
    delete: chalk.red,
    faint: chalk.dim,
    strong: chalk.bold,
    error: chalk.red.bold,
    warning: chalk.yellow,
    good: chalk.green,
  }
}
