import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The built program. */
export const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))

/** Whether the program was built; `npm test` builds it first. */
export const isBuilt = existsSync(main)

// From util-linux; gives a command a terminal of its own.
const TERMINAL = 'script'

/** Whether a terminal can be had for a test. */
export const hasTerminal = spawnSync(TERMINAL, ['-qec', 'true', '/dev/null']).status === 0

/** What a run of the built program came to. */
export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

/** How to run the built program. */
export interface How {
  env?: Record<string, string>
  cwd?: string
  stdin?: string
  /** Is given the process as soon as it runs. */
  meanwhile?: (child: ChildProcess) => void
}

/** Runs the built program to its end, with nothing of Keelson or decK in its environment but what is given. */
export function runProgram(args: string[], how: How = {}): Promise<Ended> {
  return follow(spawn(process.execPath, [main, ...args], placeOf(how)), how)
}

let store: string | undefined

/** A run without a folder of its own keeps what it keeps in one of this test file's, not in the project. */
function placeOf({ env, cwd }: How): { env: NodeJS.ProcessEnv; cwd: string | undefined } {
  if (cwd !== undefined) return { env: clean(env), cwd }
  store ??= join(mkdtempSync(join(tmpdir(), 'keelson-test-')), 'store')
  return { env: clean({ KEELSON_STORE: store, ...env }), cwd }
}

/** Runs the built program on a terminal of its own; both outputs come together in `stdout`. */
export function runOnTerminal(args: string[], how: How & { shell?: string } = {}): Promise<Ended> {
  const words = [process.execPath, main, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`)
  const line = `${words.join(' ')}${how.shell ?? ''}`
  return follow(spawn(TERMINAL, ['-qec', line, '/dev/null'], placeOf(how)), how)
}

function follow(child: ChildProcess, how: How): Promise<Ended> {
  const ended: Ended = { code: null, stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => {
    ended.stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    ended.stderr += chunk
  })
  child.stdin?.on('error', () => undefined)
  if (how.meanwhile === undefined || how.stdin !== undefined) child.stdin?.end(how.stdin ?? '')
  how.meanwhile?.(child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => {
      ended.code = code
      resolve(ended)
    })
  })
}

/** The environment of this process without what would change how Keelson runs, and with `more`. */
export function clean(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const foreign =
    /^(KEELSON|DECK|GITHUB|GITLAB|TEAMCITY)_|^(CI|CI_JOB_URL|BUILD_URL|JENKINS_URL|TF_BUILD|NO_COLOR|FORCE_COLOR)$|proxy$/i
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  return { ...Object.fromEntries(kept), ...more }
}

/** Starts `keelson sandbox kong` on a free port. Gives its address and a function that ends it. */
export async function startProgramSandbox(...args: string[]): Promise<{ address: string; stop(): Promise<Ended> }> {
  let child: ChildProcess | undefined
  let told: (address: string) => void = () => undefined
  const address = new Promise<string>((resolve) => {
    told = resolve
  })
  const ended = runProgram(['sandbox', 'kong', '--port', '0', ...args], {
    meanwhile: (each) => {
      child = each
      let text = ''
      each.stdout?.on('data', (chunk) => {
        text += chunk
        const [found] = text.match(/http:\/\/[\d.]+:\d+/) ?? []
        if (found !== undefined) told(found)
      })
    },
  })
  const early = ended.then((each): never => {
    throw new Error(`the sandbox ended early: ${each.stderr}`)
  })
  const found = await Promise.race([address, early])
  early.catch(() => undefined)
  return {
    address: found,
    stop: () => {
      child?.kill('SIGTERM')
      return ended
    },
  }
}
