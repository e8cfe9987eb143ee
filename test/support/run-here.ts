import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import type { Env } from '../../src/config/file-value.ts'
import { runCli } from '../cli/fake-world.ts'

/** Where a command line is run, and what it reads of stdin. */
export interface Place {
  cwd: string
  env: Env
  stdin?: string
  /** Output at which it is interrupted, as by Ctrl-C. */
  until?: RegExp
}

/** What came of it; `output` is both in the order in which they came. */
export interface RanHere {
  code: number
  stdout: string
  stderr: string
  output: string
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Runs a command line to its end in this process: with real files, requests and use cases and the place's folder and environment, but
 * in modules that are loaded and compiled already, so that it takes a tenth of what a process of its own does. There is no terminal
 * and nobody to ask. Command lines run one after another, for a process has one working folder; what is to run at the same time as
 * another, or to be stopped, needs `runProgram` (test/cli/program.ts).
 * @param argv words after `keelson`
 * @param place folder, environment and stdin
 */
export function runHere(argv: string[], place: Place): Promise<RanHere> {
  const ran = last.then(() => inFolder(argv, place))
  last = ran.catch(() => undefined)
  return ran
}

async function inFolder(argv: string[], place: Place): Promise<RanHere> {
  const before = process.cwd()
  process.chdir(place.cwd)
  try {
    return await follow(argv, place)
  } finally {
    process.chdir(before)
  }
}

async function follow(argv: string[], { cwd, env, stdin = '', until }: Place): Promise<RanHere> {
  let output = ''
  let interrupt: () => void = () => undefined
  const ran = await runCli(argv, {
    ...{ cwd, env, stdin, workflows: loadWorkflows(), now: () => performance.now() },
    onReady: (signal) => {
      interrupt = signal
    },
    onOutput: (text) => {
      output += text
      if (until?.test(output)) interrupt()
    },
  })
  return { ...ran, output }
}
