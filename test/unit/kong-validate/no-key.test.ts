import { expect, it } from 'vitest'
import type { Entity } from '../../../src/model/entity.ts'
import type { Kind } from '../../../src/model/kind.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { kindByName } from '../../../src/providers/kong/shape/sections.ts'
import { findNameless } from '../../../src/providers/kong/validate/nameless.ts'
import { MemoryController } from '../../support/memory-controller.ts'
import { planFor } from '../../support/scenario.ts'

/** Entities of a kind with each choice of the fields of its keys, beside the parents that they name. */
function samples(kind: Kind): Entity[][] {
  const fields = [...new Set(kind.keys.flat())].filter((field) => !field.includes('.'))
  return Array.from({ length: 2 ** fields.length }, (_, bits) => {
    const given = fields.filter((_field, at) => (bits >> at) & 1)
    const parents: Entity[] = []
    const entity: Entity = { kind: kind.name, fields: {}, refs: {} }
    for (const field of given) {
      const reference = kind.references.find((each) => each.field === field)
      if (reference === undefined) entity.fields[field] = 'x'
      else {
        const parent = {
          kind: reference.kind,
          id: `00000000-0000-4000-8000-00000000000${parents.length}`,
          fields: {},
          refs: {},
        }
        parents.push(parent)
        entity.refs[field] = { entity: parent }
      }
    }
    return [...parents, entity]
  })
}

it.each(kinds.map((kind) => [kind.name, kind] as const))(
  'validate misses a key of a %s where a plan would',
  (_, kind) => {
    for (const given of samples(kind)) {
      const { diagnostics } = planFor(given, new MemoryController(kinds))
      const planned = diagnostics.filter(({ code }) => code === 'no-key').length
      expect(findNameless(given, kindByName, []), JSON.stringify(given)).toHaveLength(planned)
    }
  },
)
