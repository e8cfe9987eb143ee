import { expect, it } from 'vitest'
import type { Kind } from '../../../src/model/kind.ts'
import { kindByName } from '../../../src/providers/kong/shape/sections.ts'
import { looksFine } from '../../../src/providers/kong/validate/looks-fine.ts'

const { service, plugin } = Object.fromEntries(kindByName) as Record<'service' | 'plugin', Kind>
const [one, two] = [{ name: 'one' }, { name: 'two' }]

/** Nothing but the list itself speaks of its length, as in a gateway whose schema has no rule between fields. */
const atMostOne = { type: 'array', items: { type: 'string' }, maxItems: 1 }

it('looks at a list of references, which may be too long', () => {
  const schema = { type: 'object', properties: { ca_certificates: atMostOne } }
  const look = (...list: { name: string }[]) =>
    looksFine({ kind: 'service', fields: {}, refs: { ca_certificates: list } }, service, schema)
  expect([look(one), look(one, two)]).toEqual([true, false])
})

it('looks at references that say more than where they lead', () => {
  const items = { type: 'object', properties: { id: { type: 'string' }, path: { type: 'string', maxLength: 3 } } }
  const schema = { type: 'object', properties: { partials: { type: 'array', items } } }
  const look = (path: string) =>
    looksFine({ kind: 'plugin', fields: {}, refs: { partials: [{ ...one, more: { path } }] } }, plugin, schema)
  expect([look('abc'), look('abcd')]).toEqual([true, false])
})
