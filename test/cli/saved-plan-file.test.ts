import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sync } from '../../src/cli/commands/sync.ts'
import { digestOf } from '../../src/plan/saved/stable-json.ts'
import { reportOf } from './report-schema.ts'
import { openSite, type Site } from './workspaces/site.ts'

/** Options that say nothing of what a plan is about. */
const OF_A_RUN = ['fingerprint-key-file']

let site: Site
const path = (name: string): string => join(site.cwd, name)
const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'))
const stateOf = (workspace: string, host: string) =>
  `_format_version: "3.0"\n_workspace: ${workspace}\nservices: [{name: users, host: ${host}}]\n`

beforeAll(async () => {
  site = await openSite()
  writeFileSync(path('shop.yaml'), stateOf('shop', 'one'))
  writeFileSync(path('bank.yaml'), stateOf('bank', 'one'))
  await site.keelson('sync --all-workspaces @shop.yaml @bank.yaml')
  writeFileSync(path('shop.yaml'), stateOf('shop', 'two'))
  writeFileSync(path('bank.yaml'), stateOf('bank', 'two'))
  await site.keelson('diff @shop.yaml --out @plan.json')
}, 60_000)
afterAll(() => site.close())

describe('the file of a plan', () => {
  const edited = (change: (plan: Record<string, unknown>) => void): string => {
    const plan = read('plan.json')
    change(plan)
    writeFileSync(path('edited.json'), JSON.stringify(plan))
    return 'show @edited.json'
  }

  it('may be written anew, with other blanks and another order of keys', async () => {
    const { code } = await site.keelson(edited(() => undefined))
    expect(code).toBe(0)
  })

  it('is refused once it says anything else, in show and in sync', async () => {
    const line = edited((plan) => {
      plan.applyable = false
    })
    for (const each of [line, 'sync --plan @edited.json']) {
      const { code, stderr } = await site.keelson(each)
      expect([code, stderr]).toEqual([3, expect.stringContaining('edited.json is not as it was made: its digest')])
    }
  })

  it('is refused in a newer format, and read with what a later minor version adds', async () => {
    const newer = await site.keelson(edited((plan) => Object.assign(plan, { format_version: '2.0' })))
    expect([newer.code, newer.stderr]).toEqual([
      3,
      expect.stringContaining('has format 2.0, and this version of Keelson reads 1.x'),
    ])
    const minor = edited((plan) => {
      Object.assign(plan, { format_version: '1.9', something: 'new' })
      const { digest: _, ...rest } = plan
      plan.digest = digestOf(rest)
    })
    expect((await site.keelson(minor)).code).toBe(0)
  })

  it.each([
    ['cut off', () => readFileSync(path('plan.json'), 'utf8').slice(0, 900), 'it is not JSON, or was cut off'],
    ['a list', () => '[]', 'it is not a JSON object'],
    ['something else', () => '{"services": []}', 'it has no format_version and digest'],
    [
      'of another form though its digest is right',
      () => {
        const { digest: _, ...rest } = { ...read('plan.json'), plans: [] }
        return JSON.stringify({ ...rest, digest: digestOf(rest) })
      },
      '/plans must NOT have fewer than 1 items',
    ],
  ])('is refused when it is %s', async (_, text, why) => {
    writeFileSync(path('bad.json'), text())
    const { code, stderr } = await site.keelson('show @bad.json')
    expect([code, stderr]).toEqual([3, expect.stringContaining(`bad.json is no plan of Keelson: ${why}`)])
  })

  it('must be there, and be one', async () => {
    expect((await site.keelson('show @nothing.json')).stderr).toContain('it does not exist')
    expect((await site.keelson(['show', site.cwd])).stderr).toContain(`cannot read ${site.cwd}: it is a folder\n`)
    expect([(await site.keelson('show')).code, (await site.keelson('show a b')).code]).toEqual([3, 3])
  })
})

describe('the options of a plan', () => {
  const about = sync.options.filter(
    ({ group, name }) => ['Selection', 'Planning'].includes(group) && !OF_A_RUN.includes(name),
  )
  const given = about.map(({ name, type }) => (type === 'flag' ? `--${name}` : `--${name} 7`))

  it.each([...given, '-w bank', '--all-workspaces'])('are those it was made with: %s is refused', async (option) => {
    const { code, stderr } = await site.keelson(`sync --plan @plan.json @shop.yaml ${option}`)
    expect([code, stderr]).toEqual([3, expect.stringContaining('says otherwise than the plan')])
  })

  it('may be said again, and hold though nobody says them', async () => {
    await site.keelson('diff @shop.yaml --only services --allow-deletes 5 --exclude consumers --out @only.json')
    await site.request('POST', '/shop/consumers', { username: 'late' })
    const again = await site.keelson(
      'sync --plan @only.json @shop.yaml --only services --exclude consumers --allow-deletes 5',
    )
    expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('Plan: 1 to update; 0 unchanged.')])
    await site.request('PATCH', '/shop/services/users', { host: 'one' })
    expect((await site.keelson('sync --plan @only.json')).code).toBe(0)
    expect((await site.request('GET', '/shop/services/users')).host).toBe('two')
    await site.request('PATCH', '/shop/services/users', { host: 'one' })
    await site.request('DELETE', '/shop/consumers/late')
  })

  it('do not move to another target', async () => {
    const plan = read('plan.json')
    plan.target.identity = 'postgres://db:5432/other'
    const { digest: _, ...rest } = plan
    writeFileSync(path('other.json'), JSON.stringify({ ...rest, digest: digestOf(rest) }))
    const { code, stderr } = await site.keelson('sync --plan @other.json')
    expect([code, stderr]).toEqual([4, expect.stringContaining('the plan was made for postgres://db:5432/other')])
  })

  it('do not move to other files; the same files may stand elsewhere', async () => {
    const other = await site.keelson('sync --plan @plan.json @shop.yaml @bank.yaml')
    expect([other.code, other.stderr]).toEqual([4, expect.stringMatching(/the plan was not made of \S+bank.yaml/)])
    const none = await site.keelson('sync --plan @plan.json @bank.yaml')
    expect([none.code, none.stderr]).toEqual([
      4,
      expect.stringMatching(/shop.yaml, of which the plan was made, is not among/),
    ])
    rmSync(path('shop.yaml'))
    const gone = await site.keelson('sync --plan @plan.json')
    writeFileSync(path('shop.yaml'), stateOf('shop', 'two'))
    expect([gone.code, gone.stderr]).toEqual([
      4,
      expect.stringMatching(
        /shop.yaml, of which the plan was made, cannot be read: there is no such file or directory\n/,
      ),
    ])
    writeFileSync(path('moved.yaml'), stateOf('shop', 'two'))
    expect((await site.keelson('sync --plan @plan.json @moved.yaml')).code).toBe(0)
    await site.request('PATCH', '/shop/services/users', { host: 'one' })
  })
})

describe('a plan for all workspaces', () => {
  const files = '--all-workspaces @shop.yaml @bank.yaml'
  const hosts = async () => [
    (await site.request('GET', '/shop/services/users')).host,
    (await site.request('GET', '/bank/services/users')).host,
  ]

  it('is shown as diff shows it, and does not depend on the order of the files', async () => {
    const made = await site.keelson(`diff ${files} --out @all.json`)
    const text = readFileSync(path('all.json'), 'utf8')
    await site.keelson('diff --all-workspaces @bank.yaml @shop.yaml --out @all.json')
    expect(readFileSync(path('all.json'), 'utf8')).toBe(text)
    const shown = await site.keelson('show @all.json')
    expect(shown.stdout).toContain('Workspace bank\n~ update service users')
    expect(made.stdout.startsWith(shown.stdout)).toBe(true)
    const report = reportOf((await site.keelson('show @all.json --output json')).stdout)
    expect(report.workspaces).toMatchObject([{ workspace: 'bank' }, { workspace: 'shop' }])
  })

  it('is applied nowhere while one workspace is stale', async () => {
    await site.request('PATCH', '/shop/services/users', { retries: 9 })
    const { code, stderr } = await site.keelson('sync --plan @all.json')
    expect([code, await hosts()]).toEqual([4, ['one', 'one']])
    expect(stderr).toContain('workspace shop: update service users: retries was 5 when the plan was made, and is 9 now')
  })

  it('is applied everywhere else', async () => {
    await site.request('PATCH', '/shop/services/users', { retries: 5 })
    await site.request('POST', '/workspaces', { name: 'late' })
    const { code } = await site.keelson('sync --plan @all.json')
    expect([code, await hosts()]).toEqual([0, ['two', 'two']])
  })

  it('is saved as incomplete where there is none for a workspace, and then not applied', async () => {
    const hash = 'a'.repeat(40)
    const login = `consumers: [{username: u, basicauth_credentials: [{username: u, password: ${hash}}]}]\n`
    writeFileSync(path('broken.yaml'), stateOf('bank', 'two') + login)
    const made = await site.keelson('diff --all-workspaces @shop.yaml @broken.yaml --out @part.json')
    expect([made.code, read('part.json')]).toMatchObject([5, { complete: false, applyable: false }])
    const shown = await site.keelson('show @part.json')
    expect([shown.code, made.stdout.startsWith(shown.stdout)]).toEqual([0, true])
    expect(shown.stderr).toContain('the password of this basic-auth is a hash')
    const { code, stderr } = await site.keelson('sync --plan @part.json')
    expect([code, stderr]).toEqual([4, expect.stringContaining('there is none for some of its workspaces')])
  })

  it('that prunes is refused once the workspace holds more, or is gone', async () => {
    await site.keelson('diff --all-workspaces @shop.yaml --prune-workspaces --allow-deletes 100 --out @prune.json')
    expect(
      read('prune.json').plans.map(({ workspace, prune }: { workspace: string; prune?: true }) => [workspace, prune]),
    ).toEqual([
      ['shop', undefined],
      ['bank', true],
      ['late', true],
    ])
    await site.request('POST', '/bank/services', { name: 'more', host: 'x' })
    const more = await site.keelson('sync --plan @prune.json')
    expect([more.code, more.stderr]).toEqual([4, expect.stringContaining('workspace bank: ')])
    await site.request('DELETE', '/bank/services/more')
    await site.request('DELETE', '/workspaces/late')
    const gone = await site.keelson('sync --plan @prune.json')
    expect([gone.code, gone.stderr]).toEqual([4, expect.stringContaining('the workspace late is gone')])
  })
})

describe('keelson plan-key', () => {
  it('makes a key that only its owner can read, and never over another', async () => {
    const { code, stdout } = await site.keelson('plan-key -o @plan.key')
    expect([code, stdout, statSync(path('plan.key')).mode & 0o777]).toEqual([0, '', 0o600])
    const key = readFileSync(path('plan.key'), 'utf8')
    expect(key).toMatch(/^[0-9a-f]{64}\n$/)
    const again = await site.keelson('plan-key -o @plan.key')
    expect([again.code, readFileSync(path('plan.key'), 'utf8')]).toEqual([4, key])
    expect((await site.keelson('plan-key')).stdout).toMatch(/^[0-9a-f]{64}\n$/)
    expect(reportOf((await site.keelson('plan-key --output json')).stdout).plan_key).toEqual({
      key: expect.any(String),
    })
  })

  it('is taken from a file or a variable, in hex and in base64', async () => {
    const key = readFileSync(path('plan.key'), 'utf8').trim()
    const names = new Set<string>()
    for (const given of [
      key,
      key.toUpperCase(),
      Buffer.from(key, 'hex').toString('base64'),
      Buffer.from(key, 'hex').toString('base64url'),
    ]) {
      await site.keelson('diff @shop.yaml --out @keyed.json', { env: { KEELSON_FINGERPRINT_KEY: given } })
      names.add(read('keyed.json').fingerprint_key)
    }
    await site.keelson('diff @shop.yaml --out @keyed.json --fingerprint-key-file @plan.key', {
      env: { KEELSON_FINGERPRINT_KEY: 'f'.repeat(64) },
    })
    names.add(read('keyed.json').fingerprint_key)
    expect([...names]).toEqual([expect.stringMatching(/^hmac-sha256:/)])
  })

  it('must be 32 bytes', async () => {
    const { code, stderr } = await site.keelson('diff @shop.yaml --out @x.json', {
      env: { KEELSON_FINGERPRINT_KEY: 'hunter2' },
    })
    expect([code, stderr]).toEqual([3, expect.stringContaining('KEELSON_FINGERPRINT_KEY holds no key of 32 bytes')])
    expect(stderr).not.toContain('hunter2')
  })
})
