import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Dependants } from '../../src/model/dependants.ts'
import type { SavedPlan } from '../../src/model/saved-plan.ts'
import { digestOf } from '../../src/plan/saved/stable-json.ts'
import type { PageData } from '../../src/report/html/page-data.ts'
import { openSite, type Site } from './workspaces/site.ts'

const START = `_format_version: "3.0"
services:
- name: orders
  host: orders.internal
  routes:
  - {name: orders-v1, paths: [/v1], tags: [team], plugins: [{name: key-auth}]}
  - {name: orders-v2, paths: [/v2]}
- {name: billing, host: billing.internal, routes: [{name: bills, paths: [/bills]}]}
upstreams:
- name: payments
  targets: [{target: "10.0.0.1:80"}]
consumers:
- username: alice
  custom_id: a
  keyauth_credentials: [{key: first-secret-of-alice}]
consumer_groups:
- name: gold
  consumers: [{username: alice}]
`
const WANTED = START.replace('orders.internal', 'orders.example')
  .replace('name: payments', 'name: payments\n  algorithm: least-connections')
  .replace('name: gold', 'name: gold\n  tags: [paying]')

let site: Site
const path = (name: string): string => join(site.cwd, name)
const page = (name: string): PageData =>
  JSON.parse(
    /<script type="application\/json" id="data">(.*?)<\/script>/.exec(readFileSync(path(name), 'utf8'))?.[1] ?? '',
  )
const saved = (): SavedPlan => JSON.parse(readFileSync(path('plan.json'), 'utf8'))

/** Each as `plugin key-auth on route orders-v1`. */
function told({ entities = [] }: Partial<Dependants>): string[] {
  return entities.map(({ kind, label, changes, entities: others }) => {
    const above = others.map((place) => `${entities[place]?.kind} ${entities[place]?.label}`)
    return `${kind} ${label} on ${[...changes, ...above].join(' and ')}`
  })
}

beforeEach(async () => {
  site = await openSite()
  writeFileSync(path('kong.yaml'), START)
  await site.keelson('sync @kong.yaml')
  writeFileSync(path('kong.yaml'), WANTED)
})
afterEach(() => site.close())

const ALL = [
  'route orders-v1 on update service orders',
  'route orders-v2 on update service orders',
  'target 10.0.0.1:80 on update upstream payments',
  'consumer-group-member alice on update consumer-group gold',
  'plugin key-auth on route orders-v1',
]

describe('what stays and depends on what a plan touches', () => {
  it('is in the saved plan, and the same in the page of diff, of show and of sync', async () => {
    await site.keelson('diff @kong.yaml --out @plan.json --out-file @diff.html')
    expect(told(saved().plans[0]?.dependants ?? {})).toEqual(ALL)
    await site.keelson('show @plan.json --out-file @show.html')
    const { dependants } = page('diff.html')
    expect(dependants?.map(({ kind, label }) => `${kind} ${label}`)).toEqual(ALL.map((line) => line.split(' on ')[0]))
    expect(dependants?.[4]).toEqual({ kind: 'plugin', label: 'key-auth', entities: [0] })
    expect(page('show.html').dependants).toEqual(dependants)
    await site.keelson('sync @kong.yaml --out-file @sync.html')
    expect(page('sync.html').dependants).toEqual(dependants)
    await site.keelson('undo --yes --out-file @undo.html')
    expect(page('undo.html').dependants).toHaveLength(5)
  })

  it('is told by drift and rehearse, and of every workspace', async () => {
    for (const command of ['drift', 'rehearse']) {
      await site.keelson(`${command} @kong.yaml --out-file @r.html`)
      expect(page('r.html').dependants, command).toHaveLength(5)
    }
    const both = (text: string) => ['default', 'shop'].map((name) => `_workspace: ${name}\n${text}`).join('---\n')
    writeFileSync(path('all.yaml'), both(WANTED))
    await site.keelson('sync --all-workspaces @all.yaml --yes')
    writeFileSync(path('all.yaml'), both(START))
    await site.keelson('diff --all-workspaces @all.yaml --out-file @all.html')
    const { dependants = [] } = page('all.html')
    expect(dependants.map(({ workspace }) => workspace)).toEqual([
      ...Array(5).fill('default'),
      ...Array(5).fill('shop'),
    ])
    expect([dependants[4]?.entities, dependants[9]?.entities]).toEqual([[0], [5]])
  })

  it('holds no secret, and names what the environment names by its id', async () => {
    const env = { DECK_NAME: 'orders-v1' }
    writeFileSync(path('kong.yaml'), WANTED.replace('name: orders-v1', `name: '\${{ env "DECK_NAME" }}'`))
    await site.keelson('diff @kong.yaml --out @plan.json --out-file @diff.html', { env })
    const { id } = await site.request('GET', '/routes/orders-v1')
    expect(saved().plans[0]?.dependants?.entities.map(({ label }) => label)).toContain(id)
    for (const name of ['plan.json', 'diff.html']) {
      const text = readFileSync(path(name), 'utf8')
      expect(text).not.toContain('orders-v1')
      expect(text).not.toContain('first-secret')
    }
  })

  it('is read for a page where the plan is about a part, and a saved plan says where it may lack some', async () => {
    await site.keelson('diff @kong.yaml --only services,consumer_groups --out @plan.json --out-file @part.html')
    const { dependants = [], unread } = page('part.html')
    expect([dependants.map(({ kind, label }) => `${kind} ${label}`), unread]).toEqual([
      ['route orders-v1', 'route orders-v2', 'consumer-group-member alice', 'plugin key-auth'],
      undefined,
    ])
    expect(saved().plans[0]?.dependants).toMatchObject({
      entities: [],
      unread: expect.arrayContaining(['routes', 'plugins', 'consumer_group_consumers']),
    })
    await site.keelson('show @plan.json --out-file @show.html')
    expect(page('show.html')).toMatchObject({ unread: expect.arrayContaining(['routes', 'plugins']) })
  })

  it('is found outside the selected tags too, and asked for only where it is drawn', async () => {
    await site.request('PATCH', '/services/orders', { tags: ['team'] })
    const [service] = START.split('  routes:')
    writeFileSync(path('kong.yaml'), `${service}`.replace('orders.internal', 'orders.example\n  tags: [team]'))
    await site.request('PATCH', '/routes/orders-v1', { tags: [] })
    const asked = () => site.sandbox.requests.GET ?? 0
    const [start, line] = [asked(), 'diff @kong.yaml --select-tag team']
    const { stdout } = await site.keelson(`${line} --out-file @part.md`)
    expect(stdout).toContain('Plan: 1 to update; 0 unchanged.')
    const plain = asked() - start
    await site.keelson(`${line} --out-file @part.html`)
    expect(page('part.html').dependants?.map(({ label }) => label)).toEqual(['orders-v1', 'orders-v2', 'key-auth'])
    expect(asked() - start - plain).toBeGreaterThan(plain)
  })

  it('is not known of a plan that an earlier version saved, which is shown and applied like any other', async () => {
    await site.keelson('diff @kong.yaml --out @plan.json')
    const { digest: _, ...rest } = saved()
    const plans = rest.plans.map(({ dependants: __, ...part }) => part)
    const old = { ...rest, plans, format_version: '1.0' }
    writeFileSync(path('plan.json'), JSON.stringify({ ...old, digest: digestOf(old) }))
    expect((await site.keelson('show @plan.json --out-file @show.html')).code).toBe(0)
    expect(page('show.html')).toMatchObject({ untold: true })
    expect((await site.keelson('sync --plan @plan.json @kong.yaml')).code).toBe(0)
  })

  it('may change without making a plan stale', async () => {
    await site.keelson('diff @kong.yaml --out @plan.json')
    await site.request('POST', '/services/orders/routes', { name: 'late', paths: ['/late'] })
    expect((await site.keelson('sync --plan @plan.json @kong.yaml')).code).toBe(0)
    expect(await site.names('/routes')).toContain('late')
  })
})
