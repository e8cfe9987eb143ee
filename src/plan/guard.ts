import type { Change } from '../model/change.ts'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Kind } from '../model/kind.ts'
import type { Plan } from '../model/plan.ts'
import type { Limits } from '../model/settings.ts'

/** What the guards weigh beside the plan itself. */
export interface GuardInput {
  limits: Limits
  kinds: readonly Kind[]
  /** Kinds that a file mentions. */
  mentioned: ReadonlySet<string>
  /** Kinds named by --only: naming them is mentioning them. */
  only: ReadonlySet<string>
  /** How many entities the files hold. */
  desired: number
}

/**
 * Weighs a plan's deletes before anything is written. Each refusal gives the numbers and the option that lifts it.
 * An empty answer means that the plan may go on.
 */
export function guard(plan: Plan, input: GuardInput): Diagnostic[] {
  const deletes = plan.changes.filter((change) => change.action === 'delete' || change.action === 'replace')
  const invitations = guardInvitations(plan.changes, input)
  if (deletes.length === 0) return invitations
  return [
    ...invitations,
    ...guardEmpty(plan, input),
    ...guardUnmentioned(deletes, input),
    ...guardShare(deletes, plan, input),
    ...guardOutside(deletes, input),
  ]
}

/** A letter cannot be called back. */
function guardInvitations(changes: readonly Change[], { limits, kinds }: GuardInput): Diagnostic[] {
  if (limits.invite) return []
  return kinds.flatMap(({ name, invites }) => {
    const labels = invites ? changes.filter((each) => each.kind === name && isMade(each)).map(({ label }) => label) : []
    if (labels.length === 0) return []
    const shown =
      labels.length > 5 ? `${labels.slice(0, 5).join(', ')} and ${labels.length - 5} more` : labels.join(', ')
    return problem('invites', `the controller writes to every ${name} that is made, here to ${shown}`, {
      about: { kind: name },
      hint: `--invite lifts this guard; --exclude ${name} leaves them out`,
    })
  })
}

const isMade = ({ action }: Change): boolean => action === 'create' || action === 'replace'

function guardEmpty(plan: Plan, { limits, desired }: GuardInput): Diagnostic[] {
  if (desired > 0 || limits.allowEmpty) return []
  const total = Object.values(plan.current).reduce((sum, each) => sum + each, 0)
  return [
    problem('empty-state', `the state files hold no entity, and the target has ${total}: this would delete them all`, {
      hint: 'check that the right file was given; --allow-empty lifts this guard, and `keelson reset` is the command for emptying a target',
    }),
  ]
}

function guardUnmentioned(deletes: readonly Change[], { limits, kinds, mentioned, only }: GuardInput): Diagnostic[] {
  if (limits.prune) return []
  const counts = new Map<string, number>()
  for (const { kind, takenBy } of deletes) {
    if (takenBy === undefined && !mentioned.has(kind) && !only.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts].map(([kind, count]) => {
    const section = kinds.find((each) => each.name === kind)?.section ?? kind
    return problem(
      'kind-not-mentioned',
      `no state file mentions ${section}, and the target has ${count}: this would delete ${count === 1 ? 'it' : 'them'}`,
      {
        about: { kind },
        hint: `write \`${section}: []\` in a file if that is meant; --prune lifts this guard, --only KIND narrows the sync to the kinds named`,
      },
    )
  })
}

function guardShare(deletes: readonly Change[], plan: Plan, { limits }: GuardInput): Diagnostic[] {
  const counts = new Map<string, number>()
  for (const { kind } of deletes) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].flatMap(([kind, count]) => shareOf(kind, count, plan.current[kind] ?? count, limits))
}

function shareOf(kind: string, count: number, total: number, limits: Limits): Diagnostic[] {
  const all = count >= total && count >= limits.deleteAllFrom
  const many = count >= limits.deleteCount && count * 100 > total * limits.deletePercent
  if ((!all && !many) || isAllowed(count, total, limits)) return []
  const share = Math.round((count * 100) / Math.max(total, 1))
  return [
    problem(
      'too-many-deletes',
      `this would delete ${all ? 'all ' : ''}${count} of ${total} of kind ${kind} (${share} %)`,
      {
        about: { kind },
        hint: `--allow-deletes ${count} or ${Math.ceil((count * 100) / Math.max(total, 1))}% lifts this guard; it stands at ${limits.deletePercent} % from ${limits.deleteCount} deletes of a kind, or all of a kind from ${limits.deleteAllFrom}`,
      },
    ),
  ]
}

/** Tells whether --allow-deletes covers so many of a kind. */
export function isAllowed(count: number, total: number, { allowDeletes }: Limits): boolean {
  if (allowDeletes === undefined) return false
  return 'count' in allowDeletes ? count <= allowDeletes.count : count * 100 <= total * allowDeletes.percent
}

function guardOutside(deletes: readonly Change[], { limits }: GuardInput): Diagnostic[] {
  const isExempt = ({ outside }: Change): boolean => outside === 'exempt'
  const exempt = deletes.filter(isExempt)
  const outside = limits.cascade ? [] : deletes.filter((each) => each.outside !== undefined && !isExempt(each))
  return [
    ...takenAlong(
      exempt,
      'keep what it belongs to, or bring it in: by --include, or in a file of its own where a manifest.json left it out',
    ),
    ...takenAlong(outside, '--cascade lifts this guard'),
  ]
}

function takenAlong(changes: readonly Change[], way: string): Diagnostic[] {
  const hint = `${way}${changes.length > 10 ? `; ${changes.length - 10} more are not shown` : ''}`
  return changes.slice(0, 10).map((change) => {
    const parent = change.takenBy?.replace(/^\w+ /, '') ?? 'its parent'
    const along = `deleting ${parent} would take along the ${change.kind} ${change.label}`
    return problem('takes-along', `${along}, which is ${OUTSIDE[change.outside ?? 'unmanaged']}`, {
      about: { kind: change.kind, name: change.label },
      hint,
    })
  })
}

const OUTSIDE: Readonly<Record<NonNullable<Change['outside']>, string>> = {
  selection: 'outside the selected tags',
  excluded: 'outside the kinds of this run',
  exempt: 'excluded',
  unmanaged: 'outside what Keelson manages',
}
