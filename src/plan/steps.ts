import type { Change, Step } from '../model/change.ts'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import { bodyOf } from './changes.ts'
import { breakCircles } from './circles.ts'
import { type Conflict, findConflicts } from './conflicts.ts'
import { detachDependants } from './detach.ts'
import { idOf, idsOf } from './keys.ts'
import type { Lookup } from './label.ts'
import type { Node } from './node.ts'
import { pushTo, waves } from './order.ts'
import { renameableFields, renameStep } from './rename.ts'

/** The steps of a plan while they are put in order. */
export interface Steps {
  /** The create or update of each node. */
  main: Map<Node, Step>
  /** Deletes and temporary renames that free a unique value, by the node that gives it up. */
  freeing: Map<Node, Step>
  /** Updates that let go of what is about to be deleted early, by the node that refers to it. */
  detaching: Map<Node, Step[]>
  /** Deletes that can wait until all else is done. */
  late: Map<Node, Step>
  /** The unique values that change hands, by the node that gives them up. */
  conflicts: Map<Node, Conflict[]>
}

/**
 * Lays out the writes: creates and updates by what they refer to, what frees a unique value before what takes it, and
 * all other deletes in waves of their own at the end. Circles of values that swap are broken by a temporary name.
 */
export function makeSteps(
  nodes: readonly Node[],
  changes: ReadonlyMap<Node, Change>,
  lookup: Lookup,
  diagnostics: Diagnostic[],
): { steps: Step[]; waves: string[][]; deletesFrom: number } {
  const steps: Steps = {
    main: new Map(),
    freeing: new Map(),
    detaching: new Map(),
    late: new Map(),
    conflicts: new Map(),
  }
  for (const [node, change] of changes) {
    if (node.fate === 'create' || node.fate === 'replace' || node.fate === 'update')
      steps.main.set(node, mainStep(node, change))
    if (node.fate === 'delete' || node.fate === 'replace') steps.late.set(node, deleteStep(node, change))
  }
  for (const [node, step] of steps.main) addNeeded(node, step, steps, lookup)
  freeValues(findConflicts(nodes, steps.main, diagnostics), steps, changes)
  detachDependants(nodes, changes, steps)
  markTaken(changes, steps, lookup)
  orderLate(steps, lookup)
  const early = waves(earlySteps(steps))
  if (early.circle.length === 0) return laidOut(early, steps, diagnostics)
  breakCircles(steps, nodes, diagnostics)
  return laidOut(waves(earlySteps(steps)), steps, diagnostics)
}

function mainStep(node: Node, change: Change): Step {
  const update = node.fate === 'update'
  const step: Step = {
    id: change.id,
    change: change.id,
    action: update ? 'update' : 'create',
    kind: node.kind.name,
    body: bodyOf(node.after ?? {}, node.kind.readOnly),
    needs: [],
  }
  if (node.fate === 'replace') step.meanwhile = 'the new one is in place beside the old one'
  if (node.id !== undefined) step.entityId = node.id
  if (update && node.before) step.previous = node.before
  return step
}

function deleteStep(node: Node, change: Change): Step {
  return {
    id: node.fate === 'replace' ? `${change.id} (delete the old one)` : change.id,
    change: change.id,
    action: 'delete',
    kind: node.kind.name,
    needs: [],
    ...(node.current?.id !== undefined && { entityId: node.current.id }),
    ...(node.before && { previous: node.before }),
  }
}

/** Makes a step wait for the creates of what its entity refers to. */
function addNeeded(node: Node, step: Step, steps: Steps, lookup: Lookup): void {
  const { after } = node
  for (const { field, kind } of node.kind.references) {
    const given = after?.[field]
    if (given === undefined || given === null) continue
    for (const id of idsOf(given)) {
      const target = lookup(kind, id)
      const create = target && target.fate !== 'update' && target.id === id ? steps.main.get(target) : undefined
      if (create) step.needs.push(create.id)
    }
  }
}

/** Makes each step that takes a unique value wait for the one that frees it. */
function freeValues(conflicts: readonly Conflict[], steps: Steps, changes: ReadonlyMap<Node, Change>): void {
  for (const conflict of conflicts) pushTo(steps.conflicts, conflict.holder, conflict)
  for (const [holder, all] of steps.conflicts) {
    const own = holder.fate === 'update' ? steps.main.get(holder) : undefined
    const step = own ?? freeingStep(holder, all, steps, changes.get(holder))
    for (const { step: taker } of all) if (taker !== step) taker.needs.push(step.id)
  }
}

/** What goes gives way at once by a temporary name; where no field may hold one, it is deleted first. */
function freeingStep(holder: Node, conflicts: readonly Conflict[], steps: Steps, change: Change | undefined): Step {
  const fields = renameableFields(holder, conflicts)
  const step = fields === undefined ? earlyDelete(holder, steps) : renameStep(holder, change, fields)
  step.frees = conflicts.map(({ step: taker }) => taker.id)
  steps.freeing.set(holder, step)
  return step
}

function earlyDelete(holder: Node, steps: Steps): Step {
  const late = steps.late.get(holder)
  if (late === undefined) throw new Error(`nothing deletes ${holder.kind.name} ${holder.current?.id}`)
  steps.late.delete(holder)
  late.meanwhile = 'the old one is deleted'
  return late
}

/** What the controller deletes together with its parent needs no request of its own. */
function markTaken(changes: ReadonlyMap<Node, Change>, steps: Steps, lookup: Lookup): void {
  for (const [node, change] of changes) {
    if (node.fate !== 'delete' || steps.freeing.has(node)) continue
    for (const reference of node.kind.references) {
      const id = idOf(node.before?.[reference.field])
      const parent = id === undefined || reference.onDelete !== 'cascade' ? undefined : lookup(reference.kind, id)
      const goes = parent && parent.current?.id === id && (parent.fate === 'delete' || parent.fate === 'replace')
      const taker = parent && changes.get(parent)
      if (!goes || !taker) continue
      change.takenBy = taker.id
      steps.late.delete(node)
      break
    }
  }
}

/** Among the final deletes, what refers to something goes before it. */
function orderLate(steps: Steps, lookup: Lookup): void {
  const blockers = new Map<Node, Step[]>()
  for (const [node, step] of steps.late) {
    for (const reference of node.kind.references) {
      for (const id of idsOf(node.before?.[reference.field])) {
        const parent = lookup(reference.kind, id)
        if (parent && parent.current?.id === id) pushTo(blockers, parent, step)
      }
    }
  }
  for (const [node, step] of steps.late)
    step.needs = [...step.needs, ...(blockers.get(node) ?? []).map((each) => each.id)]
}

/** All but the deletes that can wait. */
function earlySteps({ main, detaching, freeing }: Steps): Step[] {
  const steps = [...main.values()]
  return detaching.size + freeing.size === 0
    ? steps
    : [...new Set([...steps, ...[...detaching.values()].flat(), ...freeing.values()])]
}

function laidOut(
  first: { waves: Step[][]; circle: Step[] },
  steps: Steps,
  diagnostics: Diagnostic[],
): { steps: Step[]; waves: string[][]; deletesFrom: number } {
  const last = waves([...steps.late.values()])
  for (const step of [...first.circle, ...last.circle]) {
    diagnostics.push(
      problem('circle', `${step.change}: its order cannot be settled, as it and others each wait for the other`, {
        hint: 'make the change in two syncs',
      }),
    )
  }
  const all = [...first.waves, ...last.waves]
  return { steps: all.flat(), waves: all.map((wave) => wave.map((step) => step.id)), deletesFrom: first.waves.length }
}
