import type { Action, Change, Parent } from '../model/change.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { Fields } from '../model/value.ts'
import { compare, fieldChange } from './compare.ts'
import { complete } from './complete.ts'
import { type Lookup, labelOf, parentOf } from './label.ts'
import type { Node } from './node.ts'

/** Compares the two sides of every node that did not look as it should be when it was paired, and settles which nodes are. */
export function compareNodes(nodes: readonly Node[], diagnostics: Diagnostic[]): void {
  for (const node of nodes) {
    if (node.fate === 'keep') continue
    complete(node, diagnostics)
    if (node.fate !== 'update') continue
    node.fields = compare(node.before ?? {}, node.after ?? {}, node.type, new Set(['id', ...node.kind.readOnly]))
    if (node.fields.length === 0) node.fate = 'keep'
  }
}

/** Finds nodes by kind and id, of either side. The index of a kind is made at the first question about it. */
export function lookupOf(nodes: readonly Node[]): Lookup {
  const byKind = new Map<string, Map<string, Node>>()
  return (kind, id) => {
    let byId = byKind.get(kind)
    if (byId === undefined) {
      byId = indexById(nodes, kind)
      byKind.set(kind, byId)
    }
    return byId.get(id)
  }
}

function indexById(nodes: readonly Node[], kind: string): Map<string, Node> {
  const byId = new Map<string, Node>()
  for (const node of nodes) {
    if (node.kind.name !== kind) continue
    const held = node.current?.id
    if (held !== undefined) byId.set(held, node)
    if (node.id !== undefined && node.id !== held) byId.set(node.id, node)
  }
  return byId
}

/** Makes the line of the plan for each node that changes; ids are unique and the same from run to run. */
export function makeChanges(nodes: readonly Node[], lookup: Lookup): Map<Node, Change> {
  const changes = new Map<Node, Change>()
  const maker: Maker = { lookup, parents: new Map(), used: new Map() }
  for (const node of nodes) {
    if (node.fate === 'keep') continue
    changes.set(node, makeChange(node, node.fate, maker))
  }
  return changes
}

/** What the lines of a plan are made with. */
interface Maker {
  lookup: Lookup
  /** Made once for all that belong to them. */
  parents: Map<Node, Parent>
  /** How many changes have a name. */
  used: Map<string, number>
}

function makeChange(node: Node, action: Action, { lookup, parents, used }: Maker): Change {
  const label = labelOf(node, lookup)
  const parent = parentOf(node, lookup, parents)
  const name = `${action} ${node.kind.name} ${label}${parent ? ` of ${parent.kind} ${parent.label}` : ''}`
  const count = (used.get(name) ?? 0) + 1
  used.set(name, count)
  const change: Change = {
    id: count > 1 ? `${name} #${count}` : name,
    action,
    kind: node.kind.name,
    label,
    fields: action === 'replace' ? replacedFields(node) : node.fields.slice(),
  }
  const id = action === 'delete' ? node.current?.id : node.id
  if (id !== undefined) change.entityId = id
  if (action === 'replace' && node.current?.id !== undefined) change.oldId = node.current.id
  if (parent) change.parent = parent
  addSides(change, node)
  if (node.outside) change.outside = node.outside
  if (node.desired?.place) change.place = node.desired.place
  return change
}

function addSides(change: Change, { before, after }: Node): void {
  if (before && change.action !== 'create') change.before = before
  if (after && change.action !== 'delete') change.after = after
}

function replacedFields(node: Node): Change['fields'] {
  const ignore = new Set(['id', ...node.kind.readOnly, ...node.kind.generated])
  return [
    fieldChange('id', node.current?.id, node.id),
    ...compare(node.before ?? {}, node.after ?? {}, node.type, ignore),
  ]
}

/** A body as the controller takes it: without what only the controller sets. It is the fields themselves where there is none of that. */
export function bodyOf(fields: Fields, readOnly: readonly string[]): Fields {
  if (!readOnly.some((field) => field in fields)) return fields
  const body: Fields = { ...fields }
  for (const field of readOnly) delete body[field]
  return body
}
