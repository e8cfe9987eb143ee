import type { Step } from '../model/change.ts'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import { idsOf } from './keys.ts'
import type { Node } from './node.ts'
import { pushTo } from './order.ts'
import { renameableFields, renameStep } from './rename.ts'
import { rings } from './rings.ts'
import type { Steps } from './steps.ts'

/** What is looked up while circles are broken; each made once, since there may be thousands. */
interface Workshop {
  steps: Steps
  owners: ReadonlyMap<Step, Node>
  /** Creates and updates by what they wait for. */
  waiting: ReadonlyMap<string, Step[]>
  /** How many entities refer to a node's entity. */
  dependants(node: Node): number
}

/**
 * Breaks circles among creates and updates (two entities that swap a name, a key, a scope): one of them takes a
 * temporary name first or, where no field may hold one, is deleted and created again.
 */
export function breakCircles(steps: Steps, nodes: readonly Node[], diagnostics: Diagnostic[]): void {
  const open = rings([...new Set([...steps.main.values(), ...steps.freeing.values()])])
  if (open.length === 0) return
  const owners = new Map([...steps.main].map(([node, step]) => [step, node]))
  const waiting = new Map<string, Step[]>()
  for (const step of steps.main.values()) for (const need of new Set(step.needs)) pushTo(waiting, need, step)
  const workshop: Workshop = { steps, owners, waiting, dependants: countDependants(nodes) }
  const tried = new Set<Node>()
  for (let ring = open.pop(); ring !== undefined; ring = open.pop()) {
    const node = nextToMove(ring, workshop, tried)
    if (node === undefined) continue
    tried.add(node)
    if (makeRoom(node, workshop, diagnostics)) open.push(...rings(ring))
  }
}

/** One that can take a temporary name, if there is one; else the one with the fewest dependants. */
function nextToMove(
  ring: readonly Step[],
  { steps, owners, dependants }: Workshop,
  tried: ReadonlySet<Node>,
): Node | undefined {
  const candidates = ring.flatMap((step) => owners.get(step) ?? []).filter((node) => node.fate === 'update')
  const fresh = candidates.filter((node) => !tried.has(node))
  const named = fresh.find((node) => namesToFree(node, steps) !== undefined)
  if (named || fresh.length === 0) return named
  return fresh.reduce((best, node) => (dependants(node) < dependants(best) ? node : best))
}

function makeRoom(node: Node, { steps, waiting, dependants }: Workshop, diagnostics: Diagnostic[]): boolean {
  const main = steps.main.get(node)
  if (main === undefined) return false
  const names = namesToFree(node, steps)
  if (names === undefined && dependants(node) > 0) {
    diagnostics.push(tooEntangled(main))
    return false
  }
  const first = names === undefined ? deleteFirst(main) : renamed(node, main, names)
  const others = (waiting.get(main.id) ?? []).filter((step) => step !== main)
  for (const step of others) step.needs = step.needs.map((need) => (need === main.id ? first.id : need))
  first.frees = [...others.map((step) => step.id), main.id]
  main.needs.push(first.id)
  steps.freeing.set(node, first)
  return true
}

const namesToFree = (node: Node, steps: Steps): string[] | undefined =>
  renameableFields(node, steps.conflicts.get(node) ?? [])

function renamed(node: Node, main: Step, fields: readonly string[]): Step {
  return { ...renameStep(node, undefined, fields), id: `${main.id} (temporary name)`, change: main.change }
}

/** Only an entity that nothing depends on may be away for a moment. */
function deleteFirst(main: Step): Step {
  main.action = 'create'
  main.note = 'by delete and create'
  const { body: _, note: __, ...rest } = main
  return { ...rest, id: `${main.id} (delete first)`, action: 'delete', needs: [], meanwhile: 'it is deleted' }
}

function tooEntangled(main: Step): Diagnostic {
  return problem('circle', `${main.change}: it swaps a unique value with another, and both have dependants`, {
    hint: 'make the change in two syncs',
  })
}

function countDependants(nodes: readonly Node[]): (node: Node) => number {
  let counts: Map<string, number> | undefined
  const count = (): Map<string, number> => {
    const found = new Map<string, number>()
    for (const { kind, held } of nodes) {
      for (const reference of kind.references) {
        for (const id of idsOf(held[reference.field])) {
          const key = `${reference.kind} ${id}`
          found.set(key, (found.get(key) ?? 0) + 1)
        }
      }
    }
    return found
  }
  return (node) => {
    counts ??= count()
    return counts.get(`${node.kind.name} ${node.current?.id}`) ?? 0
  }
}
