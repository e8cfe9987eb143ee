import type { Step } from '../model/change.ts'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Node } from './node.ts'
import { waves } from './order.ts'
import { renameableFields, renameStep } from './rename.ts'
import type { Steps } from './steps.ts'

/**
 * Breaks circles among creates and updates (two entities that swap a name, a key, a scope): one of them takes a
 * temporary name first or, where no field may hold one, is deleted and created again.
 */
export function breakCircles(steps: Steps, nodes: readonly Node[], diagnostics: Diagnostic[]): void {
  const tried = new Set<Node>()
  for (;;) {
    const circle = new Set(waves([...new Set([...steps.main.values(), ...steps.freeing.values()])]).circle)
    const node = nextToMove(circle, steps, nodes, tried)
    if (node === undefined) return
    tried.add(node)
    makeRoom(node, steps, nodes, diagnostics)
  }
}

/** One that can take a temporary name, if there is one; else the one with the fewest dependants. */
function nextToMove(
  circle: ReadonlySet<Step>,
  steps: Steps,
  nodes: readonly Node[],
  tried: ReadonlySet<Node>,
): Node | undefined {
  const awaited = new Set([...circle].flatMap((step) => step.needs))
  const candidates = [...steps.main]
    .filter(([node, step]) => node.fate === 'update' && circle.has(step) && awaited.has(step.id) && !tried.has(node))
    .map(([node]) => node)
  const named = candidates.find((node) => namesToFree(node, steps) !== undefined)
  if (named || candidates.length === 0) return named
  return candidates.reduce((best, node) => (dependants(node, nodes) < dependants(best, nodes) ? node : best))
}

function makeRoom(node: Node, steps: Steps, nodes: readonly Node[], diagnostics: Diagnostic[]): void {
  const main = steps.main.get(node)
  if (main === undefined) return
  const names = namesToFree(node, steps)
  const first = names === undefined ? deleteFirst(node, main, nodes, diagnostics) : renamed(node, main, names)
  if (first === undefined) return
  const waiting = [...steps.main.values()].filter((step) => step !== main && step.needs.includes(main.id))
  for (const step of waiting) step.needs = step.needs.map((need) => (need === main.id ? first.id : need))
  first.frees = [...waiting.map((step) => step.id), main.id]
  main.needs.push(first.id)
  steps.freeing.set(node, first)
}

const namesToFree = (node: Node, steps: Steps): string[] | undefined =>
  renameableFields(node, steps.conflicts.get(node) ?? [])

function renamed(node: Node, main: Step, fields: readonly string[]): Step {
  return { ...renameStep(node, undefined, fields), id: `${main.id} (temporary name)`, change: main.change }
}

/** Only an entity that nothing depends on may be away for a moment. */
function deleteFirst(node: Node, main: Step, nodes: readonly Node[], diagnostics: Diagnostic[]): Step | undefined {
  if (dependants(node, nodes) > 0) {
    diagnostics.push(
      problem('circle', `${main.change}: it swaps a unique value with another, and both have dependants`, {
        hint: 'make the change in two syncs',
      }),
    )
    return undefined
  }
  main.action = 'create'
  main.note = 'by delete and create'
  const { body: _, note: __, ...rest } = main
  return { ...rest, id: `${main.id} (delete first)`, action: 'delete', needs: [], meanwhile: 'it is deleted' }
}

function dependants(node: Node, nodes: readonly Node[]): number {
  const id = JSON.stringify(node.current?.id)
  const refers = (other: Node): boolean =>
    other.kind.references.some(
      ({ kind, field }) => kind === node.kind.name && JSON.stringify(other.held[field] ?? null).includes(id),
    )
  return nodes.filter(refers).length
}
