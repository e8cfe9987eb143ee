import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Session } from '../../model/provider.ts'
import { idOf } from '../../plan/keys.ts'
import type { Selected } from '../../plan/select.ts'

/**
 * Reads what tags kept from being read and entities belong to, of kinds of which a part is excluded: only they tell
 * whether what belongs to them is excluded too (a credential with the tag, of a consumer without it).
 */
export async function readParents(
  session: Session,
  kinds: readonly Kind[],
  { partly }: Selected,
  read: readonly Entity[],
  signal?: AbortSignal,
): Promise<Entity[]> {
  if (partly.size === 0) return []
  const known = new Set(read.map(({ id }) => id))
  const missing = new Map<string, Set<string>>()
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  for (const entity of read) {
    for (const { field, kind, onDelete } of rows.get(entity.kind)?.references ?? []) {
      const id = onDelete === 'cascade' && partly.has(kind) ? idOf(entity.fields[field]) : undefined
      if (id !== undefined && !known.has(id)) missing.set(kind, (missing.get(kind) ?? new Set()).add(id))
    }
  }
  const asked = kinds.map((kind) => session.find(kind, [...(missing.get(kind.name) ?? [])], signal))
  return (await Promise.all(asked)).flat()
}
