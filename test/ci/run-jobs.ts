import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clean, main } from '../cli/program.ts'
import type { Job } from './job.ts'

/** What came of a job. */
export interface Ran {
  group: string
  team: string
  code: number | null
  output: string
  /** Every command line of Keelson, with its exit code before it. */
  calls: string[]
  /** The command of each, and the headers that it was given. */
  headers: string[]
}

/** Where and how jobs run. */
export interface Place {
  /** A folder with the shims in `bin`. */
  base: string
  /** What each job checks out. */
  repository: string
  /** One after the other in the order given, not all at once. */
  inOrder: boolean
}

/** The built program, as words of a shell. */
export const builtProgram = `'${process.execPath}' '${main}'`

/**
 * Makes programs for jobs to find first: `npx keelson` is `program` and is written down, with its headers in a file of its own; `npm ci` has nothing to do.
 * @param folder where to put them
 * @param program as words of a shell
 */
export function makeShims(folder: string, program: string): void {
  mkdirSync(folder, { recursive: true })
  const npx = `[ "$1" != --no-install ] || shift
[ "$1" = keelson ] || exit 99
shift
${program} "$@"
code=$?
echo "$code keelson $*" >> "$CALLS"
echo "$1 $KEELSON_HEADERS" >> "$CALLS.headers"
exit $code
`
  writeFileSync(join(folder, 'npx'), `#!/bin/sh\n${npx}`, { mode: 0o755 })
  writeFileSync(join(folder, 'npm'), '#!/bin/sh\n[ "$1" = ci ]\n', { mode: 0o755 })
}

/**
 * Runs jobs as a CI system does: each in a checkout of its own, after those that it needs and not if one of them failed.
 */
export async function runJobs(jobs: readonly Job[], place: Place): Promise<Ran[]> {
  const done: Ran[] = []
  let open = [...jobs]
  while (open.length > 0) {
    const waits = ({ needs }: Job) => open.some(({ group }) => needs.includes(group))
    const ready = open.filter((job) => !waits(job))
    const failed = new Set(done.filter(({ code }) => code !== 0).map(({ group }) => group))
    const runnable = ready.filter(({ needs }) => !needs.some((group) => failed.has(group)))
    if (place.inOrder) for (const job of runnable) done.push(await runJob(job, place))
    else done.push(...(await Promise.all(runnable.map((job) => runJob(job, place)))))
    open = open.filter((job) => !ready.includes(job))
  }
  return done
}

async function runJob(job: Job, { base, repository }: Place): Promise<Ran> {
  const cwd = mkdtempSync(join(base, 'job-'))
  cpSync(repository, cwd, { recursive: true })
  const [calls, summary] = [join(cwd, 'calls.txt'), join(cwd, 'summary.md')]
  const ran: Ran = { group: job.group, team: job.team, code: 0, output: '', calls: [], headers: [] }
  for (const { script, env } of job.steps) {
    const own = { ...env, ...surroundings({ base, cwd }) }
    const { code, output } = await runScript(script, cwd, { ...own, GITHUB_STEP_SUMMARY: summary })
    ran.output += output
    ran.code = code
    if (code !== 0) break
  }
  if (ran.code !== null && job.allowed.includes(ran.code)) ran.code = 0
  ran.calls = linesOf(calls)
  ran.headers = linesOf(`${calls}.headers`)
  if (existsSync(summary)) ran.output += readFileSync(summary, 'utf8')
  return ran
}

/** Lines of a file; none where it is not there. */
export const linesOf = (path: string): string[] =>
  existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : []

/**
 * What every CI system has in the environment of its scripts, and the shims.
 * @param place `base` has the shims in `bin`; calls of Keelson are written down in `cwd`
 */
export function surroundings({ base, cwd }: { base: string; cwd: string }): Record<string, string> {
  return { PATH: `${join(base, 'bin')}:${process.env.PATH}`, CI: 'true', CALLS: join(cwd, 'calls.txt') }
}

/** Runs a script as CI systems do, with bash that ends at the first command that fails; both outputs come together. */
export function runScript(script: string, cwd: string, env: Record<string, string>) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn('bash', ['-eo', 'pipefail', '-c', `exec 2>&1\n${script}`], {
      cwd,
      env: clean(env),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
