import { parse } from 'yaml'
import { combinations, type Event, holds, type Job, type Kept, READ_TOKEN, WRITE_TOKEN } from './job.ts'

interface Pipeline {
  stages: string[]
  default: { before_script: string[] }
}

interface PipelineJob {
  stage: string
  rules: { if: string }[]
  parallel?: { matrix: Record<string, string[]>[] }
  script: string[]
  after_script?: string[]
  environment?: string
  allow_failure?: { exit_codes: number }
}

const SOURCES: Readonly<Record<Event, string>> = { review: 'merge_request_event', merge: 'push', night: 'schedule' }

/** Reads the jobs that an event starts out of a pipeline of GitLab: rules, stages, matrix and scripts. */
export function gitlabJobs(text: string, event: Event, kept: Kept): Job[] {
  const { stages, default: shared, ...rest } = parse(text) as Pipeline & Record<string, PipelineJob>
  const variables: Record<string, string> = {
    CI_PIPELINE_SOURCE: SOURCES[event],
    CI_DEFAULT_BRANCH: 'main',
    CI_COMMIT_BRANCH: event === 'review' ? '' : 'main',
    KEELSON_ADDR: kept.address,
    DECK_PARTNER_KEY: kept.partnerKey,
  }
  const lookup = (name: string): string => variables[name.replace('$', '')] ?? ''
  const started = Object.entries(rest).filter(([, job]) => job.rules.some((rule) => holds(rule.if, lookup)))
  const stageOf = new Map(started.map(([name, job]) => [name, stages.indexOf(job.stage)]))
  return started.flatMap(([group, job]) => {
    const needs = [...stageOf].flatMap(([name, stage]) => (stage < stages.indexOf(job.stage) ? [name] : []))
    const script = [...shared.before_script, ...job.script].join('\n')
    const allowed = job.allow_failure === undefined ? [] : [job.allow_failure.exit_codes]
    return (job.parallel?.matrix ?? [{}]).flatMap(combinations).map((chosen) => {
      return {
        group,
        team: chosen.TEAM ?? group,
        needs,
        steps: [{ script, env: { ...variables, ...chosen, KEELSON_HEADERS: headersOf(job, event) } }],
        ...(job.after_script && { after: job.after_script.join('\n') }),
        allowed,
      }
    })
  })
}

/** The variable of the project, or the protected one of its environment: a merge request runs on no protected branch. */
const headersOf = ({ environment = '' }: PipelineJob, event: Event): string =>
  event !== 'review' && /^production(\/|$)/.test(environment) ? WRITE_TOKEN : READ_TOKEN
