import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import type { RecordedPlan } from '../model/run.ts'
import { lookupOf } from '../plan/changes.ts'
import { labelOf, parentOf } from '../plan/label.ts'
import { Node } from '../plan/node.ts'

/**
 * Calls what a delete took along by what a plan calls it, `plugin acl of service users`: by its name or id, and what it belongs to.
 * @param plan what a run recorded of one workspace
 * @param rows by name, the rows of the kinds
 * @returns titles of the entities that the run noted as taken along; of a kind that there is not any more, by id
 */
export function takenTitles({ steps, taken }: RecordedPlan, rows: ReadonlyMap<string, Kind>): Map<Entity, string> {
  const nodes = new Map(taken.flatMap((entity) => nodeOf(entity, rows).map((node) => [entity, node] as const)))
  const gone = steps.flatMap(({ kind, entityId: id, previous }) =>
    id === undefined || previous === undefined ? [] : nodeOf({ kind, id, fields: previous, refs: {} }, rows),
  )
  const lookup = lookupOf([...gone, ...nodes.values()])
  return new Map(
    taken.map((entity) => {
      const node = nodes.get(entity)
      const parent = node && parentOf(node, lookup)
      const own = `${entity.kind} ${node ? labelOf(node, lookup) : entity.id}`
      return [entity, parent ? `${own} of ${parent.kind} ${parent.label}` : own]
    }),
  )
}

function nodeOf(entity: Entity, rows: ReadonlyMap<string, Kind>): Node[] {
  const kind = rows.get(entity.kind)
  return kind ? [new Node({ kind, current: entity, type: undefined })] : []
}
