import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { type FakeGithub, makeGh, startGithub } from './ci/fake-github.ts'
import { gitlabJobs } from './ci/gitlab.ts'
import { jenkinsScripts } from './ci/jenkins.ts'
import type { Event } from './ci/job.ts'
import { makeShims, runScript, surroundings } from './ci/run-jobs.ts'
import { runWorkflow } from './ci/run-workflow.ts'
import { isBuilt } from './cli/program.ts'
import { type TestGateway, withGateway } from './support/kong-sync.ts'
import { serveProgram } from './support/served-program.ts'

// The pipelines of examples/ci/approved and the backup of examples/ci/kubernetes are run as they stand there.

const root = fileURLToPath(new URL('..', import.meta.url))
const example = join(root, 'examples/ci/approved')
const textOf = (file: string) => readFileSync(join(example, file), 'utf8')
const SECRET = 'partner-key-never-shown'

let base = ''
let stopService: () => Promise<void>

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'keelson-approved-'))
  const bin = join(base, 'bin')
  makeShims(bin, join(bin, 'keelson'))
  makeGh(bin)
  stopService = await serveProgram(join(bin, 'keelson'))
})
afterAll(async () => {
  await stopService()
  rmSync(base, { recursive: true })
})

/** A copy of the repository. */
function checkOut() {
  const cwd = mkdtempSync(join(base, 'checkout-'))
  cpSync(example, cwd, { recursive: true })
  const change = (from: string, to: string) => {
    const file = join(cwd, 'kong/services.yaml')
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
  }
  return { cwd, change }
}

const hostsOf = async (gateway: TestGateway) => (await gateway.list('/services')).map(({ host }) => host)
const drift = (gateway: TestGateway) => gateway.request('PATCH', '/services/orders', { host: 'elsewhere' })
const callsIn = (cwd: string) => {
  const lines = readFileSync(join(cwd, 'calls.txt'), 'utf8').trimEnd().split('\n')
  return lines.map((line) => line.split(' ').slice(0, 3).join(' '))
}

describe.skipIf(!isBuilt).concurrent('the pipeline with approval', { timeout: 300_000 }, () => {
  it('of GitHub Actions: comments on a pull request, applies it when merged, sees drift, takes a digest by hand', () =>
    withGateway(async (gateway) => {
      const github = await startGithub(base)
      const { cwd, change } = checkOut()
      const on = (event: string, more = {}) =>
        runWorkflow(textOf('.github/workflows/kong.yaml'), {
          base,
          github,
          cwd,
          run: '1',
          names: namesOf(event, gateway, more),
        })
      try {
        const [proposed] = await on('pull_request')
        expect(proposed).toMatchObject({ job: 'plan', code: 0, action: { outputs: { changes: '5' } } })
        expect(bodiesOf(github)).toEqual([expect.stringContaining('5 to create')])
        mergeOf(github)
        const [merged, ...others] = await on('push')
        expect([merged, others]).toMatchObject([{ job: 'apply', code: 0 }, []])
        expect(await hostsOf(gateway)).toEqual(['orders.internal'])

        await drift(gateway)
        const [night] = await on('schedule')
        expect(night).toMatchObject({
          job: 'drift',
          code: 2,
          log: expect.stringContaining('"elsewhere" → "orders.internal"'),
        })
        change('/orders]', '/orders, /v1/orders]')
        const [late] = await on('push')
        expect(late).toMatchObject({ job: 'apply', code: 4 })
        expect(await hostsOf(gateway)).toEqual(['elsewhere'])
        const approved = { 'inputs.approved': late?.action?.outputs.digest ?? '' }
        expect(await on('workflow_dispatch', approved)).toMatchObject([{ job: 'apply', code: 0 }])
        expect(await hostsOf(gateway)).toEqual(['orders.internal'])
        expect(bodiesOf(github).join()).not.toContain(SECRET)
      } finally {
        await github.close()
      }
    }))

  it('of GitHub Actions: checks what a fork proposes, without a secret', () =>
    withGateway(async (gateway) => {
      const github = await startGithub(base)
      const { cwd } = checkOut()
      const names = namesOf('pull_request', gateway, {
        'github.event.pull_request.head.repo.full_name': 'mallory/kong',
      })
      const [ran, ...others] = await runWorkflow(textOf('.github/workflows/kong.yaml'), {
        base,
        github,
        cwd,
        run: '1',
        names,
      })
      expect([ran, others]).toMatchObject([{ code: 0, log: expect.stringContaining('Valid. 5 entities') }, []])
      expect([ran?.action, callsIn(cwd)]).toEqual([undefined, ['0 keelson validate']])
      await github.close()
    }))

  it('of GitLab: applies the plan that its own job made', () =>
    withGateway(async (gateway) => {
      const run = async (event: Event, cwd: string) => {
        const kept = { address: gateway.sandbox.url, partnerKey: SECRET }
        const codes: [string, number | null][] = []
        for (const { group, steps } of gitlabJobs(textOf('.gitlab-ci.yml'), event, kept))
          for (const { script, env } of steps)
            codes.push([group, (await runScript(script, cwd, { ...env, ...surroundings({ base, cwd }) })).code])
        return codes
      }
      const { cwd } = checkOut()
      const started = (event: Event) => gitlabJobs(textOf('.gitlab-ci.yml'), event, { address: '', partnerKey: '' })
      expect(started('review').map(({ group }) => group)).toEqual(['plan'])
      expect(await run('merge', cwd)).toEqual([
        ['plan', 0],
        ['apply', 0],
      ])
      expect(readdirSync(join(cwd, 'plan')).sort()).toEqual(['applied.html', 'plan.json', 'report.html', 'report.md'])
      expect(await hostsOf(gateway)).toEqual(['orders.internal'])
      await drift(gateway)
      expect(await run('night', cwd)).toEqual([['drift', 2]])
    }))

  it('of Jenkins: applies the plan that somebody was asked about', () =>
    withGateway(async (gateway) => {
      const text = textOf('Jenkinsfile')
      const given = ['KEELSON_ADDR', 'KEELSON_HEADERS', 'DECK_PARTNER_KEY', 'KEELSON_FINGERPRINT_KEY']
      for (const name of given) expect(text).toMatch(new RegExp(`^ {4}${name} = `, 'm'))
      const run = async (branch: string, timer: boolean, between = async () => {}) => {
        const { cwd } = checkOut()
        const codes: (string | number | null)[] = []
        for (const { stage, script } of jenkinsScripts(text, { branch, timer })) {
          if (stage === 'Apply') await between()
          const env = { KEELSON_ADDR: gateway.sandbox.url, DECK_PARTNER_KEY: SECRET, ...surroundings({ base, cwd }) }
          codes.push(stage, (await runScript(script, cwd, env)).code)
        }
        return codes.join(' ')
      }
      const stages = jenkinsScripts(text, { branch: 'feature', timer: false }).map(({ stage }) => stage)
      expect(stages).toEqual(['Install', 'Plan'])
      expect(await run('main', false)).toBe('Install 0 Plan 0 Apply 0')
      await drift(gateway)
      expect(await run('main', true)).toBe('Install 0 Drift 2')
      const late = () => gateway.request('PATCH', '/services/orders', { host: 'third' }).then(() => undefined)
      expect(await run('main', false, late)).toBe('Install 0 Plan 0 Apply 4')
      expect(await hostsOf(gateway)).toEqual(['third'])
    }))
})

function namesOf(event: string, gateway: TestGateway, more: Record<string, string>): Record<string, string> {
  return {
    'github.event_name': event,
    'github.repository': 'shop/kong',
    'github.token': 'token',
    'github.sha': 'c0ffee',
    'github.event.pull_request.number': event === 'pull_request' ? '7' : '',
    'github.event.pull_request.head.sha': event === 'pull_request' ? 'beef01' : '',
    'github.event.pull_request.head.repo.full_name': event === 'pull_request' ? 'shop/kong' : '',
    'inputs.approved': '',
    'vars.KONG_ADDR': gateway.sandbox.url,
    'vars.KEELSON_RECIPIENT': '',
    'vars.KEELSON_STORE': '',
    'secrets.KONG_HEADERS': '',
    'secrets.KONG_READ_HEADERS': '',
    'secrets.PARTNER_KEY': SECRET,
    'secrets.KEELSON_FINGERPRINT_KEY': '11'.repeat(32),
    ...more,
  }
}

const bodiesOf = ({ comments }: FakeGithub) => [...comments.values()].flat().map(({ body }) => body)
const mergeOf = ({ pulls }: FakeGithub) =>
  pulls.set('c0ffee', [{ number: 7, merged_at: '2026-11-21T12:00:00Z', merge_commit_sha: 'c0ffee' }])

describe('what examples use of others', () => {
  it('gets no right and no secret that it does not need', () => {
    const { permissions, jobs } = parse(textOf('.github/workflows/kong.yaml'))
    expect(permissions).toEqual({})
    const rights = Object.entries<{ permissions: object }>(jobs).map(([job, each]) => [job, each.permissions])
    expect(Object.fromEntries(rights)).toEqual({
      plan: { contents: 'read', 'pull-requests': 'write' },
      apply: { contents: 'read', 'pull-requests': 'read', actions: 'read' },
      drift: { contents: 'read' },
    })
    const given = [...textOf('.github/workflows/kong.yaml').matchAll(/^ +(?:DECK|KEELSON)_\w+: (.*)$/gm)]
    for (const [, value] of given) expect(value).toMatch(/^\$\{\{ (secrets|vars)\.\w+ \}\}$/)
  })

  it.each([
    'action.yml',
    'examples/ci/.github/workflows/kong.yaml',
    'examples/ci/approved/.github/workflows/kong.yaml',
  ])('is pinned by its commit in %s', (file) => {
    const used = [...readFileSync(join(root, file), 'utf8').matchAll(/^ +(?:- )?uses: (.*)$/gm)].map(([, name]) => name)
    expect(used.length).toBeGreaterThan(0)
    for (const each of used)
      expect(each).toMatch(/^(\.\/node_modules\/keelson|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/)
  })
})

describe.skipIf(!isBuilt)('the backup in Kubernetes', { timeout: 60_000 }, () => {
  const documents = parseAllDocuments(readFileSync(join(root, 'examples/ci/kubernetes/backup.yaml'), 'utf8'))
  const job = documents.map((each) => each.toJS()).find(({ kind }) => kind === 'CronJob')
  const { containers, ...pod } = job.spec.jobTemplate.spec.template.spec
  const [container] = containers

  async function run(address: string, folder: string) {
    expect(container.command).toEqual(['/bin/sh', '-euc'])
    const env = { ...surroundings({ base, cwd: base }), BACKUPS: folder, KEELSON_ADDR: address, HOME: '/nonexistent' }
    return runScript(`exec /bin/sh -euc '${container.args[0].replaceAll("'", `'\\''`)}'`, '/', env)
  }

  it('writes nothing but its volume, and has no rights that it does not need', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    })
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(container.envFrom).toEqual([{ secretRef: { name: 'keelson-backup' } }])
    expect(container.volumeMounts).toEqual([
      { name: 'backups', mountPath: container.env.find(({ name }: { name: string }) => name === 'BACKUPS').value },
    ])
  })

  it('keeps all workspaces, which can be put back, and drops what is old', () =>
    withGateway(
      async (gateway) => {
        await gateway.make('/workspaces', { name: 'sales' })
        await gateway.make('/sales/services', { name: 'orders', host: 'h' })
        const folder = mkdtempSync(join(base, 'backups-'))
        for (const [name, days] of [
          ['2020-01-01T00-00-00Z', 40],
          ['2026-01-01T00-00-00Z', 20],
          ['cut.part', 3],
          ['else', 99],
        ] as const) {
          mkdirSync(join(folder, name))
          utimesSync(join(folder, name), 0, Date.now() / 1000 - days * 86_400)
        }
        expect(await run(gateway.sandbox.url, folder)).toMatchObject({ code: 0 })
        const [made = '', ...kept] = readdirSync(folder)
          .filter((name) => name !== '2026-01-01T00-00-00Z')
          .sort()
        expect([made, kept]).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/), ['else']])
        expect(readdirSync(join(folder, made)).sort()).toEqual(['default.yaml', 'manifest.json', 'sales.yaml'])
        expect(statSync(join(folder, made, 'sales.yaml')).mode & 0o777).toBe(0o600)
        const before = await gateway.list('/sales/services')
        await gateway.request('DELETE', '/sales/services/orders')
        const env = {
          ...surroundings({ base, cwd: base }),
          KEELSON_ADDR: gateway.sandbox.url,
          KEELSON_STORE: join(base, 'store'),
        }
        expect(await runScript(`keelson sync --all-workspaces --yes ${join(folder, made)}`, base, env)).toMatchObject({
          code: 0,
        })
        expect((await gateway.list('/sales/services')).map(({ id, name }) => [id, name])).toEqual(
          before.map(({ id, name }) => [id, name]),
        )
      },
      { edition: 'enterprise' },
    ))

  it('leaves no backup that is not whole', async () => {
    const folder = mkdtempSync(join(base, 'backups-'))
    const { code } = await run('http://127.0.0.1:9', folder)
    expect(code).not.toBe(0)
    expect(readdirSync(folder).filter((name) => name.endsWith('Z'))).toEqual([])
  })
})
