/** What starts a build of a multibranch pipeline. */
export interface Build {
  branch: string
  /** By its timer. */
  timer: boolean
}

/**
 * Reads the scripts that a build runs out of a declarative Jenkinsfile, stage by stage; who is asked says yes.
 * Raises an error for a condition that it does not know.
 */
export function jenkinsScripts(text: string, build: Build): { stage: string; script: string }[] {
  const stages = [...text.matchAll(/^ {4}stage\('(\w+)'\) \{\n([\s\S]*?)\n {4}\}$/gm)]
  const met = stages.filter(([, , body = '']) => isMet(body, build))
  return met.flatMap(([, stage = '', body = '']) =>
    [...body.matchAll(/\bsh (?:'''([\s\S]*?)'''|'(.*)')/g)].map(([, long, short]) => ({
      stage,
      script: long ?? short ?? '',
    })),
  )
}

function isMet(body: string, { branch, timer }: Build): boolean {
  const when = /^ *when \{ (.*) \}$/m.exec(body)?.[1]
  if (when === undefined) return true
  return when.split('; ').every((condition) => {
    const name = /^branch '(.*)'$/.exec(condition)?.[1]
    if (name !== undefined) return name === branch
    if (condition === "triggeredBy 'TimerTrigger'") return timer
    if (condition === "not { triggeredBy 'TimerTrigger' }") return !timer
    throw new Error(`a condition that the tests do not know: ${condition}`)
  })
}
