import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type FakeGithub, makeGh, startGithub } from './ci/fake-github.ts'
import { gitlabJobs } from './ci/gitlab.ts'
import { type Build, jenkinsStages, type Stage } from './ci/jenkins.ts'
import { type Event, READ_TOKEN, WRITE_TOKEN } from './ci/job.ts'
import { linesOf, makeShims, runScript, surroundings } from './ci/run-jobs.ts'
import { runWorkflow } from './ci/run-workflow.ts'
import { isBuilt } from './cli/program.ts'
import { type TestGateway, withGateway } from './support/kong-sync.ts'
import { serveProgram } from './support/served-program.ts'

// The pipelines of examples/ci/approved are run as they stand there.

const root = fileURLToPath(new URL('..', import.meta.url))
const example = join(root, 'examples/ci/approved')
const textOf = (file: string) => readFileSync(join(example, file), 'utf8')
const SECRET = 'partner-key-never-shown'
// Made by age-keygen 1.2.1 for these tests.
const IDENTITY = 'AGE-SECRET-KEY-1F23PDSZ8KUUC7HT3PJX2NV7P9EYTXU29ZYLGFYD76TQU2T6L25JQ43PTZ6'
const RECIPIENT = 'age1zznknmz3zyyzh652s7z040h4ytvdgks04klxahuxa2hdu2ynv3hqdugcmc'

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
const headersIn = (...folders: string[]) => [
  ...new Set(folders.flatMap((folder) => linesOf(join(folder, 'calls.txt.headers')))),
]
/** All that a folder holds, one text for each file. */
const textsIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
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
        expect(headersIn(cwd)).toEqual([
          'validate ',
          `diff ${READ_TOKEN}`,
          `diff ${WRITE_TOKEN}`,
          `sync ${WRITE_TOKEN}`,
        ])

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
        const approved = {
          'inputs.approved': late?.action?.outputs.digest ?? '',
          'vars.KEELSON_RECIPIENT': RECIPIENT,
        }
        const artifacts = () => readdirSync(join(github.artifacts, '1')).filter((name) => name.includes('store'))
        expect(artifacts()).toEqual([])
        rmSync(join(cwd, '.keelson'), { recursive: true })
        expect(await on('workflow_dispatch', approved)).toMatchObject([{ job: 'apply', code: 0 }])
        expect(await hostsOf(gateway)).toEqual(['orders.internal'])
        expect(artifacts()).toEqual(['keelson-store-1'])
        const kept = readdirSync(join(github.artifacts, '1', 'keelson-store-1'), { recursive: true }).join()
        expect(kept).toMatch(/record\.json\.age/)
        expect(kept).not.toMatch(/record\.json(,|$)/)
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

  it('of GitLab: applies the plan that its own job made, and keeps what undo needs if that is sealed', () =>
    withGateway(async (gateway) => {
      const run = async (event: Event, cwd: string, more = {}) => {
        const kept = { address: gateway.sandbox.url, partnerKey: SECRET }
        const codes: [string, number | null][] = []
        for (const { group, steps, after } of gitlabJobs(textOf('.gitlab-ci.yml'), event, kept))
          for (const { script, env } of steps) {
            const own = { ...env, ...surroundings({ base, cwd }), ...more }
            codes.push([group, (await runScript(script, cwd, own)).code])
            if (after !== undefined) await runScript(after, cwd, own)
          }
        return codes
      }
      const { cwd, change } = checkOut()
      const started = (event: Event) => gitlabJobs(textOf('.gitlab-ci.yml'), event, { address: '', partnerKey: '' })
      expect(started('review').map(({ group }) => group)).toEqual(['plan'])
      expect(await run('merge', cwd)).toEqual([
        ['plan', 0],
        ['apply', 0],
      ])
      expect(headersIn(cwd)).toEqual([
        `validate ${READ_TOKEN}`,
        `diff ${READ_TOKEN}`,
        `show ${WRITE_TOKEN}`,
        `sync ${WRITE_TOKEN}`,
      ])
      expect(readdirSync(join(cwd, 'plan')).sort()).toEqual(['applied.html', 'plan.json', 'report.html', 'report.md'])
      expect(await hostsOf(gateway)).toEqual(['orders.internal'])
      expect(readdirSync(cwd)).not.toContain('store')
      await drift(gateway)
      expect(await run('night', cwd)).toEqual([['drift', 2]])

      rmSync(join(cwd, '.keelson'), { recursive: true })
      change('"DECK_PARTNER_KEY"', '"DECK_ANOTHER_KEY"')
      const given = { KEELSON_RECIPIENT: RECIPIENT, DECK_ANOTHER_KEY: 'another' }
      expect(await run('merge', cwd, given)).toContainEqual(['apply', 0])
      expect(textsIn(join(cwd, 'store')).join()).not.toContain(SECRET)
      writeFileSync(join(base, 'identity.txt'), `${IDENTITY}\n`)
      const undo = `npx keelson undo --yes --store store --identity-file ${join(base, 'identity.txt')}`
      const env = { ...surroundings({ base, cwd }), KEELSON_ADDR: gateway.sandbox.url, KEELSON_RECIPIENT: RECIPIENT }
      // An artifact comes back with the modes of whoever unpacks it.
      expect(await runScript(`chmod -R a+rX store && ${undo}`, cwd, env)).toMatchObject({ code: 0 })
      expect(await hostsOf(gateway)).toEqual(['elsewhere'])
      expect((await gateway.list('/key-auths')).map(({ key }) => key)).toEqual([SECRET])
    }))

  it('of Jenkins: applies the plan that somebody was asked about, with the token that Apply alone has', () =>
    withGateway(async (gateway) => {
      const text = textOf('Jenkinsfile')
      const secrets: Record<string, string> = {
        'kong-read-headers': READ_TOKEN,
        'kong-write-headers': WRITE_TOKEN,
        'partner-key': SECRET,
        'keelson-fingerprint-key': '11'.repeat(32),
      }
      const runStage = async (stage: Stage, stash: Map<string, string>) => {
        // Another agent may have the next stage.
        const { cwd } = checkOut()
        mkdirSync(join(cwd, 'plan'))
        if (stage.unstashes) for (const [file, kept] of stash) writeFileSync(join(cwd, file), kept)
        const given = Object.entries(stage.credentials).map(([name, id]) => [name, secrets[id] ?? `no ${id}`])
        const own = { KEELSON_ADDR: gateway.sandbox.url, WORKSPACE_TMP: base, ...Object.fromEntries(given) }
        const env = { ...own, ...surroundings({ base, cwd }) }
        const { code } = await runScript(stage.scripts.join('\n'), cwd, env)
        for (const script of stage.after) await runScript(script, cwd, env)
        if (stage.stashes !== undefined) stash.set(stage.stashes, readFileSync(join(cwd, stage.stashes), 'utf8'))
        return { code, headers: headersIn(cwd) }
      }
      const headers: string[] = []
      const run = async (build: Build, between = async () => {}) => {
        const stash = new Map<string, string>()
        const codes: (string | number | null)[] = []
        for (const stage of jenkinsStages(text, build)) {
          if (stage.stage === 'Apply') await between()
          if (!stage.hasAgent) continue
          const ran = await runStage(stage, stash)
          codes.push(stage.stage, ran.code)
          headers.push(...ran.headers)
        }
        return codes.join(' ')
      }
      const merge = { branch: 'main', timer: false }
      const stages = jenkinsStages(text, merge)
      expect(stages.map(({ stage, hasAgent, hasTimeout }) => [stage, hasAgent, hasTimeout])).toEqual([
        ['Plan', true, true],
        ['Approve', false, true],
        ['Apply', true, true],
      ])
      expect(jenkinsStages(text, { branch: 'feature', timer: false }).map(({ stage }) => stage)).toEqual(['Plan'])
      expect(await run(merge)).toBe('Plan 0 Apply 0')
      await drift(gateway)
      expect(await run({ branch: 'main', timer: true })).toBe('Drift 2')
      expect(headers).toEqual([
        `validate ${READ_TOKEN}`,
        `diff ${READ_TOKEN}`,
        `sync ${WRITE_TOKEN}`,
        `drift ${READ_TOKEN}`,
      ])
      const late = () => gateway.request('PATCH', '/services/orders', { host: 'third' }).then(() => undefined)
      expect(await run(merge, late)).toBe('Plan 0 Apply 4')
      expect(await hostsOf(gateway)).toEqual(['third'])
    }))
})

function namesOf(event: string, gateway: TestGateway, more: Record<string, string>): Record<string, string> {
  return {
    'always()': 'true',
    'github.event_name': event,
    'github.ref': event === 'pull_request' ? 'refs/pull/7/merge' : 'refs/heads/main',
    'github.run_attempt': '1',
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
    'secrets.KONG_HEADERS': WRITE_TOKEN,
    'secrets.KONG_READ_HEADERS': READ_TOKEN,
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
    const users = Object.entries<object>(jobs).filter(([, each]) => JSON.stringify(each).includes('.KONG_HEADERS'))
    expect(users).toMatchObject([['apply', { environment: 'production' }]])
    for (const [, value] of given) expect(value).toMatch(/^\$\{\{ (secrets|vars)\.\w+ \}\}$/)
  })

  it('lets one job at a time change the gateway, and drops none that waits', () => {
    const { concurrency, jobs } = parse(textOf('.github/workflows/kong.yaml'))
    expect(concurrency).toBeUndefined()
    expect(jobs.apply.concurrency).toEqual({ group: 'kong-apply', queue: 'max' })
    expect(jobs.plan.concurrency).toEqual({ group: `kong-plan-\${{ github.ref }}`, 'cancel-in-progress': true })
    expect(jobs.drift.concurrency).toBe('kong-drift')
  })

  it('fingerprints secrets with one key in all jobs, which docs/ci.md names with all else', () => {
    const { jobs } = parse(textOf('.github/workflows/kong.yaml'))
    for (const job of Object.values(jobs)) expect(JSON.stringify(job)).toContain('secrets.KEELSON_FINGERPRINT_KEY')
    const docs = readFileSync(join(root, 'docs/ci.md'), 'utf8')
    const teams = readFileSync(join(root, 'examples/ci/.github/workflows/kong.yaml'), 'utf8')
    const named = `${textOf('.github/workflows/kong.yaml')}${teams}`.matchAll(/\b(?:secrets|vars)\.(\w+)/g)
    const given = textOf('Jenkinsfile').matchAll(/credentials\('(.*)'\)/g)
    for (const [, name] of [...named, ...given]) expect(docs).toContain(`\`${name}\``)
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
