import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/kong/server.ts'
import { runCli } from './fake-world.ts'
import { reportOf } from './report-schema.ts'

const PROD = 'postgres://127.0.0.1:5433/kong'
const STAGING = 'postgres://staging.example:5433/kong'
const HEAD = '_format_version: "3.0"\n'

let prod: Sandbox
let staging: Sandbox
let cwd = ''

const keelson = (line: string, env: Record<string, string> = {}) =>
  runCli(line.replaceAll('@', `${cwd}/`), { cwd, env, workflows: loadWorkflows() })
const file = (name: string, text: string): void => writeFileSync(join(cwd, name), text)
const json = (name: string) => JSON.parse(readFileSync(join(cwd, name), 'utf8'))
/** The target `prod` of keelson.yaml, as docs/configuration.md has it. */
const wired = (addr: string, identity: string): void =>
  file('keelson.yaml', `target: prod\ntargets:\n  prod:\n    addr: ${addr}\n    identity: ${identity}\n`)
const requests = (sandbox: Sandbox): number => Object.values(sandbox.requests).reduce((sum, count) => sum + count, 0)
const serviceIds = async (): Promise<string[]> => {
  const { data } = (await (await fetch(`${prod.url}/services`)).json()) as { data: { id: string }[] }
  return data.map(({ id }) => id).sort()
}

beforeAll(async () => {
  prod = await startSandbox({ port: 0 })
  const root = (await (await fetch(prod.url)).json()) as { configuration: object }
  const body = { ...root, configuration: { ...root.configuration, pg_host: 'staging.example' } }
  const intercept = ({ path }: { path: string }) => (path === '/' ? { status: 200, body } : undefined)
  staging = await startSandbox({ port: 0, intercept })
})
afterAll(async () => {
  await prod.close()
  await staging.close()
})
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'keelson-identity-'))
  file('a.yaml', `${HEAD}services:\n- {name: a, host: h}\n`)
  file('b.yaml', `${HEAD}services:\n- {name: a, host: h}\n- {name: b, host: h}\n`)
  for (const { url } of [prod, staging]) await keelson(`reset --yes --no-backup --addr ${url} --store @other`)
  wired(prod.url, 'kong-prod')
})

describe('an identity that is a name', () => {
  it('is what the gateway is called, in whatever Keelson writes down', async () => {
    for (const line of [
      'diff @a.yaml',
      'sync @a.yaml --yes',
      'sync @b.yaml --yes',
      'drift @b.yaml',
      'rehearse @a.yaml',
    ])
      expect([line, (await keelson(line)).code]).toEqual([line, 0])
    expect((await keelson('dump --all-workspaces -o @backup')).code).toBe(0)
    expect((await keelson('diff @backup/default.yaml --out @plan.json')).code).toBe(0)
    const [run = ''] = readdirSync(join(cwd, '.keelson/runs'))
    for (const name of ['backup/manifest.json', 'plan.json', `.keelson/runs/${run}/run.json`])
      expect(json(name).target).toMatchObject({ identity: 'kong-prod', cluster: PROD, address: prod.url })
    const pinged = await keelson('ping')
    expect(pinged.stdout).toBe(
      `Kong Gateway 3.9.3 (community), database postgres, at ${prod.url}\nIdentity: kong-prod (${PROD})\n`,
    )
    expect(reportOf((await keelson('ping --output json')).stdout)).toMatchObject({
      target: { identity: 'kong-prod', cluster: PROD },
    })
    expect((await keelson('undo --yes')).code).toBe(0)
    expect((await keelson('reset --yes')).code).toBe(0)
    expect((await keelson('lock list')).stdout).not.toContain('postgres')
  })

  it('is refused on a gateway with another database than it had, whatever the command', async () => {
    expect((await keelson('sync @a.yaml --yes')).code).toBe(0)
    wired(staging.url, 'kong-prod')
    const lines = ['diff @b.yaml', 'sync @b.yaml --yes', 'apply @b.yaml --yes', 'reset --yes', 'undo --yes']
    for (const line of [
      ...lines,
      'drift @b.yaml',
      'rehearse @b.yaml',
      'diff @b.yaml --all-workspaces',
      'keyring status',
    ]) {
      const before = requests(staging)
      const { code, stderr } = await keelson(line)
      expect([line, code, requests(staging) - before]).toEqual([line, 4, 1])
      expect(stderr).toBe(
        `error  the target at ${staging.url} is ${STAGING}, and kong-prod was ${PROD} when it was last written to
    hint: check --addr and --target; --allow-other-target lifts this guard where a plan is made, and the next run that changes something notes the new one
`,
      )
    }
    const report = await keelson('report @b.yaml --output csv')
    expect([report.code, report.stdout]).toEqual([1, expect.stringContaining(`and kong-prod was ${PROD}`)])
  })

  it('goes where it has moved once somebody says so', async () => {
    await keelson('sync @a.yaml --yes')
    wired(staging.url, 'kong-prod')
    expect((await keelson('sync @b.yaml --yes --allow-other-target')).code).toBe(0)
    expect((await keelson('diff @b.yaml')).code).toBe(0)
    wired(prod.url, 'kong-prod')
    expect((await keelson('diff @b.yaml')).code).toBe(4)
    const undone = await keelson('undo --yes --allow-other-target')
    expect([undone.code, undone.stderr]).toEqual([
      4,
      expect.stringContaining(
        `changed kong-prod (${STAGING}) at ${staging.url}, and the target at ${prod.url} is kong-prod (${PROD})`,
      ),
    ])
  })

  it('belongs to dumps and plans: those of another name, or of another database, are not applied', async () => {
    await keelson('sync @a.yaml --yes')
    await keelson('dump --all-workspaces -o @backup')
    await keelson('diff @b.yaml --out @plan.json')
    file('backup/default.yaml', readFileSync(join(cwd, 'b.yaml'), 'utf8'))
    wired(prod.url, 'kong-test')
    const planned = await keelson('sync --plan @plan.json --yes')
    expect([planned.code, planned.stderr]).toEqual([
      4,
      expect.stringContaining(
        `the plan was made for kong-prod (${PROD}), and the target at ${prod.url} is kong-test (${PROD})`,
      ),
    ])
    wired(staging.url, 'kong-prod')
    const dumped = await keelson('sync @backup/default.yaml --yes --store @fresh')
    expect([dumped.code, dumped.stderr]).toEqual([
      4,
      expect.stringContaining(`is a dump of kong-prod (${PROD}), and the target is kong-prod (${STAGING})\n`),
    ])
  })

  it('may come later: what was made without it is still of this gateway, and keeps its ids', async () => {
    file('keelson.yaml', '')
    const env = { KEELSON_ADDR: prod.url }
    await keelson('sync @b.yaml --yes', env)
    await keelson('dump --all-workspaces -o @backup', env)
    const ids = await serviceIds()
    wired(prod.url, 'kong-prod')
    for (const line of ['diff @b.yaml --exit-code', 'diff @backup/default.yaml --exit-code'])
      expect([line, (await keelson(line)).code]).toEqual([line, 0])
    const [run = ''] = readdirSync(join(cwd, '.keelson/runs'))
    expect((await keelson(`undo ${run} --yes`)).code).toBe(0)
    // New entities get ids that are derived from the name, and not from where the gateway happens to be.
    await keelson('sync @b.yaml --yes')
    const named = await serviceIds()
    expect(named).not.toEqual(ids)
    await keelson('reset --yes')
    wired(staging.url, 'kong-prod')
    await keelson('sync @b.yaml --yes --allow-other-target')
    const { data } = (await (await fetch(`${staging.url}/services`)).json()) as { data: { id: string }[] }
    expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(named))
  })

  it('does not leave a record for drift that is older than what was done under it', async () => {
    const unnamed = async (line: string) => {
      file('keelson.yaml', `addr: ${prod.url}\n`)
      return keelson(line)
    }
    await unnamed('sync @b.yaml --yes')
    await fetch(`${prod.url}/services/b`, { method: 'PATCH', body: new URLSearchParams({ host: 'by-hand' }) })
    expect((await unnamed('drift @b.yaml')).stdout).toContain('"by-hand" → "h" (changed in the gateway)')
    wired(prod.url, 'kong-prod')
    await keelson('sync @a.yaml --yes --allow-deletes 100%')
    expect((await keelson('drift @b.yaml')).stdout).toContain('create service b (new in the files)')
    const { code, stdout, stderr } = await unnamed('drift @b.yaml')
    expect([code, stdout]).toEqual([2, expect.stringContaining('+ create service b\n')])
    expect(stderr).toContain('it is not told which side changed')
  })

  it('makes one of the addresses of a gateway that tells nothing else', async () => {
    const [one, other] = [await startSandbox({ dbless: true }), await startSandbox({ dbless: true })]
    wired(one.url, 'kong-edge')
    expect((await keelson('dump --all-workspaces -o @edge')).code).toBe(0)
    expect(json('edge/manifest.json').target).toEqual({
      identity: 'kong-edge',
      address: one.url,
      product: 'Kong Gateway',
      version: '3.9.3',
      edition: 'community',
      database: 'off',
    })
    file('edge/default.yaml', readFileSync(join(cwd, 'a.yaml'), 'utf8'))
    wired(other.url, 'kong-edge')
    expect((await keelson('diff @edge/default.yaml')).code).toBe(0)
    file('keelson.yaml', `addr: ${other.url}\n`)
    const { code, stderr } = await keelson('diff @edge/default.yaml')
    expect([code, stderr]).toEqual([
      4,
      expect.stringContaining(`is a dump of kong-edge, and the target is ${other.url}\n`),
    ])
    await Promise.all([one.close(), other.close()])
  })
})

describe('an identity that is an address', () => {
  it('must be what the gateway says of itself', async () => {
    wired(prod.url, PROD)
    expect((await keelson('diff @a.yaml')).code).toBe(0)
    expect((await keelson('ping')).stdout).toContain(`\nIdentity: ${PROD}\n`)
    wired(staging.url, PROD)
    const { code, stderr } = await keelson('diff @a.yaml')
    expect([code, stderr]).toEqual([
      4,
      `error  the target at ${staging.url} is ${STAGING}, and the configuration expects ${PROD}
    hint: check --addr and --target; \`keelson ping\` prints the identity that belongs into keelson.yaml; --allow-other-target lifts this guard for once where a plan is made
`,
    ])
    expect((await keelson('ping')).stdout).toContain(`\nIdentity: ${STAGING}\n`)
  })

  it('is not empty', async () => {
    wired(prod.url, '""')
    const { code, stderr } = await keelson('diff @a.yaml')
    expect([code, stderr]).toEqual([3, expect.stringMatching(/keelson\.yaml:5:\d+: an identity cannot be empty\n/)])
  })
})
