import type { Change } from '../../model/change.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { TypeOf } from '../../model/provider.ts'
import type { Fields } from '../../model/value.ts'
import { labelOf, type Named } from '../label.ts'
import { Node } from '../node.ts'

/** What is known of the entities of a controller. */
export interface NamesInput {
  kinds: readonly Kind[]
  entities: Iterable<Entity>
  /** What changes: it has names already. */
  changes: readonly Change[]
  /** Entities of which files speak too: a name that came from the environment is a secret there. */
  pairs: Iterable<{ desired?: Entity; current?: Entity }>
  typeOf: TypeOf
}

/**
 * Gives entities of a controller the names that changes of them would have, free of secrets.
 * @param input what is known; it is not looked at before the first question
 * @returns tells the name of one of the entities
 */
export function entityNames(input: NamesInput): (entity: Entity) => string {
  const rows = new Map(input.kinds.map((kind) => [kind.name, kind]))
  const changed = new Map(
    input.changes.flatMap((change) => idsOf(change).map((id) => [`${change.kind} ${id}`, change])),
  )
  const indexes = lazily(() => indexed(input))
  const node = (entity: Entity, kind: Kind): Named => {
    const desired = indexes().desired.get(`${entity.kind} ${entity.id}`)
    return new Node({
      kind,
      current: entity,
      type: input.typeOf(entity),
      ...(desired && { desired, references: referencesIn(entity.fields, kind) }),
    })
  }
  const find = (kind: string, id: string): Named | undefined => {
    const [row, change] = [rows.get(kind), changed.get(`${kind} ${id}`)]
    const entity = change ? undefined : indexes().byId.get(`${kind} ${id}`)
    if (row === undefined) return undefined
    return change ? { kind: row, id, before: change.before, after: change.after } : entity && node(entity, row)
  }
  return (entity) => {
    const kind = rows.get(entity.kind)
    const change = changed.get(`${entity.kind} ${entity.id}`)
    return change?.label ?? (kind ? labelOf(node(entity, kind), find) : (entity.id ?? ''))
  }
}

const idsOf = ({ entityId, oldId }: Change): string[] => [entityId, oldId].filter((id) => id !== undefined)

function indexed({ entities, pairs }: NamesInput) {
  const byId = new Map<string, Entity>()
  const desired = new Map<string, Entity>()
  for (const entity of entities) byId.set(`${entity.kind} ${entity.id}`, entity)
  for (const pair of pairs)
    if (pair.desired && pair.current) desired.set(`${pair.current.kind} ${pair.current.id}`, pair.desired)
  return { byId, desired }
}

function referencesIn(fields: Fields, { references }: Kind): Fields {
  return Object.fromEntries(references.map(({ field }) => [field, fields[field]]))
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
