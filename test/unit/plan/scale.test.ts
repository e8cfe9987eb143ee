import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../src/model/entity.ts'
import { plan } from '../../../src/plan/plan.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { entity, id } from '../../support/scenario.ts'

const many = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n))

function planOf(desired: Entity[], current: Entity[]) {
  const selected = new Set(kinds.map(({ name }) => name))
  const rest = { lookups: [], dependants: [], typeOf: () => undefined, keepOthers: false, ignoreIds: false, seed: 's' }
  return plan({ kinds, selected, desired, current, ...rest })
}

describe('large plans', () => {
  it('hold a hundred thousand entities under one parent', () => {
    const service = entity('service', { name: 'a' }, { id: id(1) })
    const routes = many(100_000, (n) => entity('route', { name: `r${n}`, service: { id: id(1) } }, { id: id(n + 10) }))
    const { waves, steps } = planOf([], [service, ...routes])
    expect(waves.map((wave) => wave.length)).toEqual([100_000, 1])
    expect(steps).toHaveLength(100_001)
  })

  it('break thousands of circles, each once', () => {
    const services = many(4_000, (n) => entity('service', { name: `s${n}` }, { id: id(n) }))
    const scoped = (shift: number): Entity[] =>
      many(4_000, (n) =>
        entity('plugin', { name: 'cors' }, { id: id(n + 10_000), refs: { service: { id: id(n ^ shift) } } }),
      )
    const held = scoped(0).map((each, n) => ({ ...each, fields: { name: 'cors', service: { id: id(n) } }, refs: {} }))
    const swapped = planOf([...services, ...scoped(1)], [...services, ...held])
    expect(swapped.diagnostics).toEqual([])
    expect(swapped.steps.filter(({ frees }) => frees !== undefined)).toHaveLength(2_000)
    const renamed = planOf(
      many(4_000, (n) => entity('service', { name: `s${(n + 1) % 4_000}` }, { id: id(n) })),
      services,
    )
    expect(renamed.steps).toHaveLength(4_001)
  })
})
