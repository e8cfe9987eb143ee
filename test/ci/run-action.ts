import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { evaluate, fillIn, type Names } from './expression.ts'
import type { FakeGithub } from './fake-github.ts'
import { runScript, surroundings } from './run-jobs.ts'

interface Step {
  id?: string
  if?: string
  run?: string
  uses?: string
  shell?: string
  with?: Record<string, string>
  env?: Record<string, string>
  'working-directory'?: string
}

interface Action {
  inputs: Record<string, { default: string }>
  outputs: Record<string, { value: string }>
  runs: { steps: Step[] }
}

/** What runs the action. */
export interface Runner {
  /** A folder with the shims in `bin`. */
  base: string
  github: FakeGithub
  /** The checkout. */
  cwd: string
  /** The number of the run. */
  run: string
  /** Values of contexts, by dotted names. */
  names: Names
  /** What the workflow's step has in its environment. */
  env: Readonly<Record<string, string>>
}

/** What came of it. */
export interface ActionRan {
  code: number
  log: string
  outputs: Record<string, string>
  /** Lines of the log that the runner takes as its own: `::error …`. */
  commands: string[]
  /** Of each step that wrote one. */
  summaries: string[]
}

const action = parse(
  readFileSync(fileURLToPath(new URL('../../action.yml', import.meta.url)), 'utf8').replaceAll('\r', ''),
) as Action

/**
 * Runs action.yml as a runner of GitHub does: inputs, conditions, outputs, summaries, commands in the log. Artifacts go to the fake GitHub.
 * @param given the inputs
 * @param runner where it runs
 */
export async function runAction(given: Readonly<Record<string, string>>, runner: Runner): Promise<ActionRan> {
  const ran: ActionRan = { code: 0, log: '', outputs: {}, commands: [], summaries: [] }
  const names = { ...runner.names, ...inputsOf(given, runner.names) }
  for (const { id } of action.runs.steps) if (id !== undefined) names[`steps.${id}`] = ''
  const temp = mkdtempSync(join(runner.base, 'runner-'))
  for (const step of action.runs.steps) {
    if (ran.code !== 0) break
    if (step.if === undefined || evaluate(step.if, names) === 'true') await runStep(step, runner, names, temp, ran)
  }
  for (const [name, { value }] of Object.entries(action.outputs)) ran.outputs[name] = fillIn(value, names)
  ran.commands = commandsIn(ran.log)
  return ran
}

function inputsOf(given: Readonly<Record<string, string>>, names: Names): Record<string, string> {
  const unknown = Object.keys(given).filter((name) => action.inputs[name] === undefined)
  if (unknown.length > 0) throw new Error(`the action has no input ${unknown.join()}`)
  const all = Object.entries(action.inputs)
  return Object.fromEntries(all.map(([name, input]) => [`inputs.${name}`, given[name] ?? fillIn(input.default, names)]))
}

async function runStep(step: Step, runner: Runner, names: Record<string, string>, temp: string, ran: ActionRan) {
  if (step.uses !== undefined) {
    if (!/^actions\/upload-artifact@[0-9a-f]{40}$/.test(step.uses)) throw new Error(`not known: ${step.uses}`)
    const [name = '', folder = ''] = [step.with?.name, step.with?.path].map((text = '') => fillIn(text, names))
    names[`steps.${step.id}.outputs.artifact-url`] = runner.github.keep(runner.run, name, folder)
    return
  }
  const files = mkdtempSync(join(temp, 'step-'))
  const [output, summary] = [join(files, 'output'), join(files, 'summary')]
  const own = Object.entries(step.env ?? {}).map(([name, text]) => [name, fillIn(text, names)])
  const { code, output: log } = await runScript(
    step.run ?? '',
    join(runner.cwd, fillIn(step['working-directory'] ?? '.', names)),
    {
      ...runner.env,
      ...surroundings(runner),
      ...contextOf(runner),
      ...Object.fromEntries(own),
      RUNNER_TEMP: temp,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
    },
  )
  ran.code = code ?? 1
  ran.log += log
  if (existsSync(summary)) ran.summaries.push(readFileSync(summary, 'utf8'))
  for (const [, name, value = ''] of textOf(output).matchAll(/^([\w-]+)=(.*)$/gm))
    names[`steps.${step.id}.outputs.${name}`] = value
}

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

function contextOf({ github, run, names }: Runner): Record<string, string> {
  return {
    FAKE_GITHUB: github.url,
    FAKE_ARTIFACTS: github.artifacts,
    GITHUB_REPOSITORY: names['github.repository'] ?? '',
    GITHUB_SHA: names['github.sha'] ?? '',
    GITHUB_RUN_ID: run,
  }
}

/** A runner looks at what follows the space before a line, and at nothing between `stop-commands` and its token. */
function commandsIn(log: string): string[] {
  const found: string[] = []
  let stopped: string | undefined
  for (const line of log.split('\n').map((each) => each.trim())) {
    if (stopped !== undefined) stopped = line === `::${stopped}::` ? undefined : stopped
    else if (line.startsWith('::stop-commands::')) stopped = line.slice('::stop-commands::'.length)
    else if (line.startsWith('::')) found.push(line)
  }
  return found
}
