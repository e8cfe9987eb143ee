import type { Change } from '../../model/change.ts'
import type { Review, ReviewedPlan } from '../../model/review.ts'
import { targetDigest } from '../../model/target-digest.ts'
import { notesOf } from '../remarks.ts'
import { DETAILS, LITTLE, WHOLE } from './details.ts'
import { codeSpan, inCode } from './escape.ts'
import { type Filled, fill, type Section } from './fill.ts'
import { groupsOf } from './groups.ts'
import { head } from './head.ts'
import { LONGEST_NOTE, leftOut } from './left-out.ts'

/** GitHub refuses comments above 65,536 characters ("Body is too long"); some are left to whoever posts the comment. */
const LIMIT = 60_000
const LEAST_LIMIT = 10_000
const TRIES = 50
const NONE: Filled = { text: '', cut: [], shortened: [] }
/** Digits of both counts in the marker. */
const LONGEST_COUNTS = 20

/**
 * Writes a review as Markdown of GitHub and GitLab, for a comment on a pull request: what is deleted first, details folded by the
 * entity that they belong to, and in the end the plan's digest and the next command. It begins with a comment by which the
 * report of the same target is found again. No secret is in it, and no name or value can act as Markdown, HTML or mention.
 * @param review what is looked at
 * @param limit characters (UTF-16) at most, at least 10,000; what has no room is shortened or left out, and both are counted
 * @returns text that ends with an end of line
 */
export function markdownReport(review: Review, limit = LIMIT): string {
  const most = Math.max(limit, LEAST_LIMIT)
  const above = paragraphs(head(review, most))
  const below = foot(review, most)
  const frame = marker(review, NONE).length + above.length + paragraphs(below).length
  const made = filled(sectionsOf(review.plans), most - frame - LONGEST_COUNTS)
  return marker(review, made) + above + made.text + paragraphs([...leftOut(made, review), ...below])
}

function paragraphs(texts: readonly string[]): string {
  return texts.map((text) => `\n${text}\n`).join('')
}

/** The comment that programs read: which target, which plan, how many changes are not shown, and how many only in part. */
function marker({ target, digest = 'none' }: Review, { cut, shortened }: Filled): string {
  const of = target ? targetDigest(target.identity) : 'unknown'
  return `<!-- keelson:review target=${of} digest=${digest.replace(/[^a-z0-9:]/g, '')} cut=${cut.length} shortened=${shortened.length} -->\n`
}

function filled(sections: readonly Section[], room: number): Filled {
  const whole = fill(sections, room, { detail: WHOLE, tries: 1 })
  if (whole.cut.length === 0) return whole
  const rest = room - LONGEST_NOTE
  return shortened(sections, rest) ?? fill(sections, rest, { detail: LITTLE, tries: TRIES })
}

/** All changes, with as much of each as there is room for; undefined where there is none for all of them. */
function shortened(sections: readonly Section[], room: number): Filled | undefined {
  let best: Filled | undefined
  let [from, to] = [0, DETAILS.length]
  while (from < to) {
    const middle = Math.floor((from + to) / 2)
    const found = fill(sections, room, { detail: DETAILS[middle] ?? LITTLE, tries: 1 })
    if (found.cut.length === 0) [best, to] = [found, middle]
    else from = middle + 1
  }
  return best
}

const isDestructive = ({ action }: Change): boolean => action === 'delete' || action === 'replace'

/** What is lost comes first, in all workspaces. */
function sectionsOf(plans: readonly ReviewedPlan[]): Section[] {
  const several = plans.length > 1
  const sections = (title: string, takes: (change: Change) => boolean): Section[] =>
    plans.map(({ workspace, plan, outcome }) => ({
      title: `### ${title}${several ? ` in workspace ${inCode(workspace ?? '')}` : ''}`,
      groups: groupsOf(plan.changes.filter(takes)),
      known: { notes: notesOf(plan), ...(outcome && { results: outcome.results }) },
    }))
  return [
    ...sections(':warning: Deletes and replaces', isDestructive),
    ...sections('Creates and updates', (change) => !isDestructive(change)),
  ]
}

function foot({ digest, next }: Review, limit: number): string[] {
  const command = next === undefined ? '' : codeSpan(next)
  return [
    ...(digest === undefined ? [] : [`Digest of the plan: ${codeSpan(digest)}`]),
    ...(command === '' || command.length > limit / 20 ? [] : [`Next: ${command}`]),
  ]
}
