import { parse } from 'yaml'
import { combinations, type Event, holds, type Job, type Kept, READ_TOKEN, WRITE_TOKEN } from './job.ts'

interface Workflow {
  on: Record<string, unknown>
  jobs: Record<string, WorkflowJob>
}

interface WorkflowJob {
  if?: string
  needs?: string
  environment?: string
  strategy?: { matrix: Record<string, string[]> }
  steps: { run?: string; if?: string; env?: Record<string, string> }[]
}

const EVENTS: Readonly<Record<Event, string>> = { review: 'pull_request', merge: 'push', night: 'schedule' }

/**
 * Reads the jobs that an event starts out of a workflow of GitHub Actions: conditions, matrix, `run:` steps and their
 * environment. Raises an error for an expression that it does not know.
 */
export function githubJobs(text: string, event: Event, kept: Kept): Job[] {
  const workflow = parse(text) as Workflow
  if (!(EVENTS[event] in workflow.on)) return []
  const context: Record<string, string> = {
    'github.event_name': EVENTS[event],
    'github.repository': 'shop/kong',
    'github.event.pull_request.head.repo.full_name': 'shop/kong',
    'vars.KONG_ADDR': kept.address,
    'secrets.KONG_READ_HEADERS': READ_TOKEN,
    'secrets.PARTNER_KEY': kept.partnerKey,
  }
  return Object.entries(workflow.jobs).flatMap(([group, job]) =>
    isMet(job.if, context) ? jobsOf(group, job, context) : [],
  )
}

function jobsOf(group: string, job: WorkflowJob, context: Record<string, string>): Job[] {
  return combinations(job.strategy?.matrix ?? {}).map((chosen) => {
    const own: Record<string, string> = {
      ...context,
      'secrets.KONG_HEADERS': job.environment === 'production' ? WRITE_TOKEN : '',
    }
    for (const [name, value] of Object.entries(chosen)) own[`matrix.${name}`] = value
    const steps = job.steps
      .filter((step) => step.run !== undefined && isMet(step.if, own))
      .map(({ run = '', env = {} }) => ({ script: expand(run, own), env: expandAll(env, own) }))
    return { group, team: chosen.team ?? group, needs: job.needs === undefined ? [] : [job.needs], steps, allowed: [] }
  })
}

const isMet = (condition: string | undefined, context: Readonly<Record<string, string>>): boolean =>
  condition === undefined || holds(condition, lookupIn(context))

const lookupIn = (context: Readonly<Record<string, string>>) => (name: string) => {
  const value = context[name]
  if (value === undefined) throw new Error(`an expression that the tests do not know: ${name}`)
  return value
}

function expand(text: string, context: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, name: string) => lookupIn(context)(name))
}

function expandAll(env: Readonly<Record<string, string>>, context: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, expand(value, context)]))
}
