import type { Change } from '../../model/change.ts'
import type { Entity } from '../../model/entity.ts'
import type { Plan } from '../../model/plan.ts'
import { holdsSecret } from '../../plan/holds-secret.ts'
import { yamlPieces } from '../../state/yaml-writer.ts'
import { composeDump } from '../dump/dump.ts'
import { hasWorkspaces } from '../gateway/list-workspaces.ts'
import type { Held } from '../plan/make-plan.ts'
import type { PlanContext } from '../plan/planned.ts'

/** How much of a controller is kept before it is changed: what the plan can touch, or all that the plan is about. */
export type Extent = 'touched' | 'full'

/** What was there before a change, as a state file with ids. */
export interface Backup {
  /** The text, made as it is asked for; secrets are in clear. */
  pieces(): Iterable<Buffer>
  secrets: boolean
}

/** Where a backup is from. */
export interface BackupWhere extends Pick<PlanContext, 'module' | 'target' | 'own'> {
  connection: Pick<PlanContext['connection'], 'workspace'>
}

/** The same, with what the plan is about. */
type BackupSource = BackupWhere & Pick<PlanContext, 'selected' | 'tags' | 'options'>

/**
 * Gives what the controller held when a plan was made: with `full` what a dump with ids would hold, with `touched` what the plan
 * updates and deletes, and what that takes along. What else those refer to is named, and is to be there when they are put back.
 */
export function backupOf(source: BackupSource, plan: Plan, held: Held, extent: Extent): Backup {
  return extent === 'full' ? fullBackup(source, held) : touchedBackup(source, plan, held)
}

function fullBackup(source: BackupSource, { read, around, typeOf }: Held): Backup {
  const selection = { ...source.options.plan.selection, tags: source.tags }
  const options = { selection, format: 'yaml', withId: true, skipDefaults: false, withTtl: true } as const
  const { body, secrets } = composeDump({ ...source, ...workspaceOf(source), options }, { read, above: around, typeOf })
  return { pieces: body, secrets }
}

/** Gives the entities that a plan updates and deletes, and what that takes along, as they were. */
export function touchedBackup(source: BackupWhere, plan: Plan, { read, around, typeOf }: Held): Backup {
  const { module } = source
  const changes = plan.changes.filter(({ before }) => before !== undefined)
  const isOwn = ({ kind }: Change): boolean => kind === module.workspaceKind?.name
  const { self, ...named } = workspaceOf(source)
  const about = { ...named, ...(self && changes.some(isOwn) && { self }) }
  const touched = entitiesOf(
    changes.filter((change) => !isOwn(change)),
    [...read, ...around],
  )
  const options = { withId: true, withTtl: true, typeOf, ...about, others: [...around, ...read] }
  return {
    pieces: () => yamlPieces(module.nest(touched, options)),
    secrets: touched.some((entity) => holdsSecret(entity.fields, typeOf(entity))),
  }
}

/** The entities that changes are about, as they were read. */
function entitiesOf(changes: readonly Change[], among: readonly Entity[]): Entity[] {
  const wanted = new Map(changes.map((change) => [`${change.kind} ${idBefore(change)}`, change]))
  const found = new Map<Change, Entity>()
  for (const entity of among) {
    const change = wanted.get(`${entity.kind} ${entity.id}`)
    if (change) found.set(change, entity)
  }
  return changes.map((change) => found.get(change) ?? entityBefore(change))
}

/** The id that the entity of a change has before it. */
function idBefore({ action, oldId, entityId }: Change): string | undefined {
  return action === 'replace' ? oldId : entityId
}

/** The entity of a change as it was, by what the plan says of it. */
export function entityBefore(change: Change): Entity {
  const id = idBefore(change)
  return { kind: change.kind, ...(id !== undefined && { id }), fields: change.before ?? {}, refs: {} }
}

function workspaceOf({ module, target, connection, own }: BackupWhere): { workspace?: string; self?: Entity } {
  const { workspace } = connection
  if (workspace === undefined || !hasWorkspaces(module, target)) return {}
  return { workspace, ...(typeof own === 'object' && { self: own }) }
}
