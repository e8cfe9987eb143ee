import type { Change } from '../../model/change.ts'
import type { Review, ReviewedPlan } from '../../model/review.ts'
import { targetDigest } from '../../model/target-digest.ts'
import { notesOf } from '../remarks.ts'
import type { Detail } from './change-lines.ts'
import { actionCounts, kindCounts } from './counts.ts'
import { codeSpan, inCode } from './escape.ts'
import { type Filled, fill, type Section } from './fill.ts'
import { groupsOf } from './groups.ts'
import { head } from './head.ts'

/** GitHub refuses comments above 65,536 characters ("Body is too long"); some are left to whoever posts the comment. */
const LIMIT = 60_000
const LEAST_LIMIT = 10_000
const CUT_NOTE = 1_500
const TRIES = 50

/** How much is told of each change, from all to little; as much as there is room for. */
const LITTLE: Detail = { limits: { characters: 80, lines: 2 }, lines: 2 }
const DETAILS: readonly Detail[] = [
  { limits: { characters: 160, lines: 30 }, lines: 100 },
  { limits: { characters: 100, lines: 8 }, lines: 8 },
  LITTLE,
]

/**
 * Writes a review as Markdown of GitHub and GitLab, for a comment on a pull request: what is deleted first, details folded by the
 * entity that they belong to, and in the end the plan's digest and the next command. It begins with a comment by which the
 * report of the same target is found again. No secret is in it, and no name or value can act as Markdown, HTML or mention.
 * @param review what is looked at
 * @param limit characters (UTF-16) at most, at least 10,000; what has no room is cut at an entity's border and counted
 * @returns text that ends with an end of line
 */
export function markdownReport(review: Review, limit = LIMIT): string {
  const most = Math.max(limit, LEAST_LIMIT)
  const above = paragraphs(head(review, most))
  const below = foot(review, most)
  const frame = marker(review, 0).length + above.length + paragraphs(below).length
  const { text, cut } = filled(sectionsOf(review.plans), most - frame - 20)
  return marker(review, cut.length) + above + text + paragraphs([...cutNote(cut, review), ...below])
}

function paragraphs(texts: readonly string[]): string {
  return texts.map((text) => `\n${text}\n`).join('')
}

/** The comment that programs read: which target, which plan, and how many changes are not shown. */
function marker({ target, digest = 'none' }: Review, cut: number): string {
  const of = target ? targetDigest(target.identity) : 'unknown'
  return `<!-- keelson:review target=${of} digest=${digest.replace(/[^a-z0-9:]/g, '')} cut=${cut} -->\n`
}

function filled(sections: readonly Section[], room: number): Filled {
  for (const detail of DETAILS) {
    const found = fill(sections, room, { detail, tries: 1 })
    if (found.cut.length === 0) return found
  }
  return fill(sections, room - CUT_NOTE, { detail: LITTLE, tries: TRIES })
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

function cutNote(cut: readonly Change[], { plans }: Review): string[] {
  if (cut.length === 0) return []
  const all = plans.reduce((sum, { plan }) => sum + plan.changes.length, 0)
  const note = (counts: string): string =>
    `> [!WARNING]\n> **${cut.length} of ${all} changes are not shown here**, for want of room: ${counts}.\n> The whole plan is in a report of the same digest made with \`--output html\` or \`--output json\`.`
  const full = note(kindCounts(cut))
  return [full.length < CUT_NOTE ? full : note(actionCounts(cut))]
}

function foot({ digest, next }: Review, limit: number): string[] {
  const command = next === undefined ? '' : codeSpan(next)
  return [
    ...(digest === undefined ? [] : [`Digest of the plan: ${codeSpan(digest)}`]),
    ...(command === '' || command.length > limit / 20 ? [] : [`Next: ${command}`]),
  ]
}
