import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reportOf } from './report-schema.ts'
import { openSite, type Site } from './workspaces/site.ts'

const schema = JSON.parse(readFileSync(new URL('../../schemas/plan.schema.json', import.meta.url), 'utf8'))
const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema)
const KEY = '0123456789abcdef'.repeat(4)

const START = `_format_version: "3.0"
services:
- name: users
  host: users.internal
  routes: [{name: users-v1, paths: [/v1]}, {name: users-old, paths: [/old]}]
- {name: orders, host: orders.internal}
consumers:
- username: alice
  keyauth_credentials: [{key: first-secret-of-alice}]
`
/** Updates users, deletes users-old, creates billing with a route, replaces a key by one of the environment. */
const WANTED = START.replace('users.internal', 'users.example')
  .replace(', {name: users-old, paths: [/old]}', '')
  .replace(
    'consumers:',
    '- {name: billing, host: billing.internal, routes: [{name: bills, paths: [/bills]}]}\nconsumers:',
  )
  .replace('first-secret-of-alice', () => `\${{ env "DECK_ALICE" }}`)
const env = { DECK_ALICE: 'second-secret-of-alice' }

let site: Site
const path = (name: string): string => join(site.cwd, name)
const keelson = (line: string, more: Record<string, string> = {}) => site.keelson(line, { env: { ...env, ...more } })
const planText = (): string => readFileSync(path('plan.json'), 'utf8')
const host = async (name: string) => (await site.request('GET', `/services/${name}`)).host
const writes = (): number[] => ['PUT', 'POST', 'PATCH', 'DELETE'].map((method) => site.sandbox.requests[method] ?? 0)

beforeEach(async () => {
  site = await openSite({ edition: 'community' })
  writeFileSync(path('kong.yaml'), START)
  await keelson('sync @kong.yaml')
  writeFileSync(path('kong.yaml'), WANTED)
})
afterEach(() => site.close())

/** Saves a plan, lets something happen, applies the plan, and expects that nothing is written. */
async function refused(happen: () => unknown, line = 'sync --plan @plan.json @kong.yaml', more = {}) {
  await keelson('diff @kong.yaml --out @plan.json', more)
  await happen()
  const before = writes()
  const ran = await keelson(line, more)
  expect(writes()).toEqual(before)
  return ran
}

/** What only the controller sets is not in a saved plan. */
const withoutOwn = (name: string, value: unknown) => (['updated_at', 'ttl'].includes(name) ? undefined : value)

describe('a saved plan', () => {
  it('is a private file of the published form, and the same bytes each time', async () => {
    const { code, stderr } = await keelson('diff @kong.yaml --out @plan.json --exit-code')
    expect([code, statSync(path('plan.json')).mode & 0o777]).toEqual([2, 0o600])
    expect(stderr).toMatch(
      /^Plan written to \S+plan\.json, sha256:[0-9a-f]{64}\.\nIt holds no fingerprints of secrets/m,
    )
    const first = planText()
    expect([validate(JSON.parse(first)), validate.errors]).toEqual([true, null])
    for (const again of ['', ' --parallelism 1', ' --parallelism 7 --quiet']) {
      await keelson(`diff @kong.yaml --out @plan.json${again}`)
      expect(planText()).toBe(first)
    }
    const { digest } = reportOf((await keelson('diff @kong.yaml --output json')).stdout)
    expect(digest).toBe(JSON.parse(first).digest)
  })

  it('holds no secret, no part and no length of one, with or without a key', async () => {
    const long = { DECK_ALICE: `${env.DECK_ALICE}${'x'.repeat(500)}` }
    await keelson('diff @kong.yaml --out @plan.json')
    const short = planText()
    expect(short).not.toMatch(/secret-of-alice/)
    expect(short).toContain(`"reference": ${JSON.stringify(`\${{ env "DECK_ALICE" }}`)}`)
    await keelson('diff @kong.yaml --out @plan.json', long)
    expect(planText()).toBe(short)
    await keelson('diff @kong.yaml --out @plan.json', { ...long, KEELSON_FINGERPRINT_KEY: KEY })
    expect(planText()).not.toMatch(/secret-of-alice|0123456789abcdef0123/)
    expect(planText().match(/hmac-sha256:[0-9a-f]{64}/g)?.length).toBeGreaterThan(2)
  })

  it('is shown as diff shows it, in text and as JSON', async () => {
    const made = await keelson('diff @kong.yaml --out @plan.json')
    const shown = await keelson('show @plan.json')
    expect([shown.code, shown.stdout]).toEqual([0, made.stdout])
    expect(shown.stdout).toContain('host: "users.internal" → "users.example"')
    expect(shown.stderr).toContain('made of ')
    const [was, is] = [await keelson('diff @kong.yaml --output json'), await keelson('show @plan.json --output json')]
    expect(reportOf(is.stdout).plan).toEqual(JSON.parse(JSON.stringify(reportOf(was.stdout).plan, withoutOwn)))
    expect(reportOf(is.stdout)).toMatchObject({ command: 'show', applyable: true, digest: reportOf(was.stdout).digest })
  })

  it('is applied as it is, and nothing else is', async () => {
    await keelson('diff @kong.yaml --out @plan.json')
    await site.request('POST', '/services', { name: 'late', host: 'late.internal' })
    await site.request('PATCH', '/services/orders', { retries: 1 })
    const { code, stdout } = await keelson('sync --plan @plan.json @kong.yaml')
    expect([code, stdout.match(/Plan: .*/)?.[0]]).toEqual([
      0,
      'Plan: 2 to delete, 3 to create, 1 to update; 2 unchanged.',
    ])
    expect(await site.names('/services')).toEqual(['billing', 'late', 'orders', 'users'])
    expect([await host('users'), (await site.request('GET', '/services/orders')).retries]).toEqual(['users.example', 1])
    expect((await site.request('GET', '/consumers/alice/key-auth')).data).toMatchObject([{ key: env.DECK_ALICE }])
  })

  it('needs no state files to be named: those of the plan are read', async () => {
    await keelson('diff @kong.yaml --out @plan.json')
    expect((await keelson('sync --plan @plan.json')).code).toBe(0)
    expect(await host('users')).toBe('users.example')
  })

  it('without changes is applied in no time', async () => {
    writeFileSync(path('kong.yaml'), START)
    const before = writes()
    await keelson('diff @kong.yaml --out @plan.json')
    expect([(await keelson('sync --plan @plan.json')).code, writes()]).toEqual([0, before])
  })

  it('that a guard refuses is saved, shown and not applied', async () => {
    writeFileSync(path('kong.yaml'), '_format_version: "3.0"\n')
    expect((await keelson('diff @kong.yaml --out @plan.json')).code).toBe(4)
    expect(JSON.parse(planText())).toMatchObject({ applyable: false, complete: true })
    const shown = await keelson('show @plan.json')
    expect([shown.code, shown.stderr]).toEqual([0, expect.stringContaining('--allow-empty lifts this guard')])
    const before = { ...site.sandbox.requests }
    const { code, stderr } = await keelson('sync --plan @plan.json --yes')
    expect([code, site.sandbox.requests]).toEqual([4, before])
    expect(stderr).toContain(
      'error  this plan cannot be applied, the guards refuse it: the state files hold no entity, and the target has 6: this would delete them all\n',
    )
    expect(stderr).toMatch(
      /--allow-empty lifts .*; options are part of a plan: make it again with keelson diff --out FILE\n/,
    )
  })

  it('is not written over what is no plan', async () => {
    const { code, stderr } = await keelson('diff @kong.yaml --out @kong.yaml')
    expect([code, stderr]).toEqual([4, expect.stringContaining('is there already, and is no plan')])
    expect(readFileSync(path('kong.yaml'), 'utf8')).toBe(WANTED)
  })

  it('is no stream', async () => {
    const said = 'error  cannot write /dev/null: it is not a regular file\n    hint: name a file\n'
    expect(await keelson('diff @kong.yaml --out /dev/null')).toMatchObject({ code: 1, stderr: said })
  })
})

describe('a stale plan is refused, with the reason', () => {
  const cases: [string, () => unknown, string][] = [
    [
      'an entity to update differs',
      () => site.request('PATCH', '/services/users', { retries: 9 }),
      'update service users: retries was 5 when the plan was made, and is 9 now',
    ],
    [
      'an entity to update is gone',
      async () => {
        for (const route of ['users-v1', 'users-old']) await site.request('DELETE', `/routes/${route}`)
        await site.request('DELETE', '/services/users')
      },
      'update service users: it is gone; it would take "create service users" now',
    ],
    [
      'an entity to delete differs',
      () => site.request('PATCH', '/routes/users-old', { paths: ['/other'] }),
      'delete route users-old of service users: paths[0] was "/old" when the plan was made, and is "/other" now',
    ],
    [
      'an entity to delete is gone',
      () => site.request('DELETE', '/routes/users-old'),
      'delete route users-old of service users: it is gone',
    ],
    [
      'an entity to delete has gained a dependant',
      () => site.request('POST', '/routes/users-old/plugins', { name: 'key-auth' }),
      'delete route users-old of service users: it would take along the plugin key-auth now',
    ],
    [
      'an entity to create exists',
      () => site.request('POST', '/services', { name: 'billing', host: 'elsewhere' }),
      'create service billing: it exists by now, and differs in host',
    ],
    [
      'a unique value of an entity to create is taken',
      () => site.request('POST', '/routes', { name: 'bills', paths: ['/else'], service: null }),
      'create route bills of service billing: it exists by now',
    ],
    [
      'a file changed',
      () => writeFileSync(path('kong.yaml'), `${WANTED}# a remark\n`),
      'kong.yaml changed since the plan was made',
    ],
  ]

  it.each(cases)('%s', async (_, happen, reason) => {
    const { code, stderr } = await refused(happen)
    expect([code, stderr]).toEqual([4, expect.stringContaining(reason)])
    expect(stderr).toContain('the plan is stale')
    expect(stderr).not.toMatch(/secret-of-alice/)
  })

  it('what an entity refers to is gone', async () => {
    writeFileSync(path('kong.yaml'), START.replace('/old]', '/older]'))
    const gone = async () => {
      for (const route of ['users-v1', 'users-old']) await site.request('DELETE', `/routes/${route}`)
      const { id } = await site.request('GET', '/services/users')
      await site.request('DELETE', '/services/users')
      await site.request('PUT', `/routes/${old}`, { name: 'users-old', paths: ['/old'] })
      return id
    }
    const { id: old } = await site.request('GET', '/routes/users-old')
    const { code, stderr } = await refused(gone)
    expect([code, stderr]).toEqual([4, expect.stringContaining('it needs "create service users" first')])
  })

  it('a tag filter hides the entity that took the name', async () => {
    writeFileSync(path('kong.yaml'), '_format_version: "3.0"\nservices: [{name: billing, host: a}]\n')
    await keelson('diff @kong.yaml --select-tag team-a --out @plan.json')
    await site.request('POST', '/services', { name: 'billing', host: 'elsewhere', tags: ['team-b'] })
    const { code, stderr } = await keelson('sync --plan @plan.json')
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(/the plan is stale[\s\S]*this service's name belongs to another service/),
    ])
  })

  it('a guard refuses by now what it let pass', async () => {
    const only = (...names: string[]) =>
      writeFileSync(
        path('kong.yaml'),
        `_format_version: "3.0"\nconsumers: [${names.map((name) => `{username: ${name}}`)}]\n`,
      )
    only('alice', 'b', 'c', 'd')
    await keelson('sync @kong.yaml --only consumers')
    only('alice')
    expect((await keelson('diff @kong.yaml --only consumers --out @plan.json')).code).toBe(0)
    await site.request('DELETE', '/consumers/alice')
    const { code, stdout, stderr } = await keelson('sync --plan @plan.json')
    expect([code, stdout]).toEqual([4, expect.stringContaining('Plan: 3 to delete; 0 unchanged.')])
    expect(stderr).toContain('this would delete all 3 of 3 of kind consumer')
  })

  it('it was applied already', async () => {
    await keelson('diff @kong.yaml --out @plan.json')
    expect((await keelson('sync --plan @plan.json')).code).toBe(0)
    const { code, stderr } = await keelson('sync --plan @plan.json')
    expect([code, stderr]).toEqual([4, expect.stringContaining('there is nothing left to do of this plan')])
  })

  it('while the question stands', async () => {
    await keelson('diff @kong.yaml --out @plan.json')
    const before = writes()
    let time = 0
    const answer = async () => {
      time += 10
      await site.request('PATCH', '/services/users', { retries: 9 })
      return 'yes' as const
    }
    const terminal = { stdin: true, stdout: true, stderr: true }
    const ran = await site.keelson('sync --plan @plan.json', { env, terminal, answer, now: () => time })
    expect([ran.code, ran.stderr]).toEqual([4, expect.stringContaining('retries was 5')])
    expect(writes().map((count, index) => count - (before[index] ?? 0))).toEqual([0, 0, 1, 0])
  })
})

describe('secrets between plan and apply', () => {
  const key = { KEELSON_FINGERPRINT_KEY: KEY }
  const elsewhere = () => site.request('GET', '/consumers/alice/key-auth')

  it('are compared by fingerprint under a key: another value of a variable is noticed', async () => {
    await keelson('diff @kong.yaml --out @plan.json', key)
    const { code, stderr } = await keelson('sync --plan @plan.json', { ...key, DECK_ALICE: 'third-secret-of-alice' })
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(/: key would be set to another secret than in the plan$/m),
    ])
    expect(stderr).not.toMatch(/secret-of/)
    expect((await keelson('sync --plan @plan.json', key)).code).toBe(0)
    expect((await elsewhere()).data).toMatchObject([{ key: env.DECK_ALICE }])
  })

  it('are not compared without one, and the plan says so', async () => {
    await keelson('diff @kong.yaml --out @plan.json')
    expect(JSON.parse(planText()).fingerprints).toBe(false)
    expect((await keelson('sync --plan @plan.json', { DECK_ALICE: 'third-secret-of-alice' })).code).toBe(0)
  })

  it('need the same key again', async () => {
    await keelson('diff @kong.yaml --out @plan.json', key)
    const missing = await keelson('sync --plan @plan.json')
    expect([missing.code, missing.stderr]).toEqual([4, expect.stringContaining('no key was given')])
    const other = await keelson('sync --plan @plan.json', { KEELSON_FINGERPRINT_KEY: 'f'.repeat(64) })
    expect([other.code, other.stderr]).toEqual([4, expect.stringContaining('another key was given')])
  })
})

describe('guards of the job that applies', () => {
  it('hold though the job that planned did not know of them', async () => {
    const { code, stderr } = await refused(() => writeFileSync(path('keelson.yaml'), 'protect: [routes:users-*]\n'))
    expect([code, stderr]).toEqual([
      4,
      expect.stringContaining('this would delete 1 of 2 of kind route, which is protected'),
    ])
  })
})
