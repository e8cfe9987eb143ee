import { type Diagnostic, problem } from '../model/diagnostic.ts'
import { type Entity, handleOf, shownHandle, type Target } from '../model/entity.ts'
import type { Kind, Reference } from '../model/kind.ts'
import type { Fields, Value } from '../model/value.ts'
import { namesOf } from './keys.ts'
import type { Node } from './node.ts'

/** Where references of one kind lead: ids by name, by the id in the file, and by the entity itself. */
export class Directory {
  readonly #nodes: Node[] = []
  #byEntity: Map<Entity | undefined, Node> | undefined
  /** Siblings follow each other, and lead to the same entity. */
  #last: Node | undefined
  #named: { byFileId: Map<string, Node>; byName: Map<string, Node> } | undefined
  readonly #others = new Map<string, string>()
  readonly #doomed = new Set<string>()

  /** Enters an entity of the file, once its id is known. */
  add(node: Node): void {
    this.#nodes.push(node)
  }

  /** Most references lead to the entity that they stand in: this is worked out at the first one that does not. */
  #index(): { byFileId: Map<string, Node>; byName: Map<string, Node> } {
    const [byFileId, byName] = [new Map<string, Node>(), new Map<string, Node>()]
    for (const node of this.#nodes) {
      if (node.desired?.id) byFileId.set(node.desired.id, node)
      if (node.id) byFileId.set(node.id, byFileId.get(node.id) ?? node)
      for (const name of namesOf(node.kind, node.wanted)) if (!byName.has(name)) byName.set(name, node)
    }
    return { byFileId, byName }
  }

  /** Enters an entity that only the controller has; `doomed` when this plan deletes it. */
  addOther(kind: Kind, id: string, fields: Fields, doomed: boolean): void {
    for (const handle of [id, ...namesOf(kind, fields)]) {
      if (doomed) this.#doomed.add(handle)
      else if (!this.#others.has(handle)) this.#others.set(handle, id)
    }
  }

  /** The node or the id that a reference leads to. */
  find(target: Target): { node: Node } | { id: string } | undefined {
    if ('entity' in target) return wrapped(this.#ofEntity(target.entity))
    const handle = handleOf(target)
    this.#named ??= this.#index()
    const { byFileId, byName } = this.#named
    const node =
      'name' in target
        ? byName.get(handle)
        : 'id' in target
          ? byFileId.get(handle)
          : (byFileId.get(handle) ?? byName.get(handle))
    const other = this.#others.get(handle)
    return wrapped(node) ?? (other === undefined ? undefined : { id: other })
  }

  #ofEntity(entity: Entity): Node | undefined {
    if (this.#last?.desired === entity) return this.#last
    this.#byEntity ??= new Map(this.#nodes.map((node) => [node.desired, node]))
    this.#last = this.#byEntity.get(entity)
    return this.#last
  }

  /** Tells whether a reference leads to something that this plan deletes. */
  leadsToDoomed(target: Target): boolean {
    return !('entity' in target) && this.#doomed.has(handleOf(target))
  }
}

const wrapped = (node: Node | undefined): { node: Node } | undefined => (node ? { node } : undefined)

/**
 * Turns the references of an entity of the file into ids, as the controller writes them. What leads nowhere becomes
 * a diagnostic.
 */
export function resolveReferences(
  entity: Entity,
  kind: Kind,
  directories: ReadonlyMap<string, Directory>,
  diagnostics: Diagnostic[],
): Fields {
  let resolved: Fields | undefined
  for (const reference of kind.references) {
    const given = entity.refs[reference.field]
    if (given === undefined) continue
    const value =
      reference.many || Array.isArray(given)
        ? resolveList(given, reference, entity, directories, diagnostics)
        : resolveOne(given, reference, entity, directories, diagnostics)
    if (value === undefined) continue
    resolved ??= {}
    resolved[reference.field] = value
  }
  return resolved ?? NONE
}

const NONE: Fields = {}

function resolveList(
  given: Target | Target[],
  reference: Reference,
  entity: Entity,
  directories: ReadonlyMap<string, Directory>,
  diagnostics: Diagnostic[],
): Value | undefined {
  const found: Value[] = []
  for (const target of Array.isArray(given) ? given : [given]) {
    const value = resolveOne(target, reference, entity, directories, diagnostics)
    if (value !== undefined) found.push(value)
  }
  return reference.many ? found : found[0]
}

function written(id: string, target: Target, { many, records }: Reference): Value {
  if (records) return { ...('more' in target && target.more), id }
  return many ? id : { id }
}

function resolveOne(
  target: Target,
  reference: Reference,
  entity: Entity,
  directories: ReadonlyMap<string, Directory>,
  diagnostics: Diagnostic[],
): Value | undefined {
  const directory = directories.get(reference.kind)
  const found = directory?.find(target)
  const id = found && ('id' in found ? found.id : found.node.id)
  if (id !== undefined) return written(id, target, reference)
  diagnostics.push(dangling(target, reference, entity, directory))
  return undefined
}

function dangling(target: Target, reference: Reference, entity: Entity, directory: Directory | undefined): Diagnostic {
  const called = 'entity' in target ? '(nested)' : shownHandle(target)
  const doomed = directory?.leadsToDoomed(target)
  return problem(
    'dangling-reference',
    `${entity.kind} refers to the ${reference.kind} "${called}", which ${doomed ? 'this sync would delete' : 'is neither in the state files nor in the target'}`,
    {
      hint: doomed
        ? `add the ${reference.kind} to the state files, or take the reference out`
        : `check the spelling; a ${reference.kind} that another team keeps is found through _info.default_lookup_tags`,
      ...(entity.place && { place: { ...entity.place, path: [...entity.place.path, reference.field] } }),
    },
  )
}
