import type { Change } from '../../model/change.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import { keyOf } from '../../plan/keys.ts'
import { nameOf } from '../../plan/label.ts'

/** Where the holder of a value is looked for. */
export interface Haystack {
  /** The workspace that the change is in. */
  workspace: string
  /** By workspace, all that the target holds. */
  held: ReadonlyMap<string, readonly Entity[]>
  plan: Plan
}

/**
 * Says which entity of the target has an id or unique value that a change needs for itself, what it is tagged with and what can be
 * done; undefined where none has. No value is told.
 */
export function holderText(kind: Kind, change: Change, { workspace, held, plan }: Haystack): string | undefined {
  if (change.action === 'delete') return undefined
  const own = new Set([change.entityId, change.oldId])
  const wanted = kind.unique.map((group) => ({ group, key: keyOf(kind, group, change.after ?? {}) }))
  for (const name of [workspace, ...[...held.keys()].filter((each) => each !== workspace)]) {
    const sought = name === workspace ? wanted : wanted.filter(({ group }) => isWide(kind, group))
    for (const entity of held.get(name) ?? []) {
      if (entity.kind !== kind.name) continue
      const isSelf = name === workspace && own.has(entity.id)
      if (name !== workspace && entity.id === change.entityId) return taken('id', kind, entity, name)
      const clash = isSelf
        ? undefined
        : sought.find(({ group, key }) => key !== undefined && keyOf(kind, group, entity.fields) === key)
      if (clash) return taken(clash.group.join(' and '), kind, entity, name === workspace ? undefined : name, plan)
    }
  }
  return undefined
}

/** A value that no other workspace may have either. */
const isWide = ({ uniqueAcross = [] }: Kind, group: readonly string[]): boolean =>
  group.some((field) => uniqueAcross.includes(field))

function taken(what: string, kind: Kind, entity: Entity, workspace: string | undefined, plan?: Plan): string {
  const { tags } = entity.fields
  const tagged = Array.isArray(tags) && tags.length > 0 ? `tagged ${tags.join(', ')}` : 'without tags'
  const name = nameOf(kind, entity.fields)
  const called = name === undefined ? `${entity.id}` : `${name} (${entity.id})`
  const where = workspace === undefined ? '' : ` in the workspace ${workspace}`
  const goes = plan?.changes.some(({ entityId, action }) => entityId === entity.id && action === 'delete')
  const way = goes
    ? 'it goes only later'
    : workspace === undefined
      ? 'widen the selection so that it holds that one, or change the one in the file'
      : 'it is unique across workspaces: change the one in the file'
  return `the ${kind.name} ${called}${where}, ${tagged}, has this ${what}; ${way}`
}
