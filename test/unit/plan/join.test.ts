import { describe, expect, it } from 'vitest'
import { joinPlans } from '../../../src/plan/join.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { MemoryController } from '../../support/memory-controller.ts'
import { entity, planFor } from '../../support/scenario.ts'

const empty = () => new MemoryController(kinds)
const creates = (...names: string[]) =>
  planFor(
    names.map((name) => entity('service', { name })),
    empty(),
  )

describe('two plans as one', () => {
  it('come one after the other, the second only when the first succeeded', () => {
    const joined = joinPlans(creates('a'), creates('b', 'c'), { needed: true })
    expect(joined.changes.map(({ id }) => id)).toEqual(['create service a', 'create service b', 'create service c'])
    expect(joined.waves.length).toBe(2)
    expect(joined.deletesFrom).toBe(2)
    const [first, ...others] = joined.steps
    expect(others.map(({ needs }) => needs)).toEqual([[first?.id], [first?.id]])
  })

  it('do not need each other unless it is said', () => {
    const joined = joinPlans(creates('a'), creates('b'), { needed: false })
    expect(joined.steps.flatMap(({ needs }) => needs)).toEqual([])
  })

  it('keep their final deletes last', async () => {
    const first = { ...creates('a'), waves: [['x'], ['y']], deletesFrom: 1 }
    const joined = joinPlans(first, { ...creates(), waves: [['z']], deletesFrom: 0 }, { needed: true })
    expect([joined.waves, joined.deletesFrom]).toEqual([[['x'], ['y'], ['z']], 1])
  })
})
