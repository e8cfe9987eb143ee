import type { Rehearsal } from '../../model/rehearsal.ts'
import { diagnosticsText, type Located, located } from '../../report/diagnostics-text.ts'
import type { Part } from '../../report/plan-json.ts'
import { rehearsalJson, rehearsalText } from '../../report/rehearsal-text.ts'
import { inWorkspace } from '../../report/workspaces-text.ts'
import type { RehearsedPart } from '../../workflow/review/rehearse.ts'
import type { Context } from '../arguments/command.ts'
import { stageOf } from './open-stage.ts'

/** What a rehearsal found. */
export interface Rehearsed {
  /** One for each change that would fail. */
  against: Located[]
  /** What could not be seen for it. */
  notes: Located[]
  /** For the JSON report. */
  parts: Part
  /** For reviewers: a line of what was found, and what was not tried. */
  facts: readonly string[]
}

const NONE: Rehearsed = { against: [], notes: [], parts: {}, facts: [] }

/**
 * Rehearses where --rehearse asks for it, and shows what came of it; nothing is rehearsed otherwise.
 * @param context the command's context
 * @param parts the plans with changes
 * @returns what speaks against applying them
 */
export async function rehearseIfAsked(context: Context, parts: readonly RehearsedPart[]): Promise<Rehearsed> {
  const { settings } = context
  return settings.has('rehearse') && settings.flag('rehearse') ? rehearsePlans(context, parts) : NONE
}

/**
 * Carries out plans on a copy of their target, and shows what would fail there on stderr, and how it went on stdout.
 * @param context the command's context
 * @param all the plans; nothing is read where none has changes
 */
export async function rehearsePlans(context: Context, all: readonly RehearsedPart[]): Promise<Rehearsed> {
  const parts = all.filter(({ prepared }) => prepared.plan.changes.length > 0)
  if (parts.length === 0) return NONE
  const { world, print, interrupt } = context
  const { rehearse, startSandbox } = world.workflows
  const rehearsal = await interrupt.guard(rehearse(parts, stageOf(startSandbox), Date.now(), interrupt.signal))
  context.quiet()
  const notes = located(rehearsal.notes)
  await print.note(diagnosticsText(notes, print.colour.stderr))
  const against = failuresOf(rehearsal, parts, all.length > 1)
  await print.problem(diagnosticsText(against, print.colour.stderr))
  await print.result(rehearsalText(rehearsal, print.colour.stdout))
  const facts = rehearsalText(rehearsal, 0).trimEnd().split('\n')
  return { against, notes, facts, parts: { rehearsal: rehearsalJson(rehearsal) } }
}

function failuresOf({ plans }: Rehearsal, parts: readonly RehearsedPart[], several: boolean): Located[] {
  return plans.flatMap(({ failures, workspace }, index) => {
    return inWorkspace(located(failures, parts[index]?.prepared.locate), several ? workspace : undefined)
  })
}
