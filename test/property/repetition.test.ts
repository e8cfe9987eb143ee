import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Entity } from '../../src/model/entity.ts'
import { kinds } from '../../src/providers/kong/kinds.ts'
import { openDirectory } from '../../src/providers/kong/validate/directory.ts'
import { findDuplicates, repetitionTest } from '../../src/providers/kong/validate/duplicates.ts'

const byName = new Map(kinds.map((kind) => [kind.name, kind]))
const name = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const given = fc.option(name, { nil: undefined })

interface Drawn {
  kind: 'service' | 'route' | 'consumer' | 'plugin' | 'upstream' | 'target'
  id: string | undefined
  name: string | undefined
  other: string | undefined
  /** Which of the entities before it refers to, by name or as what it stands in. */
  to: number
  nested: boolean
}

const drawn: fc.Arbitrary<Drawn[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('service', 'route', 'consumer', 'plugin', 'upstream', 'target'),
    id: fc.option(fc.constantFrom('A', 'a', 'B'), { nil: undefined, freq: 5 }),
    name: given,
    other: given,
    to: fc.nat(5),
    nested: fc.boolean(),
  }),
  { maxLength: 6 },
)

const FIELDS = {
  service: ['name'],
  route: ['name'],
  consumer: ['username', 'custom_id'],
  plugin: ['name', 'instance_name'],
  upstream: ['name'],
  target: ['target'],
} as const

/** What such an entity may refer to. */
const PARENTS: Partial<Record<string, string>> = { route: 'service', plugin: 'service', target: 'upstream' }

function entitiesOf(all: readonly Drawn[]): Entity[] {
  const made: Entity[] = []
  for (const each of all) {
    const values = [each.name, each.other]
    const fields = Object.fromEntries(FIELDS[each.kind].map((field, index) => [field, values[index]]))
    const entity: Entity = { kind: each.kind, fields, refs: {}, place: { file: 'kong.yaml', path: [made.length] } }
    if (each.id !== undefined) entity.id = each.id
    const parent = made.filter(({ kind }) => kind === PARENTS[each.kind])[each.to]
    if (parent) {
      const called = parent.fields.name
      if (each.nested) entity.refs[parent.kind] = { entity: parent }
      else if (typeof called === 'string') entity.refs[parent.kind] = { name: called }
    }
    made.push(entity)
  }
  return made
}

it('a state without repetitions has no duplicates, and one with duplicates has repetitions', () => {
  let both = 0
  fc.assert(
    fc.property(drawn, (all) => {
      const entities = entitiesOf(all)
      const directory = openDirectory(entities, byName)
      const isRepeated = entities.map(repetitionTest(directory, byName)).includes(true)
      const found = findDuplicates(entities, directory, byName)
      if (found.length > 0) both++
      expect(isRepeated || found.length === 0).toBe(true)
    }),
    { numRuns: 500 },
  )
  expect(both).toBeGreaterThan(0)
})
