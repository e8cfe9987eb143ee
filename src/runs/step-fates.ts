import type { Step } from '../model/change.ts'
import type { JournalLine, RunRecord } from '../model/run.ts'

/** Whether a step is in effect: `maybe` where nobody was told. */
export type Effect = 'yes' | 'no' | 'maybe'

/** What the journal tells of one step. */
export interface StepFate {
  workspace: string | undefined
  step: Step
  /** `pending`: it was begun, and its end is not known; `put back`: it was done, and undone by the run itself. */
  state: 'done' | 'failed' | 'pending' | 'put back' | 'not begun'
  effect: Effect
  reason?: string
  /** The run began to put it back. */
  restored: boolean
}

type Begin = Extract<JournalLine, { begin: number }>
type End = Extract<JournalLine, { end: number }>
type Try = { begin: Begin; end: End | undefined }

/**
 * Tells what became of each step of a run.
 * @param record what the run meant to do
 * @param lines its journal
 * @returns a fate for each step, in the order of the record
 */
export function stepFates(record: RunRecord, lines: readonly JournalLine[]): StepFate[] {
  const tries = triesOf(lines)
  return record.workspaces.flatMap(({ workspace, steps }) =>
    steps.map((step) => fateOf(workspace, step, tries.get(nameOf(workspace, step.id)) ?? [])),
  )
}

/**
 * Counts the writes that were begun.
 * @param lines a journal
 * @returns how many are known to be done, and of how many the end is not known
 */
export function countWrites(lines: readonly JournalLine[]): { done: number; unknown: number } {
  const all = [...triesOf(lines).values()].flat()
  const effects = all.map(effectOf)
  return {
    done: effects.filter((each) => each === 'yes').length,
    unknown: effects.filter((each) => each === 'maybe').length,
  }
}

const nameOf = (workspace: string | undefined, step: string): string => `${workspace ?? ''}\n${step}`

function triesOf(lines: readonly JournalLine[]): Map<string, Try[]> {
  const ends = new Map(lines.flatMap((line) => ('end' in line ? [[line.end, line] as const] : [])))
  const tries = new Map<string, Try[]>()
  for (const line of lines) {
    if (!('begin' in line)) continue
    const name = nameOf(line.workspace, line.step)
    tries.set(name, [...(tries.get(name) ?? []), { begin: line, end: ends.get(line.begin) }])
  }
  return tries
}

function effectOf({ end }: Try): Effect {
  if (end === undefined || end.uncertain) return 'maybe'
  return end.state === 'done' ? 'yes' : 'no'
}

function fateOf(workspace: string | undefined, step: Step, tries: readonly Try[]): StepFate {
  const own = tries.filter(({ begin }) => !begin.restores)
  const back = tries.filter(({ begin }) => begin.restores)
  const [effect, undone] = [strongest(own.map(effectOf)), strongest(back.map(effectOf))]
  const restored = back.length > 0
  if (restored && undone === 'yes') return { workspace, step, state: 'put back', effect: 'no', restored }
  if (effect === 'maybe' || (restored && undone === 'maybe'))
    return { workspace, step, state: 'pending', effect: 'maybe', restored }
  if (effect === 'yes') return { workspace, step, state: 'done', effect, restored }
  const reason = own.at(-1)?.end?.reason
  const begun = own.some(({ end }) => end?.state === 'failed')
  return { workspace, step, state: begun ? 'failed' : 'not begun', effect, restored, ...(reason && { reason }) }
}

function strongest(effects: readonly Effect[]): Effect {
  if (effects.includes('yes')) return 'yes'
  return effects.includes('maybe') ? 'maybe' : 'no'
}
