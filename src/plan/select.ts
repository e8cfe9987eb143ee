import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import type { Selection } from '../model/settings.ts'

/** Which kinds a command is about, worked out from --only and --exclude. */
export interface Selected {
  /** Kinds that may be written, or that a dump holds. */
  kinds: ReadonlySet<string>
  /** Kinds left out by name: what belongs to one of their entities is left out as well. */
  excluded: ReadonlySet<string>
  /** Kinds named by --only. */
  only: ReadonlySet<string>
  /** Kinds that must be read so that references can be resolved. */
  read: readonly Kind[]
  diagnostics: Diagnostic[]
}

/**
 * Works out the kinds of a selection. A kind goes by its section, its name or an alias; leaving out a kind leaves out
 * the kinds that only exist under it (credentials under consumers), as decK's --skip-consumers does.
 */
export function select(kinds: readonly Kind[], selection: Pick<Selection, 'only' | 'exclude'>): Selected {
  const diagnostics: Diagnostic[] = []
  const only = named(kinds, selection.only, diagnostics)
  const excluded = withChildren(kinds, named(kinds, selection.exclude, diagnostics))
  const chosen = kinds.filter((kind) => (only.size === 0 || only.has(kind.name)) && !excluded.has(kind.name))
  const wanted = new Set(chosen.map((kind) => kind.name))
  return { kinds: wanted, excluded, only, read: closure(kinds, wanted, excluded), diagnostics }
}

function named(kinds: readonly Kind[], names: readonly string[], diagnostics: Diagnostic[]): Set<string> {
  const found = new Set<string>()
  for (const name of names) {
    const kind = kinds.find((each) => [each.name, each.section, ...(each.aliases ?? [])].includes(name))
    if (kind) found.add(kind.name)
    else
      diagnostics.push(
        problem('unknown-kind', `there is no kind "${name}"`, {
          hint: `one of ${kinds.map((each) => each.section).join(', ')}`,
        }),
      )
  }
  return found
}

function withChildren(kinds: readonly Kind[], excluded: Set<string>): Set<string> {
  for (;;) {
    const more = kinds.filter(
      (kind) => !excluded.has(kind.name) && kind.references.some((each) => each.always && excluded.has(each.kind)),
    )
    if (more.length === 0) return excluded
    for (const kind of more) excluded.add(kind.name)
  }
}

function closure(kinds: readonly Kind[], wanted: ReadonlySet<string>, excluded: ReadonlySet<string>): Kind[] {
  const needed = new Set(wanted)
  for (let size = -1; size !== needed.size; ) {
    size = needed.size
    for (const kind of kinds) {
      if (!needed.has(kind.name)) continue
      for (const each of kind.references)
        if (!(excluded.has(each.kind) && each.onDelete === 'cascade')) needed.add(each.kind)
    }
  }
  return kinds.filter((kind) => needed.has(kind.name))
}

/** Tells whether an entity belongs to one of a kind that is left out (a plugin of a consumer, under --exclude consumers). */
export function belongsToExcluded(entity: Entity, kind: Kind, excluded: ReadonlySet<string>): boolean {
  return kind.references.some((reference) => {
    if (reference.onDelete !== 'cascade' || !excluded.has(reference.kind)) return false
    const value = entity.fields[reference.field]
    return entity.refs[reference.field] !== undefined || (value !== undefined && value !== null)
  })
}
