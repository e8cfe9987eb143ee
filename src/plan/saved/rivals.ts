import type { Change } from '../../model/change.ts'
import type { Kind } from '../../model/kind.ts'
import type { Fields } from '../../model/value.ts'
import { idOf, keyOf } from '../keys.ts'
import { nameOf } from '../label.ts'

/** What is known of the entities of a controller. */
export interface Known {
  kinds: ReadonlyMap<string, Kind>
  /** What an entity is called; undefined for one that has no name or was not read. */
  nameOf(kind: string, id: string): string | undefined
}

/**
 * Says which entity has a unique value that the files mean for another one, where a change would make that one of it: it belongs to
 * something else, or has another name. Undefined for a change of what is the same entity in the files.
 */
export function madeOver(change: Change, known: Known): string | undefined {
  const { before, after } = change
  const kind = known.kinds.get(change.kind)
  if (kind === undefined || before === undefined || after === undefined) return undefined
  const isSame = kind.references.every(({ always, field }) => !always || idOf(before[field]) === idOf(after[field]))
  const [first = []] = kind.keys
  if (isSame && keyOf(kind, first, before) === keyOf(kind, first, after)) return undefined
  return takenText(after, change, kind, known)
}

/** Says which unique value one change needs and the entity of another one still has. */
export function inTheWay(taker: Change, holder: Change, known: Known): string | undefined {
  const kind = known.kinds.get(taker.kind)
  if (kind === undefined || taker.kind !== holder.kind || taker.after === undefined) return undefined
  return takenText(taker.after, holder, kind, known)
}

function takenText(wanted: Fields, holder: Change, kind: Kind, known: Known): string | undefined {
  const held = holder.before ?? {}
  const group = kind.unique.find((each) => {
    const key = keyOf(kind, each, wanted)
    return key !== undefined && key === keyOf(kind, each, held)
  })
  if (group === undefined) return undefined
  const fields = group.filter((field) => (wanted[field] ?? null) !== null)
  const what = `${fields.join(' and ')} ${fields.length === 1 ? 'is' : 'are'}`
  return `its ${what} taken by the ${kind.name} ${calledIn(holder, kind, known)} by now`
}

/** Its name or id, and what it belongs to. */
function calledIn({ oldId, entityId, before = {} }: Change, kind: Kind, known: Known): string {
  const own = nameOf(kind, before) ?? oldId ?? entityId
  const above = kind.references.flatMap(({ field, nested, kind: parent }) => {
    const id = nested === undefined ? undefined : idOf(before[field])
    return id === undefined ? [] : [`of ${parent} ${known.nameOf(parent, id) ?? id}`]
  })
  return [own, ...above.slice(0, 1)].join(' ')
}
