import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/cli/run.ts'
import type { Workflows } from '../../src/cli/workflows.ts'
import type { Answer, World } from '../../src/cli/world.ts'
import type { Env } from '../../src/config/file-value.ts'

/** What a test wants to be different from a pipeline with empty stdin and no use cases. */
export interface Scene {
  env?: Env
  cwd?: string
  stdin?: string
  terminal?: { stdin?: boolean; stdout?: boolean; stderr?: boolean }
  answer?: Answer | ((question: string, device: boolean) => Promise<Answer>)
  workflows?: Partial<Workflows>
  /** Sends a signal; set by the run. */
  onReady?: (signal: () => void) => void
  now?: () => number
  /** Is given what goes to either output, in its order. */
  onOutput?: (text: string) => void
}

/** What came of it. */
export interface Ran {
  code: number
  stdout: string
  stderr: string
  questions: string[]
  quits: number[]
}

/** Runs a command line in this process with captured streams. A use case that the scene does not give fails the test. */
export async function runCli(line: string | string[], scene: Scene = {}): Promise<Ran> {
  const ran: Ran = { code: -1, stdout: '', stderr: '', questions: [], quits: [] }
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line
  ran.code = await run(worldOf(argv, scene, ran))
  return ran
}

function worldOf(argv: string[], scene: Scene, ran: Ran): World {
  const sink = (name: 'stdout' | 'stderr') => ({
    write: async (text: string) => {
      ran[name] += text
      scene.onOutput?.(text)
    },
    terminal: scene.terminal?.[name] ?? false,
    columns: 100,
  })
  return {
    argv,
    env: scene.env ?? {},
    cwd: scene.cwd ?? mkdtempSync(join(tmpdir(), 'keelson-cli-')),
    stdin: { terminal: scene.terminal?.stdin ?? false, read: async () => Buffer.from(scene.stdin ?? '') },
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    ask: async (question, { device }) => {
      ran.questions.push(question)
      return typeof scene.answer === 'function' ? scene.answer(question, device) : (scene.answer ?? 'nobody')
    },
    onInterrupt: (handler) => {
      scene.onReady?.(handler)
      return () => undefined
    },
    quit: (code) => {
      ran.quits.push(code)
    },
    now: scene.now ?? (() => 0),
    workflows: { ...nobody(), ...scene.workflows },
  }
}

function nobody(): Workflows {
  const unexpected = async (): Promise<never> => {
    throw new Error('this test gives no such use case')
  }
  return {
    ping: unexpected,
    dump: unexpected,
    validate: unexpected,
    preparePlan: unexpected,
    rehearse: unexpected,
    inspect: unexpected,
    prepareAll: unexpected,
    listRuns: unexpected,
    surveyRuns: unexpected,
    lastKilled: async () => undefined,
    lastUndoable: unexpected,
    readRun: unexpected,
    runInHand: unexpected,
    showRun: unexpected,
    prepareUndo: unexpected,
    startRun: async () => ({ warnings: [] }),
    dumpAll: unexpected,
    kinds: unexpected,
    openKeyring: unexpected,
    pullSchemas: unexpected,
    startSandbox: unexpected,
  }
}
