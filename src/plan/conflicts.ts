import type { Step } from '../model/change.ts'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Kind } from '../model/kind.ts'
import { keyOf } from './keys.ts'
import { nameOf } from './label.ts'
import type { Node } from './node.ts'

/** A unique value that a step takes while another entity still holds it. */
export interface Conflict {
  step: Step
  holder: Node
  group: readonly string[]
}

/** A unique value that a step gives to its entity. */
interface Claim {
  node: Node
  step: Step
  group: readonly string[]
  key: string
}

/** Who holds a value now, by the group of fields and its key. */
type Holders = Map<readonly string[], Map<string, Node>>

/** Finds the unique values that change hands. A value whose holder keeps it becomes a diagnostic. */
export function findConflicts(
  nodes: readonly Node[],
  main: ReadonlyMap<Node, Step>,
  diagnostics: Diagnostic[],
): Conflict[] {
  const kinds = main.size === 0 ? new Set() : kindsHeld(nodes)
  const claims: Claim[] = []
  for (const [node, step] of main) if (kinds.has(node.kind)) addClaims(node, step, claims)
  const holders = holdersOf(nodes, claims)
  return claims.flatMap((claim) => conflictOf(claim, holders, diagnostics))
}

/** Kinds of which the controller has any: nobody holds a value of another one. */
function kindsHeld(nodes: readonly Node[]): Set<Kind> {
  const kinds = new Set<Kind>()
  let last: Kind | undefined
  for (const { kind, current } of nodes) {
    // Those of a kind follow each other.
    if (current === undefined || kind === last) continue
    kinds.add(kind)
    last = kind
  }
  return kinds
}

/** A value that the entity of an update has already is not claimed: most updates claim nothing. */
function addClaims(node: Node, step: Step, claims: Claim[]): void {
  for (const group of node.kind.unique) {
    const key = keyOf(node.kind, group, node.wanted, node.references)
    if (key === undefined) continue
    const isHeld = node.fate === 'update' && keyOf(node.kind, group, node.held) === key
    if (!isHeld) claims.push({ node, step, group, key })
  }
}

/** Looks only for what is claimed. */
function holdersOf(nodes: readonly Node[], claims: readonly Claim[]): Holders {
  const holders: Holders = new Map(claims.map(({ group }) => [group, new Map()]))
  if (claims.length === 0) return holders
  const kinds = new Set(claims.map(({ node }) => node.kind))
  for (const node of nodes) {
    if (node.current === undefined || !kinds.has(node.kind)) continue
    for (const group of node.kind.unique) {
      const key = holders.has(group) ? keyOf(node.kind, group, node.held) : undefined
      if (key !== undefined) holders.get(group)?.set(key, node)
    }
  }
  return holders
}

function conflictOf({ node, step, group, key }: Claim, holders: Holders, diagnostics: Diagnostic[]): Conflict[] {
  const holder = holders.get(group)?.get(key)
  if (holder === undefined) return []
  if (letsGo(holder, group, key)) return [{ step, holder, group }]
  diagnostics.push(taken(node, holder, group))
  return []
}

/** Tells whether the plan takes a value away from its holder. */
function letsGo(holder: Node, group: readonly string[], key: string): boolean {
  if (holder.fate === 'delete' || holder.fate === 'replace') return true
  return holder.fate === 'update' && keyOf(holder.kind, group, holder.wanted, holder.references) !== key
}

function taken(node: Node, holder: Node, group: readonly string[]): Diagnostic {
  const name = node.desired?.place ? undefined : nameOf(node.kind, node.wanted)
  const subject = name === undefined ? `this ${node.kind.name}` : `the ${node.kind.name} ${name}`
  return problem(
    'unique-taken',
    `${subject}'s ${group.join(' and ')} belongs to another ${node.kind.name} in the target, ${holder.current?.id}, which stays`,
    {
      hint: `change the one in the file, or give it the id ${holder.current?.id}`,
      ...(node.desired?.place && { place: node.desired.place }),
    },
  )
}
