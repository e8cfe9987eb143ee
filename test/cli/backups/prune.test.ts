import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadWorkflows } from '../../../src/cli/load-workflows.ts'
import { problem, Refusal } from '../../../src/model/diagnostic.ts'
import type { Intercept } from '../../../src/sandbox/kong/listener.ts'
import type { Scene } from '../fake-world.ts'
import { reportOf } from '../report-schema.ts'
import { openSite, type Site } from '../workspaces/site.ts'

let site: Site
const at = (...names: string[]): string => join(site.cwd, '.keelson', ...names)
const runs = (): string[] => readdirSync(at('runs')).sort()

/** A run that sets a host. */
async function sync(host: string, more = '', scene: Scene = {}) {
  writeFileSync(join(site.cwd, 'kong.yaml'), `_format_version: "3.0"\nservices: [{name: a, host: ${host}}]\n`)
  return site.keelson(`sync @kong.yaml --yes${more}`, scene)
}

/** The gateway refuses every write. */
let isBroken = false
const intercept: Intercept = ({ method }) =>
  isBroken && method !== 'GET' ? { status: 400, body: { message: 'no' } } : undefined

beforeEach(async () => {
  isBroken = false
  site = await openSite({ edition: 'community', intercept })
})
afterEach(() => site.close())

describe('keelson runs prune', () => {
  beforeEach(async () => {
    for (const host of ['one', 'two', 'three', 'four']) await sync(host)
  })

  it('lists what would go, asks, and removes it; what stays can still be undone', async () => {
    const [first = '', second = '', ...rest] = runs()
    const asked = await site.keelson('runs prune --keep 2')
    expect([asked.code, runs().length]).toEqual([4, 4])
    expect(asked.stdout).toContain(first)
    expect(asked.stderr).toContain('add --yes to go ahead without a question')
    const no = await site.keelson('runs prune --keep 2', { terminal: { stdin: true }, answer: 'no' })
    expect([no.code, no.questions]).toEqual([
      4,
      ['Remove 2 runs from the folder .keelson? What they changed cannot be undone after that.'],
    ])
    const done = await site.keelson('runs prune --keep 2 --yes')
    expect([done.code, runs()]).toEqual([0, rest])
    expect(done.stdout).toContain('Removed 2 runs from the folder .keelson.')
    expect((await site.keelson(`undo ${second} --yes`)).code).toBe(3)
    for (const host of ['three', 'two']) {
      expect((await site.keelson('undo --yes')).code).toBe(0)
      expect((await site.request('GET', '/services/a')).host).toBe(host)
    }
  })

  it('tells it in JSON, and needs to be told which', async () => {
    const ids = runs()
    const { code, stdout } = await site.keelson('runs prune --keep 3 --yes --output json')
    const report = reportOf(stdout)
    expect([code, report]).toMatchObject([0, { removed: [{ id: ids[0], state: 'done' }], spared: [], leftovers: [] }])
    expect((await site.keelson('runs prune --older-than 1 --yes')).stdout).toBe(
      'Nothing to remove from the folder .keelson.\n',
    )
    const none = await site.keelson('runs prune --yes')
    expect([none.code, none.stderr]).toEqual([
      3,
      expect.stringContaining('--keep N, --older-than DAYS, or the ids of runs'),
    ])
    expect((await site.keelson(`runs prune ${ids[1]} --keep 1`)).code).toBe(3)
    expect((await site.keelson('runs prune --older-than 0 --yes')).code).toBe(0)
    expect(runs()).toEqual(ids.slice(-1))
  })

  it('leaves a run that was cut off, unless it is named, and the last one in any case', async () => {
    const [first = '', , , last = ''] = runs()
    for (const id of runs()) rmSync(at('runs', id, 'outcome.json'))
    const spared = await site.keelson('runs prune --keep 1 --yes')
    expect([runs().length, spared.stderr]).toEqual([4, expect.stringContaining(`Run ${first} stays: it is killed`)])
    const refused = await site.keelson(`runs prune ${last} --yes`)
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('it is the last one of its target')])
    expect((await site.keelson(`runs prune ${first} --yes`)).code).toBe(0)
    expect(runs()).not.toContain(first)
  })

  it('does not touch a run with a lease, and removes what is left of runs that never began', async () => {
    const [first = '', second = ''] = runs()
    const lease = { run: first, expires: '2999-01-01T00:00:00Z', host: 'elsewhere' }
    mkdirSync(at('leases'), { recursive: true })
    writeFileSync(at('leases', `${'1'.repeat(16)}.json`), JSON.stringify(lease))
    rmSync(at('runs', first, 'outcome.json'))
    rmSync(at('runs', second, 'run.json'))
    const { code, stdout, stderr } = await site.keelson('runs prune --keep 1 --yes')
    expect([code, runs().length]).toEqual([0, 2])
    expect(stdout).toContain('Removed 1 run and 1 leftover folder from')
    expect(stderr).toContain(`Run ${first} stays: it is at work`)
  })

  it('takes the number from keelson.yaml where none is given', async () => {
    writeFileSync(join(site.cwd, 'keelson.yaml'), 'keep-runs: 3\n')
    expect((await site.keelson('runs prune --yes')).code).toBe(0)
    expect(runs().length).toBe(3)
  })
})

describe('keep-runs', () => {
  it('keeps all without it, and with it so many once a run is done', async () => {
    for (const host of ['one', 'two', 'three']) await sync(host)
    expect(runs().length).toBe(3)
    const oldest = runs().slice(0, 2)
    writeFileSync(join(site.cwd, 'keelson.yaml'), 'keep-runs: 2\n')
    const { code, stdout, stderr } = await sync('four', ' --output json')
    expect([code, runs().length, stderr]).toEqual([
      0,
      2,
      expect.stringContaining('Removed 2 older runs of this target from the folder .keelson (keep-runs 2).'),
    ])
    expect(reportOf(stdout).run).toMatchObject({ removed: oldest.reverse() })
    expect((await site.keelson('undo --yes')).code).toBe(0)
    expect(runs().length).toBe(2)
  })

  it('removes nothing after a run that failed', async () => {
    await sync('one')
    await sync('two')
    isBroken = true
    expect((await sync('three', ' --keep-runs 1')).code).toBe(1)
    expect(runs().length).toBe(3)
  })

  it('that cannot be kept to is a warning', async () => {
    await sync('one')
    await sync('two')
    const listRuns = () => Promise.reject(new Refusal('failed', [problem('cannot-read', 'the disk is gone')]))
    const { code, stderr } = await sync('three', ' --keep-runs 1', { workflows: { ...loadWorkflows(), listRuns } })
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('warning  older runs could not be removed (keep-runs 1): the disk is gone\n'),
    ])
    expect(runs()).toHaveLength(3)
  })
})
