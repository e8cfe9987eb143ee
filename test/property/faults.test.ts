import { describe, expect, it } from 'vitest'
import type { Intercept } from '../../src/sandbox/kong/listener.ts'
import { type TestGateway, withGateway } from '../support/kong-sync.ts'

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const twice = (make: (n: number) => string): [string, string] => [make(1), make(2)]
const swap = (make: (one: string, two: string) => string): [string, string] => [make('p', 'q'), make('q', 'p')]

/** From one state to another, where a stop in the middle hurts most. */
const transitions: Record<string, [string, string]> = {
  'a service is replaced': twice(
    (n) => `services: [{name: a, id: ${id(n)}, host: h, routes: [{name: r, paths: [/r]}], plugins: [{name: cors}]}]\n`,
  ),
  'credentials are replaced': twice(
    (n) =>
      `consumers: [{username: c, keyauth_credentials: [{key: k, id: ${id(n)}}], basicauth_credentials: [{username: u, password: p, id: ${id(n + 2)}}], acls: [{group: g, id: ${id(n + 4)}}]}]\n`,
  ),
  'names are swapped': swap(
    (one, two) => `services: [{name: ${one}, id: ${id(1)}, host: h}, {name: ${two}, id: ${id(2)}, host: h}]\n`,
  ),
  'login names are swapped': swap(
    (one, two) =>
      `consumers: [{username: c, basicauth_credentials: [{username: ${one}, password: x, id: ${id(1)}}]}, {username: d, basicauth_credentials: [{username: ${two}, password: z, id: ${id(2)}}]}]\n`,
  ),
  'scopes of plugins are swapped': swap(
    (one, two) =>
      `services: [{name: p, host: h}, {name: q, host: h}]\nplugins: [{name: cors, id: ${id(1)}, service: ${one}}, {name: cors, id: ${id(2)}, service: ${two}}]\n`,
  ),
  'a target moves': swap(
    (one, two) => `upstreams: [{name: ${one}, targets: [{target: "1.1.1.1:80", id: ${id(1)}}]}, {name: ${two}}]\n`,
  ),
  'a route moves, and its service goes': [
    'services: [{name: a, host: h, routes: [{name: r, paths: [/r]}]}]\n',
    'services: [{name: b, host: h, routes: [{name: r, paths: [/r]}]}]\n',
  ],
  'credentials move, and their consumer goes': [
    'consumers: [{username: c, keyauth_credentials: [{key: k}], basicauth_credentials: [{username: u, password: p}]}]\n',
    'consumers: [{username: d, keyauth_credentials: [{key: k}], basicauth_credentials: [{username: u, password: p}]}]\n',
  ],
}

const isWrite = ({ method, path }: Parameters<Intercept>[0]): boolean =>
  method !== 'GET' && !path.startsWith('/schemas/')

/** What happens at the write with this number, from 0, counted while `armed`. */
type Fault = (now: number, at: number, abort: () => void) => ReturnType<Intercept>

const refused = { status: 400, body: { message: 'no' } }
const faults: Record<string, Fault> = {
  'is refused': (now, at) => (now === at ? refused : undefined),
  'is the last that comes through': (now, at) => (now > at ? refused : undefined),
  'is interrupted': (now, at, abort) => {
    if (now === at) abort()
    return undefined
  },
}

/** Syncs with a fault at one write, and then without; gives how many writes there were. */
async function syncWith(fault: Fault, at: number, [before, after]: readonly [string, string]): Promise<number> {
  let [armed, now] = [false, 0]
  const stop = new AbortController()
  const intercept: Intercept = (request) =>
    armed && isWrite(request) ? fault(now++, at, () => stop.abort()) : undefined
  await withGateway(
    async (gateway) => {
      await gateway.must(before)
      armed = true
      const { plan, outcome } = await gateway.sync(after, { parallelism: 1, signal: stop.signal })
      armed = false
      expect([...outcome.results.keys()].sort()).toEqual(plan.changes.map((change) => change.id).sort())
      const planned = await gateway.plan(after)
      const done = [...outcome.results].filter(([, { state }]) => state === 'done').map(([change]) => change)
      expect(planned.filter((change) => done.includes(change))).toEqual([])
      await expectNothingLostUnsaid(gateway, outcome.results)
      await gateway.must(after)
      expect(await gateway.plan(after)).toEqual([])
      await expectNoTraces(gateway)
    },
    { intercept },
  )
  return now
}

async function namesIn(gateway: TestGateway): Promise<string[]> {
  const lists = ['/services', '/consumers', '/key-auths', '/basic-auths', '/routes'].map((path) => gateway.list(path))
  return (await Promise.all(lists)).flat().map(({ name, username, key }) => String(name ?? username ?? key))
}

/** Who is left with a temporary name, or is away, must be named by a result. */
async function expectNothingLostUnsaid(gateway: TestGateway, results: ReadonlyMap<string, object>): Promise<void> {
  const temporary = (await namesIn(gateway)).filter((name) => name.startsWith('keelson-'))
  if (temporary.length > 0) expect(JSON.stringify([...results.values()])).toContain('has a temporary')
}

async function expectNoTraces(gateway: TestGateway): Promise<void> {
  expect((await namesIn(gateway)).filter((name) => name.startsWith('keelson-'))).toEqual([])
}

describe.each(Object.entries(transitions))('%s', (_, transition) => {
  it.each(Object.entries(faults))(
    'and each write in turn %s: all is accounted for, and the next sync converges',
    async (__, fault) => {
      for (let [at, writes] = [0, 1]; at < writes; at++)
        writes = Math.max(writes, await syncWith(fault, at, transition))
    },
  )
})
