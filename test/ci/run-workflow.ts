import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { evaluate, fillIn } from './expression.ts'
import { type ActionRan, type Runner, runAction } from './run-action.ts'
import { runScript, surroundings } from './run-jobs.ts'

interface Workflow {
  on: Record<string, unknown>
  jobs: Record<string, { if: string; steps: WorkflowStep[] }>
}

interface WorkflowStep {
  if?: string
  run?: string
  uses?: string
  with?: Record<string, string | number | boolean>
  env?: Record<string, string>
}

/** What came of a job: of its steps up to the first that failed. */
export interface JobRan {
  job: string
  code: number
  log: string
  /** What the action did in it. */
  action?: ActionRan
}

/**
 * Runs the jobs of a workflow that an event starts, one by one, with the action of this repository where they use it.
 * @param text of the workflow
 * @param runner where it runs; `names` tell the event
 */
export async function runWorkflow(text: string, runner: Omit<Runner, 'env'>): Promise<JobRan[]> {
  const workflow = parse(text) as Workflow
  if (!(runner.names['github.event_name'] ?? '' in workflow.on)) return []
  const jobs = Object.entries(workflow.jobs).filter(([, job]) => evaluate(job.if, runner.names) === 'true')
  const done: JobRan[] = []
  for (const [job, { steps }] of jobs) {
    const ran: JobRan = { job, code: 0, log: '' }
    for (const step of steps) {
      const isMet = step.if === undefined || evaluate(step.if, runner.names) === 'true'
      if (isMet && (ran.code === 0 || step.if?.includes('always()'))) await runStep(step, runner, ran)
    }
    done.push(ran)
  }
  return done
}

async function runStep(step: WorkflowStep, runner: Omit<Runner, 'env'>, ran: JobRan): Promise<void> {
  const filled = (texts: Record<string, string | number | boolean> = {}) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, fillIn(String(text), runner.names)]))
  const env = filled(step.env)
  if (step.uses === './node_modules/keelson') {
    ran.action = await runAction(filled(step.with), { ...runner, env })
    ran.code = ran.action.code
    ran.log += ran.action.log
  } else if (step.run !== undefined) {
    const { code, output } = await runScript(step.run, runner.cwd, { ...env, ...surroundings(runner) })
    ran.code = code ?? 1
    ran.log += output
  } else if (/^actions\/upload-artifact@[0-9a-f]{40}$/.test(step.uses ?? '')) {
    const { name = '', path = '', 'include-hidden-files': hidden = 'false' } = filled(step.with)
    if (path.startsWith('.') && hidden !== 'true') throw new Error(`hidden, and left out: ${path}`)
    if (existsSync(join(runner.cwd, path))) runner.github.keep(runner.run, name, join(runner.cwd, path))
  } else if (!/^actions\/(checkout|setup-node)@[0-9a-f]{40}$/.test(step.uses ?? '')) {
    throw new Error(`not known: ${step.uses}`)
  }
}
