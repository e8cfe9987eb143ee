import { describe, expect, it } from 'vitest'
import { uuid5 } from '../../../src/model/uuid5.ts'

describe('ids drawn from names', () => {
  it.each([
    ['x', '581b5412-41aa-558c-91a6-81abd5b71355'],
    ['service a', '6262aa86-2b8b-51b4-84aa-df61e47be7d3'],
    ['ключ', '921d979e-f398-5bf0-aa0f-991552a1526d'],
  ])('are for %j what another implementation makes of it (uuid.uuid5 of Python), and never change', (name, id) => {
    expect(uuid5(name)).toBe(id)
  })
})
