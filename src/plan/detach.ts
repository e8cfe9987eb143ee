import type { Change, Step } from '../model/change.ts'
import type { Reference } from '../model/kind.ts'
import type { Fields, Value } from '../model/value.ts'
import { bodyOf } from './changes.ts'
import { idsOf } from './keys.ts'
import type { Node } from './node.ts'
import { pushTo } from './order.ts'
import type { Steps } from './steps.ts'

/**
 * What must be deleted early must not be referred to where the controller would refuse that (a CA certificate that
 * gets another id, with services that trust it): those that refer to it let go of it first, and take the new one later.
 */
export function detachDependants(nodes: readonly Node[], changes: ReadonlyMap<Node, Change>, steps: Steps): void {
  const away = new Map<string, Step>()
  for (const [holder, step] of steps.freeing)
    if (step.action === 'delete') away.set(`${holder.kind.name} ${holder.current?.id}`, step)
  if (away.size === 0) return
  for (const node of nodes) {
    const change = changes.get(node)
    for (const reference of node.kind.references) {
      if (reference.onDelete !== 'restrict' || change === undefined) continue
      const gone = idsOf(node.held[reference.field]).filter((id) => away.has(`${reference.kind} ${id}`))
      if (gone.length > 0) detach(node, reference, gone, change, steps, away)
    }
  }
}

function detach(
  node: Node,
  reference: Reference,
  gone: readonly string[],
  change: Change,
  steps: Steps,
  away: ReadonlyMap<string, Step>,
): void {
  const { field } = reference
  const step = stepOf(node, field, change, steps)
  const left = entriesOf(node.held[field]).filter((each) => !idsOf([each]).some((id) => gone.includes(id)))
  step.body = { ...step.body, [field]: reference.many && left.length > 0 ? left : null }
  for (const id of gone) {
    const early = away.get(`${reference.kind} ${id}`)
    early?.needs.push(step.id)
    step.frees = [...new Set([...(step.frees ?? []), ...(early?.frees ?? [])])]
  }
}

const entriesOf = (held: Value | undefined): Value[] => (Array.isArray(held) ? held : [])

/** One that has to give way with its name as well does both at once. */
function stepOf(node: Node, field: string, change: Change, steps: Steps): Step {
  const freeing = steps.freeing.get(node)
  if (freeing?.action === 'update') return freeing
  const held: Fields = bodyOf(node.before ?? {}, node.kind.readOnly)
  const main = node.fate === 'update' ? steps.main.get(node) : undefined
  const step: Step = {
    id: `${change.id} (without ${field})`,
    change: change.id,
    action: 'update',
    kind: node.kind.name,
    body: held,
    previous: held,
    needs: [],
    frees: main ? [main.id] : [],
    note: `by way of no ${field}`,
    meanwhile: `it is without ${field}`,
    ...(node.current?.id !== undefined && { entityId: node.current.id }),
  }
  main?.needs.push(step.id)
  pushTo(steps.detaching, node, step)
  return step
}
