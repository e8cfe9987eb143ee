import { expect, it } from 'vitest'
import { ink } from '../../../src/report/ink.ts'

it('paints by meaning, in colours that every terminal has', () => {
  for (const colour of [1, 2, 3] as const) {
    const paint = ink(colour)
    expect(paint.create('a')).toBe('\u001b[32ma\u001b[39m')
    expect(paint.error('a')).toBe('\u001b[31m\u001b[1ma\u001b[22m\u001b[39m')
    expect(paint.faint('')).toBe('')
  }
})

it('keeps a colour around text that has one of its own', () => {
  const { delete: red, create } = ink(1)
  expect(red(`a${create('b')}c`)).toBe('\u001b[31ma\u001b[32mb\u001b[39m\u001b[31mc\u001b[39m')
})

it('leaves text alone where no colour is wanted', () => {
  const texts = Object.values(ink(0)).map((paint) => paint('a'))
  expect(new Set(texts)).toEqual(new Set(['a']))
})
