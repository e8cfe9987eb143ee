import { describe, expect, it } from 'vitest'
import { Refusal } from '../../../src/model/diagnostic.ts'
import { OPEN_LIMITS } from '../../../src/model/open-limits.ts'
import type { Limits } from '../../../src/model/settings.ts'
import type { StoredRun } from '../../../src/runs/stored-run.ts'
import { prepareUndo } from '../../../src/workflow/undo/prepare-undo.ts'
import { type TestGateway, withGateway } from '../../support/kong-sync.ts'
import { RecordedRun } from '../../support/recorded-run.ts'

/** As the command has them: no delete is too much. */
const limits: Limits = { ...OPEN_LIMITS, cascade: false }
const silent = (): void => undefined

/** Syncs with a journal; gives the run as a store would. */
async function run(gateway: TestGateway, text: string): Promise<StoredRun> {
  const prepared = await gateway.prepare(text)
  const target = { ...prepared.target }
  const recorded = new RecordedRun(prepared.plan, { target })
  const options = { failFast: false, deleteDespiteFailures: false }
  await prepared.apply(options, silent, undefined, recorded.journal).finally(() => prepared.close())
  return recorded.stored
}

/** Undoes; gives the lines of the plan, and the run that did it. */
async function undo(gateway: TestGateway, stored: StoredRun, undoers: StoredRun[] = []) {
  const made = await prepareUndo(
    gateway.connection(),
    { choose: async () => ({ run: stored, undoers }), now: Date.now(), limits },
    silent,
  )
  const prepared = 'one' in made ? made.one : undefined
  if (prepared === undefined) throw new Error('of several workspaces')
  const said = prepared.warnings.map(({ message }) => message)
  const refused = prepared.refusals.map(({ code, message }) => `${code}: ${message}`)
  const changes = prepared.plan.changes.map(({ id }) => id)
  const recorded = new RecordedRun(prepared.plan, { id: 'undo', undoes: stored.head.id, target: prepared.target })
  const options = { failFast: false, deleteDespiteFailures: false }
  const outcome = refused.length > 0 ? undefined : await prepared.apply(options, silent, undefined, recorded.journal)
  await prepared.close()
  const failed = [...(outcome?.results ?? [])].filter(([, { state }]) => state !== 'done')
  return { changes, said, refused, failed, run: recorded.stored }
}

/** What a gateway holds, without times. */
async function held(gateway: TestGateway): Promise<string> {
  const paths = ['/acls', '/services', '/routes', '/plugins', '/consumers', '/key-auths', '/basic-auths', '/upstreams']
  const lists = await Promise.all(paths.map((path) => gateway.list(path)))
  const entries: Record<string, unknown>[] = lists.flat().map((entry) => ({ ...entry, updated_at: 0 }))
  return JSON.stringify(
    entries.sort((one, other) => (String(one.id) < String(other.id) ? -1 : 1)),
    null,
    1,
  )
}

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

const before = `
services:
- {name: a, id: ${id(1)}, host: a.example, retries: 7, tags: [x], routes: [{name: ra, id: ${id(11)}, paths: [/a]}], plugins: [{name: cors}]}
- {name: b, id: ${id(2)}, host: b.example}
- {name: c, id: ${id(3)}, host: c.example, routes: [{name: rc, paths: [/c]}]}
consumers:
- {username: u, keyauth_credentials: [{key: k1}], acls: [{group: g}]}
- {username: v}
upstreams:
- {name: up, targets: [{target: "1.1.1.1:80"}]}
`
const after = `
services:
- {name: b, id: ${id(1)}, host: a.example, routes: [{name: ra, id: ${id(11)}, paths: [/a, /aa]}]}
- {name: a, id: ${id(2)}, host: b.example}
- {name: d, id: ${id(4)}, host: d.example, routes: [{name: rc, paths: [/c]}]}
consumers:
- {username: v, keyauth_credentials: [{key: k1}]}
- {username: w}
upstreams:
- {name: up, id: ${id(50)}, targets: [{target: "1.1.1.1:80"}, {target: "2.2.2.2:80"}]}
`

describe('undo', () => {
  it('puts back all that a run created, changed, deleted and took along, under the same ids', async () => {
    await withGateway(async (gateway) => {
      await gateway.must(before)
      const was = await held(gateway)
      const stored = await run(gateway, after)
      const now = await held(gateway)
      expect(now).not.toBe(was)
      const first = await undo(gateway, stored)
      expect(first).toMatchObject({ said: [], refused: [], failed: [] })
      expect(await held(gateway)).toBe(was)
      expect((await undo(gateway, stored, [first.run])).changes).toEqual([])
      const again = await undo(gateway, first.run)
      expect(again).toMatchObject({ said: [], refused: [], failed: [] })
      expect(await held(gateway)).toBe(now)
    })
  })

  it('refuses what was changed, deleted or made again since, and names the fields', async () => {
    await withGateway(async (gateway) => {
      await gateway.must(before)
      const stored = await run(gateway, after)
      await gateway.request('PATCH', `/services/${id(1)}`, { retries: 3, host: 'elsewhere' })
      await gateway.request('DELETE', `/routes/${id(11)}`)
      await gateway.request('PUT', `/services/${id(3)}`, { name: 'other', host: 'h' })
      const refusal = await undo(gateway, stored).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(Refusal)
      expect((refusal as Refusal).exit).toBe('refused')
      expect((refusal as Refusal).diagnostics.map(({ message }) => message)).toEqual([
        'the route ra of service b was deleted since',
        'the service b was changed since: retries, host',
        'the service c was made again since',
      ])
    })
  })

  it('refuses to delete what others have come to refer to', async () => {
    await withGateway(async (gateway) => {
      const stored = await run(gateway, after)
      await gateway.make(`/services/${id(4)}/plugins`, { name: 'cors' })
      await gateway.make(`/services/${id(4)}/routes`, { name: 'mine', paths: ['/m'] })
      const { refused, changes } = await undo(gateway, stored)
      expect(changes).toContain('delete service d')
      expect(refused).toEqual([
        expect.stringMatching(/^takes-along: undoing would delete the service d .* and the route mine /),
        expect.stringMatching(/^takes-along: undoing would delete the service d .* and the plugin cors /),
      ])
    })
  })

  it('leaves alone what the run did not touch, and what is as it was already', async () => {
    await withGateway(async (gateway) => {
      await gateway.must(before)
      const stored = await run(gateway, after)
      await gateway.make('/services', { name: 'mine', host: 'h' })
      await gateway.request('DELETE', `/services/${id(4)}/routes/rc`)
      await gateway.request('DELETE', `/services/${id(4)}`)
      const { changes, refused } = await undo(gateway, stored).catch((error: Refusal) => ({
        changes: [],
        refused: error.diagnostics.map(({ message }) => message),
      }))
      expect(changes).toEqual([])
      expect(refused).toEqual([expect.stringMatching(/^the route rc .*was deleted since$/)])
      expect((await gateway.list('/services')).map(({ name }) => name)).toContain('mine')
    })
  })

  it('says what cannot be put back: a password that only its hash is known of', async () => {
    await withGateway(async (gateway) => {
      const users = (password: string) =>
        `consumers: [{username: u, basicauth_credentials: [{username: login, password: ${password}, tags: [t]}]}]\n`
      await gateway.must(users('old'))
      const changed = await run(gateway, users('new'))
      const kept = await undo(gateway, changed)
      expect(kept.changes).toEqual([])
      expect(kept.said).toEqual([
        expect.stringMatching(
          /^the basic-auth login .*its password was known as a hash only; it keeps the one that it has now$/,
        ),
      ])
      const [held] = await gateway.list('/basic-auths')
      const deleted = await run(gateway, 'consumers: [{username: u}]\nbasicauth_credentials: []\n')
      const back = await undo(gateway, deleted)
      expect(back).toMatchObject({ refused: [], failed: [] })
      expect(back.said).toEqual([expect.stringMatching(/comes back with a random one, and must be given a new one$/)])
      const [now] = await gateway.list('/basic-auths')
      expect({ ...now, password: '', updated_at: 0 }).toEqual({ ...held, password: '', updated_at: 0 })
      expect(now?.password).not.toBe(held?.password)
      expect(await undo(gateway, deleted, [back.run])).toMatchObject({ changes: [], refused: [] })
    })
  })

  it('gives a key the time that it would have left, and lets go of one whose time is over', async () => {
    await withGateway(async (gateway) => {
      await gateway.must(
        'consumers: [{username: u, keyauth_credentials: [{key: long, ttl: 1000}, {key: short, ttl: 50}, {key: ever}]}]\n',
      )
      const stored = await run(gateway, 'consumers: [{username: u}]\nkeyauth_credentials: []\n')
      const started = new Date(Date.now() - 100_000).toISOString()
      const back = await undo(gateway, { ...stored, head: { ...stored.head, started } })
      expect(back.failed).toEqual([])
      expect(back.said).toEqual([expect.stringMatching(/: the time that it had left is over$/)])
      const keys = await gateway.list('/key-auths')
      expect(keys.map(({ key }) => key).sort()).toEqual(['ever', 'long'])
      expect(keys.find(({ key }) => key === 'long')?.ttl).toBeLessThanOrEqual(900)
      expect(keys.find(({ key }) => key === 'long')?.ttl).toBeGreaterThan(880)
    })
  })

  it('is refused for a run on another gateway', async () => {
    await withGateway(async (gateway) => {
      const stored = await run(gateway, after)
      const target = { ...stored.head.target, identity: 'another' }
      const refusal = await undo(gateway, { ...stored, head: { ...stored.head, target } }).catch((error) => error)
      expect(refusal).toMatchObject({ exit: 'refused', diagnostics: [{ code: 'other-target' }] })
    })
  })
})
