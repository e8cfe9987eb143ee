/** What starts a build of a multibranch pipeline. */
export interface Build {
  branch: string
  /** By its timer. */
  timer: boolean
}

/** A stage of a declarative Jenkinsfile. */
export interface Stage {
  stage: string
  /** It has an agent of its own, with a checkout. */
  hasAgent: boolean
  hasTimeout: boolean
  /** Of its steps, and of what comes after them however they ended. */
  scripts: string[]
  after: string[]
  /** Ids of credentials by variable. */
  credentials: Record<string, string>
  /** The file that it hands on, and whether it takes what was handed on. */
  stashes?: string
  unstashes: boolean
}

/**
 * Reads the stages that a build goes through out of a declarative Jenkinsfile; who is asked says yes.
 * Raises an error for a condition that it does not know, and where all stages share an agent.
 */
export function jenkinsStages(text: string, build: Build): Stage[] {
  if (!/^ {2}agent none$/m.test(text)) throw new Error('an agent is held while somebody is asked')
  const stages = [...text.matchAll(/^ {4}stage\('(\w+)'\) \{\n([\s\S]*?)\n {4}\}$/gm)]
  return stages.filter(([, , body = '']) => isMet(body, build)).map(([, stage = '', body = '']) => read(stage, body))
}

function read(stage: string, body: string): Stage {
  const [steps = '', after = ''] = body.split(/^ {6}post \{/m)
  const given = [...body.matchAll(/^ {8}(\w+) = credentials\('(.*)'\)$/gm)].map(([, name, id]) => [name, id])
  const stashes = /\bstash name: 'plan', includes: '(.*)'/.exec(steps)?.[1]
  return {
    stage,
    hasAgent: /^ {6}agent \{ docker \{ image '.*' \} \}$/m.test(steps),
    hasTimeout: /^ {6}options \{ timeout\(/m.test(steps),
    scripts: scriptsIn(steps),
    after: scriptsIn(after),
    credentials: Object.fromEntries(given),
    ...(stashes !== undefined && { stashes }),
    unstashes: /\bunstash 'plan'/.test(steps),
  }
}

const scriptsIn = (text: string): string[] =>
  [...text.matchAll(/\bsh (?:'''([\s\S]*?)'''|'(.*)')/g)].map(([, long, short]) => long ?? short ?? '')

function isMet(body: string, { branch, timer }: Build): boolean {
  const when = /^ *when \{ (.*) \}$/m.exec(body)?.[1]
  if (when === undefined) return true
  return when.split('; ').every((condition) => {
    const name = /^branch '(.*)'$/.exec(condition)?.[1]
    if (name !== undefined) return name === branch
    if (condition === 'beforeAgent true') return true
    if (condition === "triggeredBy 'TimerTrigger'") return timer
    if (condition === "not { triggeredBy 'TimerTrigger' }") return !timer
    throw new Error(`a condition that the tests do not know: ${condition}`)
  })
}
