import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Intercept } from '../../src/sandbox/kong/listener.ts'
import { openSite, type Site } from './workspaces/site.ts'

/** Three services, one of which nobody means to change. */
const state = (host: string, port = 80): string => `_format_version: "3.0"
services:
- {name: a, host: ${host}.a, port: ${port}}
- {name: b, host: ${host}.b, port: ${port}}
- {name: still, host: still}
`

let site: Site
/** The write that fails, from 1; what happens before each. */
let failing = 0
let writing: (number: number) => void = () => undefined
let count = 0
const intercept: Intercept = ({ method, path }) => {
  if (method === 'GET' || path.startsWith('/schemas/')) return undefined
  writing(++count)
  return count === failing ? { status: 400, body: { message: 'no' } } : undefined
}

const write = (text: string): void => writeFileSync(join(site.cwd, 'kong.yaml'), text)
const keelson = (line: string) => site.keelson(line)
const sync = (text: string, more = '') => {
  write(text)
  count = 0
  return keelson(`sync @kong.yaml --yes --parallelism 1 ${more}`.trim())
}
const byHand = (name: string, body: object) => site.request('PATCH', `/services/${name}`, body)
const records = (): string[] =>
  readdirSync(join(site.cwd, '.keelson', 'applied'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.json'),
  )
const record = (): string => readFileSync(join(site.cwd, '.keelson', 'applied', records()[0] ?? ''), 'utf8')

/** What a drift report says of each entity and field. */
async function drift(): Promise<string[]> {
  const { stdout } = await keelson('drift @kong.yaml')
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => / \(|^[~+-] /.test(line))
}

beforeEach(async () => {
  ;[failing, writing, count] = [0, () => undefined, 0]
  site = await openSite({ edition: 'community', intercept })
  expect((await sync(state('old'))).code).toBe(0)
})
afterEach(() => site.close())

const FILES = [
  '~ update service a',
  'host: "old.a" → "new.a" (changed in the files)',
  '~ update service b',
  'host: "old.b" → "new.b" (changed in the files)',
]
const STILL = ['~ update service still', 'retries: 9 → 5 (changed in the gateway)']

describe('the record of what was applied last', () => {
  it('is the one from before once a sync that failed was rolled back', async () => {
    failing = 2
    expect((await sync(state('new'), '--on-failure rollback')).code).toBe(1)
    await byHand('still', { retries: 9 })
    expect(await drift()).toEqual([...FILES, ...STILL])
  })

  it('is the one from before after an undo, with what was changed by hand before the run', async () => {
    await byHand('a', { port: 81 })
    expect((await sync(state('new'))).code).toBe(0)
    expect((await keelson('undo --yes')).code).toBe(0)
    await byHand('still', { retries: 9 })
    expect(await drift()).toEqual([
      '~ update service a',
      'host: "old.a" → "new.a" (changed in the files)',
      'port: 81 → 80 (changed in the gateway)',
      ...FILES.slice(2),
      ...STILL,
    ])
  })

  it('follows an undo of an undo, and one more', async () => {
    await sync(state('new'))
    const [, run = ''] = readdirSync(join(site.cwd, '.keelson', 'runs')).sort()
    await keelson('undo --yes')
    const undo = readdirSync(join(site.cwd, '.keelson', 'runs'))
      .sort()
      .at(-1)
    expect((await keelson(`undo ${undo} --yes`)).code).toBe(0)
    await byHand('a', { port: 81 })
    expect(await drift()).toEqual(['~ update service a', 'port: 81 → 80 (changed in the gateway)'])
    await byHand('a', { port: 80 })
    expect((await keelson(`undo ${run} --yes`)).code).toBe(0)
    expect(await drift()).toEqual(FILES)
  })

  it('knows what a run that failed half-way did not touch, and claims nothing of the rest', async () => {
    failing = 2
    expect((await sync(state('new'))).code).toBe(5)
    await byHand('still', { retries: 9 })
    await byHand('a', { port: 81 })
    const told = await drift()
    expect(told).toEqual([
      '~ update service a',
      'port: 81 → 80 (not known which side changed)',
      '~ update service b',
      'host: "old.b" → "new.b" (not known which side changed)',
      ...STILL,
    ])
    await byHand('a', { port: 80 })
    expect((await keelson('undo --yes')).code).toBe(0)
    expect(await drift()).toEqual([...FILES, ...STILL])
  })

  it('claims nothing of what a run is about from before its first write on, wherever it is killed', async () => {
    const before = record()
    let during = ''
    writing = () => {
      during ||= record()
    }
    expect((await sync(state('new'))).code).toBe(0)
    const ids = (text: string) => text.match(/"ids":\[[^\]]*\]/)?.[0].match(/[0-9a-f-]{36}/g) ?? []
    const { id } = await site.request('GET', '/services/still')
    expect([ids(before).length, ids(during)]).toEqual([3, [id]])
  })

  it('is the one from before when nothing was written at all', async () => {
    failing = 1
    expect((await sync(state('new'), '--fail-fast')).code).toBe(1)
    await byHand('b', { port: 81 })
    expect(await drift()).toEqual([...FILES, 'port: 81 → 80 (changed in the gateway)'])
  })

  it('goes with an undo of a run that is not the last one that left it', async () => {
    await sync(state('new'))
    const [, run = ''] = readdirSync(join(site.cwd, '.keelson', 'runs')).sort()
    await sync(state('new').replace('host: still', 'host: moved'))
    expect((await keelson(`undo ${run} --yes`)).code).toBe(0)
    expect(records()).toEqual([])
  })

  it('survives a look that finds nothing to do between a run and its undo', async () => {
    await sync(state('new'))
    expect((await keelson('sync @kong.yaml --yes')).code).toBe(0)
    expect((await keelson('undo --yes')).code).toBe(0)
    expect(await drift()).toEqual(FILES)
  })

  it('that cannot be taken away is said to be none, in spite of --quiet, and no run builds on it', async () => {
    const [name = ''] = records()
    const folder = dirname(join(site.cwd, '.keelson', 'applied', name))
    const old = record()
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    const { code, stderr } = await sync(state('new'), '--quiet')
    expect([code, stderr]).toEqual([0, expect.stringContaining('last could not be taken away, and is not gone by')])
    rmSync(folder)
    mkdirSync(folder)
    writeFileSync(join(folder, basename(name)), old)
    failing = 1
    await sync(state('newer'), '--fail-fast')
    expect((await keelson('drift @kong.yaml')).stderr).toContain('so it is not told which side changed')
  })

  it('is not guessed where the run did not keep the one from before', async () => {
    await sync(state('new'))
    const [, run = ''] = readdirSync(join(site.cwd, '.keelson', 'runs')).sort()
    rmSync(join(site.cwd, '.keelson', 'runs', run, 'applied'), { recursive: true })
    expect((await keelson('undo --yes')).code).toBe(0)
    expect(records()).toEqual([])
  })
})
