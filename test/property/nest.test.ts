import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entity } from '../../src/model/entity.ts'
import type { Fields, Value } from '../../src/model/value.ts'
import { nest } from '../../src/providers/kong/shape/nest.ts'
import { jsonPieces, toJson } from '../../src/state/json-writer.ts'
import { textOf } from '../../src/state/sections.ts'
import { toYaml, yamlPieces } from '../../src/state/yaml-writer.ts'
import { nestWhole } from '../support/nest-whole.ts'

/** Kinds of a dump, what each may stand inside, by field and section, and the field that it goes by. */
const KINDS = [
  { kind: 'service', title: 'name', section: 'services', inside: [] },
  { kind: 'route', title: 'name', section: 'routes', inside: [['service', 'service']] },
  { kind: 'consumer', title: 'username', section: 'consumers', inside: [] },
  { kind: 'key-auth', title: 'key', section: 'keyauth_credentials', inside: [['consumer', 'consumer']] },
  {
    kind: 'plugin',
    title: 'name',
    section: 'plugins',
    inside: ['consumer', 'route', 'service'].map((name) => [name, name]),
  },
] as const

const id = (number: number): string => `00000000-0000-4000-8000-00000000000${number}`
const number = fc.integer({ min: 0, max: 4 })
const values = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 2 }))

/** Entities with few names and ids, so that many agree in one or refer to what is not there. */
const entities = fc
  .uniqueArray(
    fc.record({
      row: fc.constantFrom(...KINDS),
      number,
      name: fc.option(fc.constantFrom('a', 'b', 'b c', '${{ x', 'é')),
      parents: fc.array(fc.option(number, { freq: 3 }), { minLength: 3, maxLength: 3 }),
      more: fc.dictionary(fc.constantFrom('retries', 'config', 'host', 'extra'), values as fc.Arbitrary<Value>),
    }),
    { selector: (each) => `${each.row.kind} ${each.number}`, maxLength: 25 },
  )
  .map((all) =>
    all.map(({ row, number: own, name, parents, more }): Entity => {
      const fields: Fields = { ...more, id: undefined, [row.title]: name }
      for (const [at, [field]] of row.inside.entries()) {
        const parent = parents[at] ?? null
        fields[field] = parent === null ? null : { id: id(parent) }
      }
      return { kind: row.kind, id: id(own), fields, refs: {} }
    }),
  )

const refers = ({ fields }: Entity, field: string): string | undefined => (fields[field] as { id?: string } | null)?.id
const nameOf = ({ id: own = '', fields }: Entity, title: string): string => String(fields[title] ?? own)

/** What entities are sorted by: names, at the top with the names of what they refer to; then ids. */
function keyOf(entity: Entity, all: readonly Entity[], isTop: boolean): [string, string] {
  const { title, inside } = KINDS.find(({ kind }) => kind === entity.kind) ?? KINDS[0]
  const parts = inside.map(([field, above]) => {
    const to = refers(entity, field)
    const parent = all.find((each) => each.kind === above && each.id === to)
    return parent ? nameOf(parent, KINDS.find(({ kind }) => kind === above)?.title ?? '') : (to ?? '')
  })
  const more = isTop && entity.kind === 'plugin' ? parts.join('') : ''
  return [nameOf(entity, title) + more, entity.id ?? '']
}

const before = ([key, id]: [string, string], [otherKey, otherId]: [string, string]): boolean =>
  key === otherKey ? id < otherId : key < otherKey

/** The ids in each place, as a definition: an entity stands under the only thing that it refers to, if that is there. */
function expected(all: readonly Entity[]): Record<string, string[]> {
  const found: Record<string, Entity[]> = {}
  for (const entity of all) {
    const { section, inside } = KINDS.find(({ kind }) => kind === entity.kind) ?? KINDS[0]
    const named = inside.filter(([field]) => refers(entity, field) !== undefined)
    const [[field, above] = ['', '']] = named
    const parent = all.find((each) => each.kind === above && each.id === refers(entity, field))
    const place = named.length === 1 && parent ? `${above} ${parent.id} ${section}` : section
    found[place] = [...(found[place] ?? []), entity]
  }
  const sorted = Object.entries(found).map(([place, list]) => {
    const key = (each: Entity) => keyOf(each, all, !place.includes(' '))
    return [place, list.sort((left, right) => (before(key(left), key(right)) ? -1 : 1)).map((each) => each.id)]
  })
  return Object.fromEntries(sorted)
}

/** Where each entity of a dump stands. */
function places(dump: Fields): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  const visit = (record: Fields, prefix: string): void => {
    for (const { kind, section } of KINDS) {
      const list = record[section] as Fields[] | undefined
      if (list) found[prefix + section] = list.map((each) => String(each.id))
      for (const each of list ?? []) visit(each, `${kind} ${String(each.id)} `)
    }
  }
  visit(dump, '')
  return found
}

describe('a dump', () => {
  it('has each entity in its place, in order', () => {
    fc.assert(
      fc.property(entities, (all) => {
        const dump = nestWhole(all, { typeOf: () => undefined, withId: true })
        expect(places(dump)).toEqual(expected(all))
      }),
      { seed: 11, numRuns: 200 },
    )
  })

  it('is written piece by piece as it would be whole', () => {
    fc.assert(
      fc.property(entities, (all) => {
        const options = { typeOf: () => undefined }
        const whole = nestWhole(all, options)
        expect(textOf(jsonPieces(nest(all, options)))).toBe(toJson(whole))
        expect(textOf(yamlPieces(nest(all, options)))).toBe(toYaml(whole))
      }),
      { seed: 11, numRuns: 200 },
    )
  })
})
