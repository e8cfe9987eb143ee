import { type Diagnostic, problem } from '../../../model/diagnostic.ts'
import { type Entity, handleOf, shownHandle, type Target } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import { nearest } from '../../../model/nearest.ts'
import { describe, type KindByName } from './describe.ts'
import { type Directory, isId } from './directory.ts'

/** What is known of entities outside the files. */
export interface Beyond {
  /** Tells whether a reference leads to something outside the state: a lookup, or the target itself. */
  resolvable?: (kind: string, target: Target) => boolean
  /** The state is all there is: an id that is not in it leads nowhere. */
  complete?: boolean
}

/** Notes references of an entity that lead nowhere: by name always, by id only when the state is complete. */
export function noteDangling(
  entity: Entity,
  directory: Directory,
  kinds: KindByName,
  beyond: Beyond,
  found: Diagnostic[],
): void {
  for (const reference of kinds.get(entity.kind)?.references ?? []) {
    const given = entity.refs[reference.field]
    if (given === undefined) continue
    for (const target of Array.isArray(given) ? given : [given]) {
      if (isBuiltIn(target, kinds.get(reference.kind))) continue
      if (!leadsNowhere(reference.kind, target, directory, beyond)) continue
      found.push(dangling(entity, reference, target, directory, kinds))
    }
  }
}

function leadsNowhere(kind: string, target: Target, directory: Directory, beyond: Beyond): boolean {
  if (directory.find(kind, target) || beyond.resolvable?.(kind, target)) return false
  return beyond.complete === true || !isId(target)
}

/** The gateway has it of its own. */
function isBuiltIn(target: Target, kind: Kind | undefined): boolean {
  return !('entity' in target) && kind?.builtIn?.includes(handleOf(target)) === true
}

function dangling(
  entity: Entity,
  reference: Reference,
  target: Target,
  directory: Directory,
  kinds: KindByName,
): Diagnostic {
  const handle = 'entity' in target ? '' : shownHandle(target)
  const meant = 'entity' in target || target.hidden ? undefined : nearest(handle, directory.names(reference.kind))
  const message = `${describe(entity, kinds)}: ${reference.field} refers to the ${reference.kind} "${handle}", which is not there`
  const hint = hintFor(reference.kind, handle, meant, kinds.get(entity.kind)?.joins === true)
  const place = entity.place && { place: { ...entity.place, path: [...entity.place.path, reference.field] } }
  return problem('dangling-reference', message, { hint, ...place })
}

function hintFor(kind: string, handle: string, meant: string | undefined, isJoin: boolean): string {
  if (meant === undefined && isJoin)
    return `add the ${kind} to its own section: this entry makes none; or name one that is kept elsewhere through _info.default_lookup_tags`
  if (meant === undefined)
    return `add the ${kind}, or name one that is kept elsewhere through _info.default_lookup_tags`
  return meant === handle ? `"${handle}" is a name and no id: write it as name` : `did you mean "${meant}"?`
}
