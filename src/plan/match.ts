import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import { noKey } from '../model/no-key.ts'
import type { TypeOf } from '../model/provider.ts'
import { uuid5 } from '../model/uuid5.ts'
import { isAsHeld } from './as-held.ts'
import { AsideKeeper, type LeaveAlone } from './aside.ts'
import { keyOf, keyReader, publicKey } from './keys.ts'
import { Node } from './node.ts'
import { kindOrder, pushTo } from './order.ts'
import { Directory, resolveReferences } from './resolve.ts'
import { Unclaimed } from './unclaimed.ts'

/** What matching needs; everything is in memory. */
export interface MatchInput extends LeaveAlone {
  kinds: readonly Kind[]
  /** Kinds that this plan may write; the others only resolve references. */
  selected: ReadonlySet<string>
  desired: readonly Entity[]
  current: readonly Entity[]
  /** Entities that references may lead to and that the plan never deletes, though no file has them. */
  lookups: readonly Entity[]
  typeOf: TypeOf
  /** True where entities that no file has stay: references may lead to them. */
  keepOthers: boolean
  ignoreIds: boolean
  /** Target and workspace, from which ids of new entities are derived. */
  seed: string
}

/**
 * Pairs the entities of the files with those of the controller: by id where the file gives one, else by natural key,
 * kind after kind, so that a reference's id is known when the entity that holds it is matched. `others` are what the
 * plan does not write and references may lead to.
 */
export function match(input: MatchInput): { nodes: Node[]; others: Node[]; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const nodes: Node[] = []
  const others: Node[] = []
  const directories = new Map<string, Directory>()
  const desired = groupByKind(input.desired)
  const current = groupByKind(input.current)
  const lookups = groupByKind(input.lookups)
  const keeper = new AsideKeeper(input, directories)
  for (const kind of kindOrder(input.kinds)) {
    const files = (desired.get(kind.name) ?? []).map((entity) =>
      desiredNode(entity, kind, input, directories, keeper, diagnostics),
    )
    const present = current.get(kind.name) ?? []
    const rest = pair(kind, files, present, input)
    const found = lookups.get(kind.name) ?? []
    keeper.settle(kind, files, rest, found)
    giveIds(kind, files, present, input)
    const directory = new Directory()
    directories.set(kind.name, directory)
    for (const node of files) directory.add(node)
    const doomed = doomedOf(kind, rest, found, input)
    refuseTwice(kind, files, doomed, diagnostics)
    for (const node of rest) directory.addOther(kind, node.id ?? '', node.held, doomed.has(node))
    for (const entity of found) directory.addOther(kind, entity.id ?? '', entity.fields, false)
    const own = input.selected.has(kind.name)
    for (const list of [files, rest])
      for (const node of list) (own && node.aside === undefined ? nodes : others).push(node)
    settle(kind, files, doomed, own, diagnostics)
    for (const entity of found) others.push(currentNode(entity, kind, input.typeOf))
  }
  return { nodes, others, diagnostics }
}

/** What no file has goes, unless nothing does, or it is there for references. */
function doomedOf(kind: Kind, rest: readonly Node[], found: readonly Entity[], input: MatchInput): Set<Node> {
  if (!input.selected.has(kind.name) || input.keepOthers) return new Set()
  const kept = new Set(found.map(({ id }) => id))
  return new Set(rest.filter((node) => node.aside === undefined && !kept.has(node.id)))
}

/** What a controller lists twice would be deleted by the id of what stays. */
function refuseTwice(
  { name }: Kind,
  files: readonly Node[],
  doomed: ReadonlySet<Node>,
  diagnostics: Diagnostic[],
): void {
  if (doomed.size === 0) return
  const held = new Set(files.flatMap(({ current }) => current?.id ?? []))
  for (const { id } of doomed) {
    if (id === undefined || !held.has(id)) continue
    const message = `the controller lists the ${name} ${id} twice; this plan would keep and delete it`
    diagnostics.push(problem('listed-twice', message, { hint: 'did something change while it was read? Run it again' }))
  }
}

function groupByKind(entities: readonly Entity[]): Map<string, Entity[]> {
  const groups = new Map<string, Entity[]>()
  for (const entity of entities) pushTo(groups, entity.kind, entity)
  return groups
}

function desiredNode(
  entity: Entity,
  kind: Kind,
  input: MatchInput,
  directories: ReadonlyMap<string, Directory>,
  keeper: AsideKeeper,
  diagnostics: Diagnostic[],
): Node {
  const aside = keeper.whyAside(entity, kind)
  // What is not written only serves references; whether its own lead anywhere does not matter.
  const found = input.selected.has(kind.name) && aside === undefined ? diagnostics : []
  const references = resolveReferences(entity, kind, directories, found)
  const node = new Node({ kind, desired: entity, type: input.typeOf(entity), references })
  node.aside = aside
  return node
}

/** Wraps an entity of the controller. */
export function currentNode(entity: Entity, kind: Kind, typeOf: TypeOf): Node {
  return new Node({ kind, current: entity, type: typeOf(entity) })
}

/** Joins each node of the file with its counterpart; gives the controller's entities that are left over as nodes. */
function pair(kind: Kind, files: Node[], present: readonly Entity[], { ignoreIds, typeOf }: MatchInput): Node[] {
  if (present.length === 0) return []
  const unclaimed = new Unclaimed(present)
  pairById(ignoreIds ? files.filter((node) => !hasKey(node)) : files, unclaimed, typeOf)
  for (const group of kind.keys) pairByKey(kind, group, files, unclaimed, typeOf)
  return inOrder(unclaimed.rest().map((entity) => currentNode(entity, kind, typeOf)))
}

const hasKey = ({ kind, wanted, references }: Node): boolean =>
  kind.keys.some((group) => keyOf(kind, group, wanted, references) !== undefined)

function pairById(files: readonly Node[], unclaimed: Unclaimed, typeOf: TypeOf): void {
  const given = files.filter((node) => node.given !== undefined)
  if (given.length === 0) return
  const claim = unclaimed.by(({ id }) => id)
  for (const node of given) {
    const found = claim(node.given ?? '')
    if (found) join(node, found, typeOf)
  }
}

function pairByKey(
  kind: Kind,
  group: readonly string[],
  files: readonly Node[],
  unclaimed: Unclaimed,
  typeOf: TypeOf,
): void {
  const open = files.filter((node) => node.current === undefined && !isAdrift(node))
  if (open.length === 0) return
  const read = keyReader(kind, group)
  const claim = unclaimed.by(({ fields }) => read(fields))
  for (const node of open) {
    const key = read(node.wanted, node.references)
    const found = key === undefined ? undefined : claim(key)
    if (found) join(node, found, typeOf)
  }
}

/** Both sides are looked at while they are at hand: in large states, waiting for memory is most of what a comparison costs. */
function join(node: Node, current: Entity, typeOf: TypeOf): void {
  node.pairWith(current, typeOf(current))
  if (isAsHeld(node)) node.fate = 'keep'
}

/** Of what is left alone, the parent may not be there: without it the key would be that of another entity. */
function isAdrift({ aside, desired, references }: Node): boolean {
  return aside !== undefined && Object.keys(desired?.refs ?? {}).some((field) => references[field] === undefined)
}

/** The controller lists by id; a plan reads better, and alike on every controller, by key. */
function inOrder(nodes: readonly Node[]): Node[] {
  const keyed = nodes.map((node) => ({ node, key: publicKey(node.kind, node.held) ?? node.id ?? '' }))
  return keyed.sort((one, other) => (one.key < other.key ? -1 : Number(one.key > other.key))).map(({ node }) => node)
}

/** Settles ids: the file's, the controller's, or one derived from the key; an id that differs from the one under the same key is a replace. */
function giveIds(kind: Kind, files: Node[], present: readonly Entity[], input: MatchInput): void {
  for (const node of files) {
    const given = input.ignoreIds && hasKey(node) ? undefined : node.given
    if (given !== undefined && node.current !== undefined && node.current.id !== given) node.fate = 'replace'
    if (given !== undefined) node.id = given
  }
  const open = files.filter((node) => node.id === undefined && node.current === undefined)
  if (open.length === 0) return
  const taken = new Set<string | undefined>(present.map(({ id }) => id))
  for (const { given } of files) if (given && !input.ignoreIds) taken.add(given)
  for (const node of open) {
    const key = publicKey(kind, node.wanted, node.references)
    if (key === undefined) continue
    node.id = derivedId(`${input.seed}${BETWEEN}${kind.name}${BETWEEN}${key}`, taken)
    taken.add(node.id)
  }
}

const BETWEEN = '\u0001'

/** An id that another entity holds is never written to: the next one in the series is taken. */
function derivedId(name: string, taken: ReadonlySet<string | undefined>): string {
  let id = uuid5(name)
  for (let attempt = 1; taken.has(id); attempt++) id = uuid5(`${name}${BETWEEN}${attempt}`)
  return id
}

/** Gives each node its fate but for the comparison of fields. What is not written stays as it is; what only the files have of it is not there. */
function settle(
  kind: Kind,
  files: readonly Node[],
  doomed: ReadonlySet<Node>,
  own: boolean,
  diagnostics: Diagnostic[],
): void {
  for (const node of doomed) node.fate = 'delete'
  for (const node of files) {
    if (!own || node.aside !== undefined) {
      node.id = node.current?.id
      node.fate = 'keep'
    } else if (node.id === undefined && !kind.secretKey && kind.endpoint.by === undefined && node.fate === 'create')
      diagnostics.push(noKey(kind, node.desired?.place))
  }
}
