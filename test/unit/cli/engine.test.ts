import { describe, expect, it } from 'vitest'
import { engineFlags, heapFor } from '../../../src/cli/engine.ts'

describe('the engine of a command', () => {
  it('has a larger heap for large state files, where there is less', () => {
    expect(heapFor(100_000_001, 2048)).toBe(4096)
    expect([heapFor(100_000_000, 2048), heapFor(100_000_001, 4144)]).toEqual([undefined, undefined])
  })

  it('optimizes later for small ones, and is as it is in versions that were not measured', () => {
    const [small, large] = [engineFlags(1_000_000, '11.3.244.8'), engineFlags(30_000_000, '11.3.244.8')]
    expect(small).toEqual([...large, '--interrupt-budget=2162688'])
    expect(engineFlags(1_000_000, '12.4.254.21-node.33')).toEqual([])
  })
})
