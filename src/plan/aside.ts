import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import type { Aside } from '../model/plan.ts'
import { idOf, keyOf } from './keys.ts'
import type { Node } from './node.ts'
import { kindOrder } from './order.ts'
import type { Directory } from './resolve.ts'

/** What the planner is told of entities that it must leave alone. */
export interface LeaveAlone {
  /** The exclusion lists leave it out by itself, not counting what it belongs to. */
  leavesOut?(entity: Entity): boolean
  /** The dump that is being synced did not hold it, so that its absence from the files says nothing. */
  notDumped?(entity: Entity): boolean
}

/** Keeps count of what is left alone, kind after kind, those that others belong to first. */
export class AsideKeeper {
  readonly #told: LeaveAlone
  readonly #directories: ReadonlyMap<string, Directory>
  readonly #ids = new Map<string, Set<string>>()
  readonly #builtIn = new Map<string, Set<string>>()

  /** `directories` are those of the kinds that are settled. */
  constructor(told: LeaveAlone, directories: ReadonlyMap<string, Directory>) {
    this.#told = told
    this.#directories = directories
  }

  /** Tells whether an entity of either side is excluded, by itself or with one that it belongs to. */
  whyAside(entity: Entity, kind: Kind): Aside['why'] | undefined {
    const { leavesOut } = this.#told
    if (leavesOut === undefined) return undefined
    const is = leavesOut(entity) || hangsBelow(entity, kind, this.#ids) || this.#isUnderExcluded(entity, kind)
    return is ? 'excluded' : undefined
  }

  /** Once a kind is paired: what either side makes excluded is so as a whole. `found` was read for its names only. */
  settle(kind: Kind, files: readonly Node[], rest: readonly Node[], found: readonly Entity[]): void {
    const { leavesOut, notDumped } = this.#told
    this.#keepBuiltIn(kind, rest)
    if (leavesOut === undefined && notDumped === undefined) return
    for (const node of [...files, ...rest]) {
      if (node.current) node.aside ??= this.whyAside(node.current, kind)
      if (node.aside === 'excluded') this.#remember(kind, node.current)
    }
    for (const node of rest) if (node.current && notDumped?.(node.current)) node.aside ??= 'not-dumped'
    for (const entity of found) if (leavesOut?.(entity)) this.#remember(kind, entity)
  }

  /** What the controller itself makes stays when no file names it, with what belongs to it. */
  #keepBuiltIn(kind: Kind, rest: readonly Node[]): void {
    for (const node of rest) {
      const key = kind.builtIn && keyOf(kind, kind.keys[0] ?? [], node.held)
      const is = key !== undefined && kind.builtIn?.includes(key)
      if (!is && !(node.current && hangsBelow(node.current, kind, this.#builtIn))) continue
      node.aside = 'built-in'
      const id = node.current?.id
      if (id !== undefined) this.#builtIn.set(kind.name, (this.#builtIn.get(kind.name) ?? new Set()).add(id))
    }
  }

  #remember({ name }: Kind, entity: Entity | undefined): void {
    if (entity?.id === undefined) return
    this.#ids.set(name, (this.#ids.get(name) ?? new Set()).add(entity.id))
  }

  #isUnderExcluded({ refs }: Entity, { references }: Kind): boolean {
    return references.some(({ field, kind, onDelete }) => {
      const given = refs[field]
      if (onDelete !== 'cascade' || given === undefined || Array.isArray(given)) return false
      const found = this.#directories.get(kind)?.find(given)
      if (found === undefined) return false
      return 'id' in found ? this.#ids.get(kind)?.has(found.id) === true : found.node.aside === 'excluded'
    })
  }
}

/** Ids that are left out, by kind. */
type Ids = ReadonlyMap<string, ReadonlySet<string>>

/** Whether an entity of the controller belongs to one of those left out, so that it would go when that one goes. */
function hangsBelow({ fields }: Entity, { references }: Kind, ids: Ids): boolean {
  if (ids.size === 0) return false
  return references.some(({ field, kind, onDelete }) => {
    const id = onDelete === 'cascade' ? idOf(fields[field]) : undefined
    return id !== undefined && ids.get(kind)?.has(id) === true
  })
}

/** Finds the entities of a controller that are left out, by themselves or with one that they belong to. */
export function leftOut(
  entities: readonly Entity[],
  kinds: readonly Kind[],
  leavesOut: (entity: Entity) => boolean,
): Set<Entity> {
  const found = new Set<Entity>()
  const ids = new Map<string, Set<string>>()
  for (const kind of kindOrder(kinds)) {
    for (const entity of entities) {
      if (entity.kind !== kind.name || !(leavesOut(entity) || hangsBelow(entity, kind, ids))) continue
      found.add(entity)
      ids.set(kind.name, (ids.get(kind.name) ?? new Set()).add(entity.id ?? ''))
    }
  }
  return found
}
