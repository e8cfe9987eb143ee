import type { Step } from '../model/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { keyOf } from './keys.ts'
import type { Node } from './node.ts'
import { waves } from './order.ts'
import { renameStep, type Steps } from './steps.ts'

/**
 * Breaks circles among creates and updates (two entities that swap a name, a key, a scope): one of them takes a
 * temporary name first or, where no field may hold one, is deleted and created again.
 */
export function breakCircles(
  steps: Steps,
  nodes: readonly Node[],
  temporary: (node: Node, field: string) => string,
  diagnostics: Diagnostic[],
): void {
  const tried = new Set<Node>()
  for (;;) {
    const { circle } = waves([...new Set([...steps.main.values(), ...steps.freeing.values()])])
    if (circle.length === 0) return
    const node = [...steps.main].find(
      ([each, step]) => circle.includes(step) && each.fate === 'update' && !tried.has(each) && waitedFor(step, circle),
    )?.[0]
    if (node === undefined) return
    tried.add(node)
    makeRoom(node, steps, nodes, temporary, diagnostics)
  }
}

const waitedFor = (step: Step, circle: readonly Step[]): boolean =>
  circle.some((other) => other.needs.includes(step.id))

function makeRoom(
  node: Node,
  steps: Steps,
  nodes: readonly Node[],
  temporary: (node: Node, field: string) => string,
  diagnostics: Diagnostic[],
): void {
  const main = steps.main.get(node)
  if (main === undefined) return
  const field = node.kind.renameable.find(
    (each) => keyOf(node.kind, [each], node.before ?? {}) !== keyOf(node.kind, [each], node.after ?? {}),
  )
  const first =
    field === undefined ? deleteFirst(node, main, nodes, diagnostics) : renamed(node, main, field, temporary)
  if (first === undefined) return
  const waiting = [...steps.main.values()].filter((step) => step !== main && step.needs.includes(main.id))
  for (const step of waiting) step.needs = step.needs.map((need) => (need === main.id ? first.id : need))
  first.frees = [...waiting.map((step) => step.id), main.id]
  main.needs.push(first.id)
  steps.freeing.set(node, first)
}

function renamed(node: Node, main: Step, field: string, temporary: (node: Node, field: string) => string): Step {
  const step = renameStep(node, undefined)
  if (step.body) step.body[field] = temporary(node, field)
  return { ...step, id: `${main.id} (temporary name)`, change: main.change }
}

/** Only an entity that nothing depends on may be away for a moment. */
function deleteFirst(node: Node, main: Step, nodes: readonly Node[], diagnostics: Diagnostic[]): Step | undefined {
  const id = node.current?.id
  const hasDependants = nodes.some((other) =>
    other.kind.references.some(
      (reference) =>
        reference.kind === node.kind.name &&
        JSON.stringify(other.before?.[reference.field] ?? null).includes(id ?? '\u0000'),
    ),
  )
  if (hasDependants) {
    diagnostics.push({
      level: 'error',
      code: 'circle',
      message: `${main.change}: it swaps a unique value with another and others depend on it`,
      hint: 'make the change in two syncs',
    })
    return undefined
  }
  main.action = 'create'
  main.note = 'by delete and create'
  const { body: _, ...rest } = main
  return {
    ...rest,
    id: `${main.id} (delete first)`,
    action: 'delete',
    needs: [],
    ...(node.before && { previous: node.before }),
  }
}
