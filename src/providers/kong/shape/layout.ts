import type { Kind, Reference } from '../../../model/kind.ts'
import type { Value } from '../../../model/value.ts'
import { handleField } from './sections.ts'

/** What writing an entity asks of its kind again and again. */
export interface Layout {
  /** Fields of natural keys: never left out. */
  keys: ReadonlySet<string>
  references: ReadonlyMap<string, Reference>
  /** Where a field stands in a dump: 0 the name, 1 other keys, 2 references, 3 plain values, 4 what takes several lines. */
  rank(name: string, value: Value): 0 | 1 | 2 | 3 | 4
}

const layouts = new Map<string, Layout>()

/** Gives a kind's layout, made once. */
export function layoutOf(kind: Kind): Layout {
  const known = layouts.get(kind.name) ?? makeLayout(kind)
  layouts.set(kind.name, known)
  return known
}

function makeLayout(kind: Kind): Layout {
  const handle = handleField(kind)
  const keys = new Set(kind.keys.flat())
  const references = new Map(kind.references.map((reference) => [reference.field, reference]))
  return {
    keys,
    references,
    rank: (name, value) => {
      if (name === handle) return 0
      if (references.has(name)) return 2
      if (keys.has(name) || name === 'name') return 1
      return typeof value === 'object' && value !== null ? 4 : 3
    },
  }
}
