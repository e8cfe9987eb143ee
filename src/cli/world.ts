import type { Env } from '../config/file-value.ts'
import type { Workflows } from './workflows.ts'

/** An output stream. */
export interface Sink {
  /** Resolves when the text was handed over; a reader that went away is no error. */
  write(text: string): Promise<void>
  terminal: boolean
  columns: number
}

/** What a person answered; `nobody` when there is no terminal to ask on. */
export type Answer = 'yes' | 'no' | 'interrupted' | 'nobody'

/** How a question is asked. */
export interface AskOptions {
  /** Through the terminal device, because stdin carries the state. */
  device: boolean
  colour: boolean
}

/** Everything outside the program that the command line touches, so that tests can stand in for it. */
export interface World {
  argv: readonly string[]
  env: Env
  cwd: string
  stdin: { terminal: boolean; read(): Promise<Buffer> }
  stdout: Sink
  stderr: Sink
  /** Asks a yes-or-no question. */
  ask(question: string, how: AskOptions, signal: AbortSignal): Promise<Answer>
  /** Calls the handler at each SIGINT and SIGTERM; gives a function that stops this. */
  onInterrupt(handler: () => void): () => void
  /** Ends the process at once. */
  quit(code: number): void
  /** Milliseconds, for how long something takes: not since 1970. */
  now(): number
  workflows: Workflows
}
