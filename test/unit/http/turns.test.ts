import pLimit from 'p-limit'
import { describe, expect, it } from 'vitest'
import { inTurn, type Turn } from '../../../src/http/turns.ts'

function runner(width: number) {
  const ran: string[] = []
  const limit = inTurn(pLimit(width))
  const add = (turn: Turn, name: string, work: () => unknown = () => undefined) =>
    limit(turn, async () => {
      ran.push(name)
      await work()
      return name
    })
  return { ran, add }
}

describe('a limit in turn', () => {
  it('runs what others wait for first and what nothing waits for last, else in order', async () => {
    const { ran, add } = runner(1)
    const all = [add('last', 'a'), add('usual', 'b'), add('first', 'c'), add('usual', 'd'), add('last', 'e')]
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(ran).toEqual(['c', 'b', 'd', 'a', 'e'])
  })

  it('decides when there is room: what is added meanwhile may go before what stands in line', async () => {
    const { ran, add } = runner(2)
    const added: Promise<string>[] = []
    const begin = () => void added.push(add('first', 'next page'))
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => add('usual', name, name === 'b' ? begin : undefined)))
    await Promise.all(added)
    expect(ran.indexOf('next page')).toBeLessThan(ran.indexOf('d'))
  })

  it('goes on after an error, which is raised to whom it belongs', async () => {
    const { ran, add } = runner(1)
    const failing = add('first', 'a', () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await add('last', 'b')).toBe('b')
    expect(ran).toEqual(['a', 'b'])
  })

  it('carries many', async () => {
    const { ran, add } = runner(3)
    const names = Array.from({ length: 20_000 }, (_, number) => String(number))
    expect(await Promise.all(names.map((name) => add('last', name)))).toEqual(names)
    expect(ran).toEqual(names)
  })
})
