import type { AppliedHead } from '../model/applied.ts'
import type { Cause, Change } from '../model/change.ts'
import { type Colour, ink } from './ink.ts'
import type { Part } from './plan-json.ts'
import { printable } from './printable.ts'

/** What a drift report is about. */
export interface DriftFound {
  changes: readonly Change[]
  /** Entities of which all that differs is ignored. */
  ignored: number
  /** The record that tells causes. */
  base?: AppliedHead
}

const SIDES: readonly [Cause, string][] = [
  ['gateway', 'changed in the gateway'],
  ['file', 'changed in the files'],
  ['both', 'changed in both'],
  ['unknown', 'not known'],
]

/**
 * Sums up how controller and files differ.
 * @param found the differences
 * @param unchanged how many entities do not differ
 * @param colour what the stream takes
 * @returns one line, without its end
 */
export function driftSummary({ changes, ignored, base }: DriftFound, unchanged: number, colour: Colour): string {
  const paint = ink(colour)
  const more = ignored === 0 ? '' : ` ${ignored} more ${ignored === 1 ? 'is' : 'are'} ignored.`
  if (changes.length === 0) return `${paint.good(`No drift. ${entitiesAre(unchanged)} as the state files say.`)}${more}`
  const counts = countCauses(changes)
  const told = SIDES.flatMap(([cause, text]) => (counts[cause] === 0 ? [] : [`${counts[cause]} ${text}`]))
  const sides = base === undefined ? '' : `: ${told.join(', ')}`
  return `${paint.strong('Drift:')} ${differ(changes.length)}${sides}; ${unchanged} unchanged.${more}`
}

const differ = (count: number): string => (count === 1 ? '1 entity differs' : `${count} entities differ`)
const entitiesAre = (count: number): string => (count === 1 ? '1 entity is' : `${count} entities are`)

function countCauses(changes: readonly Change[]): Record<Cause, number> {
  const counts: Record<Cause, number> = { gateway: 0, file: 0, both: 0, unknown: 0 }
  for (const { cause = 'unknown' } of changes) counts[cause]++
  return counts
}

/**
 * Says by which record it is told which side changed.
 * @param head of the record
 * @returns text that ends with an end of line
 */
export function recordText({ at, command }: AppliedHead): string {
  return `${printable(`Which side changed is told by the record of what ${command} applied on ${at}`)}\n`
}

/**
 * Gives the same as data for the JSON report.
 * @param found the differences
 */
export function driftJson({ changes, ignored, base }: DriftFound): Part {
  return {
    ...(base && { record: { id: base.id, at: base.at, command: base.command } }),
    summary: { differ: changes.length, ...countCauses(changes), ignored },
  }
}
