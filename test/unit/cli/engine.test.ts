import { describe, expect, it } from 'vitest'
import { engineFlags, heapFor } from '../../../src/cli/engine.ts'

describe('the engine of a command', () => {
  it('has a larger heap for large state files, where there is less', () => {
    expect(heapFor(100_000_001, 2048)).toBe(4096)
    expect([heapFor(100_000_000, 2048), heapFor(100_000_001, 4144)]).toEqual([undefined, undefined])
  })

  it('optimizes by how much there is to do, and looks through a growing heap later unless files are very large', () => {
    const flags = [0, 1_000_000, 30_000_000, 200_000_000].map((bytes) => engineFlags(bytes, '11.3.244.8').slice(2))
    expect(flags).toEqual([[], ['--interrupt-budget=2162688'], ['--heap-growing-percent=5000'], []])
  })

  it('is as it is in versions that were not measured', () => {
    expect(engineFlags(1_000_000, '12.4.254.21-node.33')).toEqual([])
  })
})
