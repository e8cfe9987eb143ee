import { describe, expect, it } from 'vitest'
import { colourOf } from '../../../src/cli/terminal/colour.ts'

describe('colour', () => {
  it.each([
    [{}, true, false, 1],
    [{}, false, false, 0],
    [{}, true, true, 0],
    [{ TERM: 'dumb' }, true, false, 0],
    [{ NO_COLOR: '1' }, true, false, 0],
    [{ NO_COLOR: '' }, true, false, 1],
    [{ FORCE_COLOR: '1' }, false, false, 1],
    [{ FORCE_COLOR: '' }, false, false, 1],
    [{ FORCE_COLOR: 'true' }, false, false, 1],
    [{ FORCE_COLOR: '2' }, false, false, 2],
    [{ FORCE_COLOR: '3' }, false, false, 3],
    [{ FORCE_COLOR: '0' }, true, false, 0],
    [{ FORCE_COLOR: '1' }, false, true, 0],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true, false, 0],
  ] as const)('%j, terminal %s, --no-color %s: %i', (env, terminal, noColor, expected) => {
    expect(colourOf(env, terminal, noColor)).toBe(expected)
  })
})
