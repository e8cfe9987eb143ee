import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { reportOf } from './report-schema.ts'
import { openSite, type Site } from './workspaces/site.ts'

const HEADING = `error  the plan is stale: what it was made of changed since; nothing was written
    hint: make a new plan with keelson diff --out, and have it looked at
`
const START = `_format_version: "3.0"
consumers:
- username: alice
- username: bob
`
const KEY = 'the-key-that-both-have-chosen'

let site: Site
const at = (...names: string[]): string => join(site.cwd, ...names)
const keelson = (line: string) => site.keelson(line)
const writes = (): number =>
  ['PUT', 'POST', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (site.sandbox.requests[method] ?? 0), 0)

/** Saves a plan, lets something happen, and applies the plan, which is refused. */
async function refused(text: string, happen: () => unknown): Promise<string> {
  writeFileSync(at('kong.yaml'), text)
  expect(await keelson('diff @kong.yaml --out @plan.json')).toMatchObject({ code: 0 })
  await happen()
  const before = writes()
  const { code, stderr } = await keelson('sync --plan @plan.json --yes')
  expect([code, writes()]).toEqual([4, before])
  return stderr
}

beforeEach(async () => {
  site = await openSite({ edition: 'community' })
  writeFileSync(at('kong.yaml'), START)
  await keelson('sync @kong.yaml --yes')
})
afterEach(() => site.close())

describe('a unique value that something else took', () => {
  it('is named with what has it, where that would be made over: the key of another consumer', async () => {
    const take = () => site.request('POST', '/consumers/alice/key-auth', { key: KEY })
    const stderr = await refused(`${START}  keyauth_credentials: [{key: ${KEY}}]\n`, take)
    const [held] = (await site.request('GET', '/key-auths')).data as { id: string }[]
    expect(stderr).toBe(
      `${HEADING}error  create key-auth (id drawn when applied) of consumer bob: its key is taken by the key-auth ${held?.id} of consumer alice by now; it would take "update key-auth ${held?.id} of consumer bob" now\n1 error\n`,
    )
    expect(stderr).not.toContain(KEY)
  })

  it('is named where an entity of another name has it, whatever the file is called now', async () => {
    const stderr = await refused(`${START}- {username: carol, custom_id: c-1}\n`, () =>
      site.request('PUT', '/consumers/dave', { custom_id: 'c-1' }),
    )
    expect(stderr).toBe(
      `${HEADING}error  create consumer carol: its custom_id is taken by the consumer dave by now; it would take "update consumer carol" now\n1 error\n`,
    )
    writeFileSync(at('moved.yaml'), `${START}- {username: carol, custom_id: c-1}\n`)
    expect((await keelson('sync --plan @plan.json @moved.yaml --yes')).stderr).toBe(stderr)
  })

  it('is named where what has it would have to let go first', async () => {
    const stderr = await refused(START.replace('alice', 'alice\n  custom_id: c-1'), () =>
      site.request('PATCH', '/consumers/bob', { custom_id: 'c-1' }),
    )
    expect(stderr).toBe(
      `${HEADING}error  update consumer alice: its custom_id is taken by the consumer bob by now; it needs "update consumer bob" first, which the plan does not have\n1 error\n`,
    )
  })

  it('is not said of the same entity, made by somebody else', async () => {
    const stderr = await refused(`${START}- {username: carol, custom_id: c-1}\n`, () =>
      site.request('PUT', '/consumers/carol', { custom_id: 'c-2' }),
    )
    expect(stderr).toContain('create consumer carol: it exists by now, and differs in custom_id')
  })
})

describe('the refusal of a stale plan', () => {
  const CHANGED = START.replace('bob', 'bob\n  tags: [a]').replace('alice', 'alice\n  tags: [a]')
  const move = async () => {
    for (const name of ['alice', 'bob']) await site.request('PATCH', `/consumers/${name}`, { custom_id: name })
  }

  it('begins with what it is, and counts the differences', async () => {
    const stderr = await refused(CHANGED, move)
    expect(stderr).toBe(
      `${HEADING}error  update consumer alice: custom_id was (none) when the plan was made, and is "alice" now
error  update consumer bob: custom_id was (none) when the plan was made, and is "bob" now
2 errors
`,
    )
    const report = reportOf((await keelson('sync --plan @plan.json --yes --output json')).stdout)
    expect(report.diagnostics).toMatchObject([{ code: 'stale-plan' }, { code: 'stale' }, { code: 'stale' }])
  })

  it('tells of a run that was cut off, which may be why', async () => {
    const cut = async () => {
      const runs = at('.keelson', 'runs')
      for (const run of readdirSync(runs)) rmSync(join(runs, run, 'outcome.json'))
      await move()
    }
    const stderr = await refused(CHANGED, cut)
    expect(stderr).toMatch(
      /bob: custom_id was .*\nwarning {2}run \S+ \(keelson sync, \S+\) was cut off: 2 writes applied\n {4}hint: keelson undo .*\n2 errors, 1 warning\n$/,
    )
    const report = reportOf((await keelson('sync --plan @plan.json --yes --output json')).stdout)
    expect(report.diagnostics).toContainEqual(expect.objectContaining({ code: 'killed-run', level: 'warning' }))
  })
})

describe('what is told of a stale plan', () => {
  it('ends with how many differences are not shown', async () => {
    const names = Array.from({ length: 70 }, (_, index) => `c${index}`)
    const text = (more: string) =>
      `_format_version: "3.0"\nconsumers:\n${names.map((name) => `- {username: ${name}${more}}\n`).join('')}`
    writeFileSync(at('kong.yaml'), text(''))
    await keelson('sync @kong.yaml --yes')
    const stderr = await refused(text(', tags: [a]'), async () => {
      for (const name of names) await site.request('PATCH', `/consumers/${name}`, { custom_id: `id-${name}` })
    })
    const lines = stderr.slice(HEADING.length).trimEnd().split('\n')
    expect(lines.slice(-2)).toEqual(['error  20 more differences are not shown', '50 errors'])
    expect(
      lines.slice(0, -2).filter((line) => /^error {2}update consumer c\d+: custom_id was/.test(line)),
    ).toHaveLength(50)
  })

  it('is another secret, where nothing else may be shown of it', async () => {
    const config = (minute: number) =>
      `${START}plugins: [{name: rate-limiting, config: {minute: ${minute}, policy: redis, redis: {host: h, password: first-password}}}]\n`
    const env = { KEELSON_FINGERPRINT_KEY: '5'.repeat(64) }
    writeFileSync(at('kong.yaml'), config(1))
    await keelson('sync @kong.yaml --yes')
    writeFileSync(at('kong.yaml'), config(2))
    await site.keelson('diff @kong.yaml --out @plan.json', { env })
    const [plugin] = (await site.request('GET', '/plugins')).data as { id: string }[]
    await site.request('PATCH', `/plugins/${plugin?.id}`, { config: { redis: { password: 'other-password' } } })
    const { code, stderr } = await site.keelson('sync --plan @plan.json --yes', { env })
    expect([code, stderr]).toEqual([
      4,
      expect.stringMatching(/config\.redis\.password is another secret than when the plan was made$/m),
    ])
    expect(stderr).not.toMatch(/\(secret\)|-password/)
  })

  it('is that somebody made the workspace, and not what follows from it', async () => {
    await site.close()
    site = await openSite()
    const text = '_format_version: "3.0"\n_workspace: fresh\nservices: [{name: f1, host: h}, {name: f2, host: h}]\n'
    const stderr = await refused(text, () => site.request('POST', '/workspaces', { name: 'fresh' }))
    expect(stderr).toBe(`${HEADING}error  create workspace fresh: it exists by now\n1 error\n`)
  })
})

describe('the next command after a saved plan was applied', () => {
  const next = async (line: string): Promise<string> => {
    const { code, stdout } = await keelson(`${line} --yes --output markdown`)
    expect(code).toBe(0)
    return stdout.trimEnd().split('\n').at(-1) ?? ''
  }
  const save = async (options: string): Promise<void> => {
    expect(await keelson(`diff @kong.yaml --out @plan.json ${options}`)).toMatchObject({ code: 0 })
  }
  beforeEach(() => writeFileSync(at('kong.yaml'), '_format_version: "3.0"\nservices: [{name: a, host: a.internal}]\n'))

  it('is about what the plan was about, so that it finds nothing left to do', async () => {
    await save('--select-tag mine --allow-deletes 40% --only services,routes --strict')
    const line = await next('sync --plan @plan.json @kong.yaml')
    expect(line).toBe(
      `Next: \`keelson diff ${at('kong.yaml')} --allow-deletes 40% --strict --select-tag mine --only services --only routes\``,
    )
    const words = line.slice('Next: `keelson '.length, -1)
    expect((await keelson(`${words} --exit-code`)).code).toBe(0)
  })

  it('names the files of the plan where none was named, and what keelson.yaml says is not repeated', async () => {
    writeFileSync(at('keelson.yaml'), 'select-tag: [mine]\n')
    await save('--only services')
    expect(await next('sync --plan @plan.json')).toBe(`Next: \`keelson diff ${at('kong.yaml')} --only services\``)
  })

  it('has the options of the command line once', async () => {
    await save('--select-tag mine')
    expect(await next('sync --plan @plan.json @kong.yaml --select-tag mine')).toBe(
      `Next: \`keelson diff ${at('kong.yaml')} --select-tag mine\``,
    )
  })
})

describe('a plan for all workspaces that is stale', () => {
  it('says so once, and the differences by workspace', async () => {
    await site.close()
    site = await openSite()
    for (const name of ['one', 'two']) {
      await site.request('POST', '/workspaces', { name })
      await site.request('PUT', `/${name}/services/users`, { host: 'old' })
    }
    const text = (name: string) => `_format_version: "3.0"\n_workspace: ${name}\nservices: [{name: users, host: new}]\n`
    for (const name of ['one', 'two']) writeFileSync(at(`${name}.yaml`), text(name))
    const all = 'diff --all-workspaces @one.yaml @two.yaml --out @plan.json'
    expect(await keelson(all)).toMatchObject({ code: 0 })
    for (const name of ['one', 'two']) await site.request('PATCH', `/${name}/services/users`, { retries: 9 })
    const { code, stderr } = await keelson('sync --plan @plan.json --yes')
    const line = (name: string) =>
      `error  workspace ${name}: update service users: retries was 5 when the plan was made, and is 9 now\n`
    expect([code, stderr]).toEqual([4, `${HEADING}${line('one')}${line('two')}2 errors\n`])
  })
})
