import type { Change, Step } from '../model/change.ts'
import { type Diagnostic, problem, warning } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind, Reference } from '../model/kind.ts'
import type { Aside, Plan } from '../model/plan.ts'
import { compareNodes, lookupOf, makeChanges } from './changes.ts'
import { idsOf } from './keys.ts'
import { type Lookup, labelOf } from './label.ts'
import { currentNode, type MatchInput, match } from './match.ts'
import type { Node } from './node.ts'
import { makeSteps } from './steps.ts'

/** What a plan is made from; nothing is read or written while it is made. */
export interface PlanInput extends MatchInput {
  /** Entities that the files do not speak for but that a delete may take along, each with why. */
  dependants: readonly { entity: Entity; outside: NonNullable<Node['outside']> }[]
}

/**
 * Computes everything that a sync would do. The same input gives the same plan. What stands against it (references
 * that lead nowhere, values already taken, hashes that cannot be written) is in `diagnostics`; a plan with errors
 * there must not be applied.
 */
export function plan(input: PlanInput): Plan {
  return planWithKept(input).plan
}

/** An entity that is at the controller as the files have it: both its sides as they were read, with secrets in clear. */
export interface Kept {
  readonly desired: Entity
  readonly current: Entity
}

/** Does the same, and gives also the entities that stay as they are; they are no part of a plan, which anybody may see. */
export function planWithKept(input: PlanInput): { plan: Plan; kept: Kept[] } {
  const { nodes, others, diagnostics } = match(input)
  const aside = others.flatMap(asideOf)
  compareNodes(nodes, diagnostics)
  for (const node of dependantNodes(input, nodes, aside, diagnostics)) nodes.push(node)
  const lookup = lookupOf(others.length === 0 ? nodes : [...others, ...nodes])
  const changes = makeChanges(nodes, lookup)
  const { steps, waves, deletesFrom } = makeSteps(nodes, changes, lookup, diagnostics)
  for (const each of input.keepOthers ? refuseDeletes(changes, steps) : otherIds(nodes, changes)) diagnostics.push(each)
  const { unchanged, current, kept } = stockOf(nodes)
  const made: Plan = {
    changes: [...changes.values()],
    steps,
    waves,
    deletesFrom,
    unchanged,
    current,
    ...(aside.length > 0 && { aside }),
    diagnostics,
  }
  return { plan: made, kept }
}

/** Counts what stays as it is and what the controller has, and gathers what is on both sides alike: all in one go, for there may be very many. */
function stockOf(nodes: readonly Node[]): Pick<Plan, 'unchanged' | 'current'> & { kept: Kept[] } {
  const unchanged = new Map<string, number>()
  const current = new Map<string, number>()
  const kept: Kept[] = []
  for (const node of nodes) {
    if (node.current !== undefined && node.outside === undefined) countOne(current, node.kind.name)
    if (node.fate !== 'keep' || node.desired === undefined) continue
    countOne(unchanged, node.kind.name)
    if (isPaired(node)) kept.push(node)
  }
  return { unchanged: Object.fromEntries(unchanged), current: Object.fromEntries(current), kept }
}

const isPaired = (node: Node): node is Node & Kept => node.desired !== undefined && node.current !== undefined

function countOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

function asideOf({ aside: why, desired, current }: Node): Aside[] {
  return why === undefined ? [] : [{ why, ...(desired && { desired }), ...(current && { current }) }]
}

/** Dependants outside the files: taken along by a cascade, or in the way of a delete that the controller would refuse. */
function dependantNodes(
  input: PlanInput,
  nodes: readonly Node[],
  aside: readonly Aside[],
  diagnostics: Diagnostic[],
): Node[] {
  const dependants = dependantsOf(input, aside)
  if (dependants.length === 0 || !nodes.some(goes)) return []
  const lookup = lookupOf(nodes)
  const found: Node[] = []
  for (const { entity, outside } of dependants) {
    const kind = input.kinds.find((each) => each.name === entity.kind)
    if (kind === undefined || (entity.id !== undefined && lookup(kind.name, entity.id))) continue
    for (const reference of kind.references) {
      const parent = goingParent(reference, entity, lookup)
      if (parent === undefined) continue
      if (reference.onDelete === 'cascade') found.push(takenNode(entity, kind, outside, input))
      else diagnostics.push(inTheWay(parent, currentNode(entity, kind, input.typeOf), lookup))
      break
    }
  }
  return found
}

const goes = ({ fate }: Node): boolean => fate === 'delete' || fate === 'replace'

function goingParent({ field, kind }: Reference, entity: Entity, lookup: Lookup): Node | undefined {
  return idsOf(entity.fields[field])
    .map((id) => ({ id, parent: lookup(kind, id) }))
    .find(({ id, parent }) => parent && goes(parent) && parent.current?.id === id)?.parent
}

/** What is left alone is looked at like what was read for this very question, each entity once. */
function dependantsOf({ dependants }: PlanInput, aside: readonly Aside[]): PlanInput['dependants'] {
  const own = aside.flatMap(({ current }) => (current ? [{ entity: current, outside: 'exempt' as const }] : []))
  if (own.length === 0) return dependants
  const seen = new Set(own.map(({ entity }) => `${entity.kind} ${entity.id}`))
  return [...own, ...dependants.filter(({ entity }) => !seen.has(`${entity.kind} ${entity.id}`))]
}

function takenNode(entity: Entity, kind: Kind, outside: NonNullable<Node['outside']>, { typeOf }: PlanInput): Node {
  const node = currentNode(entity, kind, typeOf)
  node.fate = 'delete'
  node.outside = outside
  return node
}

function inTheWay(parent: Node, other: Node, lookup: Lookup): Diagnostic {
  const [kind, name] = [parent.kind.name, labelOf(parent, lookup)]
  return problem(
    'still-referenced',
    `${kind} ${name} cannot be deleted: the ${other.kind.name} ${labelOf(other, lookup)}, for which these files do not speak, refers to it`,
    {
      about: { kind, name },
      hint: 'move or delete that one first, or keep this one in the files',
    },
  )
}

/** Apply deletes nothing, be it for a moment. */
function refuseDeletes(changes: ReadonlyMap<Node, Change>, steps: readonly Step[]): Diagnostic[] {
  const deleting = new Set(steps.filter(({ action }) => action === 'delete').map(({ change }) => change))
  return [...changes].flatMap(([node, change]) => {
    if (node.fate === 'replace') return [replaceRefused(node)]
    return deleting.has(change.id) ? [swapRefused(change)] : []
  })
}

function swapRefused({ id, place }: Change): Diagnostic {
  return problem(
    'swap-refused',
    `${id}: it swaps a unique value with another, for which it would have to be deleted for a moment; apply deletes nothing`,
    { hint: 'use sync', ...(place && { place }) },
  )
}

function replaceRefused(node: Node): Diagnostic {
  return problem(
    'replace-refused',
    `the ${node.kind.name} has the id ${node.current?.id} in the target and ${node.id} in the file; apply deletes nothing and so cannot replace it`,
    {
      hint: 'use sync, or --ignore-ids to match by name and drop the ids of the file',
      ...(node.desired?.place && { place: node.desired.place }),
    },
  )
}

/** Files from another cluster have its ids: replacing everything is hardly meant. */
function otherIds(nodes: readonly Node[], changes: ReadonlyMap<Node, Change>): Diagnostic[] {
  const differ = [...changes.keys()].filter(({ fate }) => fate === 'replace').length
  if (differ < 2) return []
  const given = nodes.filter((node) => node.current !== undefined && node.desired?.id !== undefined)
  if (differ * 2 <= given.length) return []
  const message = `${differ} of ${given.length} entities have another id in the target than in the state files, and would be replaced`
  return [
    warning('other-ids', message, {
      hint: '--ignore-ids matches by natural key and drops the ids of the files, as when a dump goes to another cluster',
    }),
  ]
}
