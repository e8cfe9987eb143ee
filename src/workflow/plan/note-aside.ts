import { type Diagnostic, problem, warning } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Aside } from '../../model/plan.ts'
import { nameOf } from '../../plan/label.ts'
import { insideOf, type Selected } from '../../plan/select.ts'

/** So many names are given, to find the entities by. */
const MOST_NAMES = 5

/**
 * Names what the state files hold and the exclusion lists leave alone, a line for each kind with the place of the
 * first: warnings, or errors where the files must not hold it (`strict`). What is nested in such an entity goes with it.
 */
export function noteExcluded(
  entities: readonly Entity[],
  kinds: readonly Kind[],
  selected: Selected,
  aside: readonly Aside[],
  strict: boolean,
): Diagnostic[] {
  const found = new Set(aside.flatMap(({ why, desired }) => (why === 'excluded' && desired ? [desired] : [])))
  for (const entity of ofExcluded(entities, kinds, selected)) found.add(entity)
  const roots = [...found].filter((entity) => !isNestedIn(entity, found))
  const make = strict ? problem : warning
  return kinds.flatMap((kind) => {
    const own = roots.filter((entity) => entity.kind === kind.name)
    const [first] = own
    if (first === undefined) return []
    const message = `${kind.section} in the state files that are excluded, and left as they are in the target: ${named(own, kind)}`
    const hint = strict
      ? `take them out of the files, or bring them in with --include ${kind.section}`
      : '--strict makes this an error; --include brings them in'
    return [make('excluded', message, { hint, ...(first.place && { place: first.place }) })]
  })
}

function ofExcluded(entities: readonly Entity[], kinds: readonly Kind[], { excluded }: Selected): readonly Entity[] {
  if (excluded.size === 0) return []
  const isInside = insideOf(
    kinds.filter(({ name }) => !excluded.has(name)),
    excluded,
  )
  return entities.filter((entity) => !isInside(entity))
}

function isNestedIn({ refs }: Entity, others: ReadonlySet<Entity>): boolean {
  return Object.values(refs).some((target) => !Array.isArray(target) && 'entity' in target && others.has(target.entity))
}

function named(entities: readonly Entity[], kind: Kind): string {
  const more = entities.length - MOST_NAMES
  const names = entities.slice(0, MOST_NAMES).map(({ id, fields }) => nameOf(kind, fields) ?? id ?? '(without a name)')
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Names what stays though the files do not have it, because the dump that they are from did not hold it. */
export function noteNotDumped(kinds: readonly Kind[], aside: readonly Aside[]): Diagnostic[] {
  const kept = aside.filter(({ why }) => why === 'not-dumped').flatMap(({ current }) => current ?? [])
  return kinds.flatMap((kind) => {
    const own = kept.filter((entity) => entity.kind === kind.name)
    if (own.length === 0) return []
    const message = `${kind.section} that stay though the files do not have them, for their dump left them out: ${named(own, kind)}`
    return [
      warning('not-dumped', message, {
        hint: 'see manifest.json beside the files, or _plugin_configs.keelson_dump in them',
      }),
    ]
  })
}
