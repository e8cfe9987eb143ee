import type { Option } from '../../config/option.ts'
import type { Settings } from '../../config/settings.ts'
import type { Emit } from '../../model/event.ts'
import type { Target } from '../../model/provider.ts'
import type { Review } from '../../model/review.ts'
import type { Located } from '../../report/diagnostics-text.ts'
import type { Part } from '../../report/plan-json.ts'
import type { Exit } from '../terminal/exit.ts'
import type { Interrupt } from '../terminal/interrupt.ts'
import type { Print, Report } from '../terminal/print.ts'
import type { World } from '../world.ts'

/** What a command has to work with. */
export interface Context {
  settings: Settings
  /** What stood on the command line beside the options. */
  words: readonly string[]
  world: World
  print: Print
  emit: Emit
  interrupt: Interrupt
  /** Lets go of the progress line, before something else is shown or asked. */
  quiet(): void
}

/** What a review is made of, beside the run's own end. */
export type Reviewed = Omit<Review, 'command' | 'status'>

/** How a command ended. Text was printed already; the parts go into the JSON report. */
export interface Result {
  exit: Exit
  parts?: Part
  target?: Target
  workspace?: string
  diagnostics?: readonly Located[]
  /** What a reviewer's report is made of; absent where none was asked for. */
  review?: Reviewed
  /** Writes the document of a command that makes its own, in a form that is neither text nor JSON. */
  document?: (form: Report['form'], limit: number | undefined) => Promise<string>
  /** The JSON report was written already. */
  reported?: boolean
}

/** One command: what help and the parser need, and what it does. */
export interface Command {
  /** `sandbox kong`. */
  name: string
  describe: string
  options: readonly Option[]
  /** Name of the words that may follow: `files`. */
  words?: string
  /** Command line and what it is for. */
  examples: readonly (readonly [string, string])[]
  /** Talks to a controller. */
  connects: boolean
  run(context: Context): Promise<Result>
}
