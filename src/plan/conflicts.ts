import type { Step } from '../model/change.ts'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import { keyOf } from './keys.ts'
import type { Node } from './node.ts'

/** A unique value that a step takes while another entity still holds it. */
export interface Conflict {
  step: Step
  holder: Node
  group: readonly string[]
}

/** Finds the unique values that change hands. A value whose holder keeps it becomes a diagnostic. */
export function findConflicts(
  nodes: readonly Node[],
  main: ReadonlyMap<Node, Step>,
  diagnostics: Diagnostic[],
): Conflict[] {
  const written = new Set([...main.keys()].map(({ kind }) => kind))
  const holders = new Map<string, Node>()
  for (const node of nodes) {
    if (node.current === undefined || !written.has(node.kind)) continue
    for (const group of node.kind.unique) {
      const key = keyOf(node.kind, group, node.held)
      if (key !== undefined) holders.set(slot(node, group, key), node)
    }
  }
  return [...main].flatMap(([node, step]) => conflictsOf(node, step, holders, diagnostics))
}

const slot = (node: Node, group: readonly string[], key: string): string =>
  [node.kind.name, group.join('+'), key].join('\u0001')

function conflictsOf(
  node: Node,
  step: Step,
  holders: ReadonlyMap<string, Node>,
  diagnostics: Diagnostic[],
): Conflict[] {
  const conflicts: Conflict[] = []
  for (const group of node.kind.unique) {
    const key = keyOf(node.kind, group, node.wanted, node.references)
    const holder = key === undefined ? undefined : holders.get(slot(node, group, key))
    if (holder === undefined || (holder === node && node.fate === 'update')) continue
    if (letsGo(holder, group, key)) conflicts.push({ step, holder, group })
    else diagnostics.push(taken(node, holder, group))
  }
  return conflicts
}

/** Tells whether the plan takes a value away from its holder. */
function letsGo(holder: Node, group: readonly string[], key: string | undefined): boolean {
  if (holder.fate === 'delete' || holder.fate === 'replace') return true
  return holder.fate === 'update' && keyOf(holder.kind, group, holder.wanted, holder.references) !== key
}

function taken(node: Node, holder: Node, group: readonly string[]): Diagnostic {
  return problem(
    'unique-taken',
    `this ${node.kind.name}'s ${group.join(' and ')} belongs to another ${node.kind.name} in the target, ${holder.current?.id}, which stays`,
    {
      hint: `change the one in the file, or give it the id ${holder.current?.id}`,
      ...(node.desired?.place && { place: node.desired.place }),
    },
  )
}
