import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeGithub, makeGh, startGithub } from './ci/fake-github.ts'
import { type ActionRan, runAction } from './ci/run-action.ts'
import { makeShims } from './ci/run-jobs.ts'
import { isBuilt } from './cli/program.ts'
import { type TestGateway, withGateway } from './support/kong-sync.ts'
import { serveProgram } from './support/served-program.ts'

// action.yml is run as it stands: its shell, against a sandbox and what it asks of GitHub.

const SECRET = 'partner-key-never-shown'
const STATE = `_format_version: "3.0"
services:
  - name: orders
    url: http://orders.internal:8080
consumers:
  - username: partner
    keyauth_credentials:
      - key: \${{ env "DECK_PARTNER_KEY" }}
`

let base = ''
let stopService: () => Promise<void>

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'keelson-action-'))
  const program = join(base, 'keelson')
  stopService = await serveProgram(program)
  makeShims(join(base, 'bin'), program)
  makeGh(join(base, 'bin'))
})
afterAll(async () => {
  await stopService()
  rmSync(base, { recursive: true })
})

/** A repository with a state file, its gateway, and its pull request number 7. */
interface Desk {
  gateway: TestGateway
  github: FakeGithub
  cwd: string
  /** What the job has in its environment besides. */
  job: { env: Record<string, string> }
  write(text: string): void
  plan(inputs?: Record<string, string>, from?: string): Promise<ActionRan>
  merge(inputs?: Record<string, string>): Promise<ActionRan>
}

const MERGED = 'c0ffee'

async function withDesk(work: (desk: Desk) => Promise<void>): Promise<void> {
  await withGateway(async (gateway) => {
    const github = await startGithub(base)
    const cwd = mkdtempSync(join(base, 'checkout-'))
    const write = (text: string) => writeFileSync(join(cwd, 'kong.yaml'), text)
    write(STATE)
    let runs = 500
    const job = { env: {} }
    const run = async (inputs: Record<string, string>, event: Record<string, string>) => {
      runs++
      const names = { 'github.repository': 'shop/kong', 'github.token': 'token', ...event }
      const env = { KEELSON_ADDR: gateway.sandbox.url, DECK_PARTNER_KEY: SECRET, ...job.env }
      const ran = await runAction(
        { arguments: '  kong.yaml\n', ...inputs },
        { base, github, cwd, run: `${runs}`, names, env },
      )
      const kept = JSON.stringify([ran, [...github.comments], textsOf(github.artifacts)])
      expect(kept).not.toContain(SECRET)
      return ran
    }
    const plan = (inputs = {}, from = 'shop/kong') =>
      run(inputs, {
        'github.event.pull_request.number': '7',
        'github.event.pull_request.head.sha': 'beef01',
        'github.event.pull_request.head.repo.full_name': from,
        'github.sha': 'fade02',
      })
    const merge = (inputs = {}) => {
      const none = { number: '', 'head.sha': '', 'head.repo.full_name': '' }
      const event = Object.entries(none).map(([name, value]) => [`github.event.pull_request.${name}`, value])
      return run({ command: 'apply', ...inputs }, { ...Object.fromEntries(event), 'github.sha': MERGED })
    }
    github.pulls.set(MERGED, [
      { number: 6, merged_at: null, merge_commit_sha: MERGED },
      { number: 7, merged_at: '2026-11-21T12:00:00Z', merge_commit_sha: MERGED },
    ])
    try {
      await work({ gateway, github, cwd, job, write, plan, merge })
    } finally {
      await github.close()
    }
  })
}

function textsOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
}

const commentsOf = ({ github }: Desk) => github.comments.get('7') ?? []
const servicesOf = async ({ gateway }: Desk) => (await gateway.list('/services')).map(({ name }) => name)
const writesOf = ({ gateway }: Desk) => ({ ...gateway.sandbox.requests, GET: 0 })

const problems = ({ commands }: ActionRan) => commands.filter((line) => /^::(error|warning|notice)/.test(line))

describe.skipIf(!isBuilt).concurrent('the action', { timeout: 300_000 }, () => {
  it('keeps one comment per target, with digest, report and artifact', () =>
    withDesk(async (desk) => {
      const first = await desk.plan()
      expect(first).toMatchObject({ code: 0, outputs: { changes: '3', 'exit-code': '0' }, commands: [] })
      const { digest, artifact } = first.outputs
      expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/)
      const [comment, ...more] = commentsOf(desk)
      expect(more).toEqual([])
      const lines = comment?.body.trimEnd().split('\n') ?? []
      expect(lines.slice(0, 6)).toEqual([
        `<!-- keelson:comment ${artifact} run=501 -->`,
        expect.stringMatching(`^<!-- keelson:review target=[0-9a-f]{16} digest=${digest} cut=0 shortened=0 -->$`),
        '',
        `**gateway** of beef01; plan and full report: [${artifact}](https://github.example/artifacts/501/${artifact})`,
        '',
        '## Keelson diff: 3 to create',
      ])
      expect(lines.at(-1)).toBe('Next: `keelson sync --plan plan.json kong.yaml`')
      expect(first.summaries).toEqual([comment?.body])
      expect(readdirSync(join(desk.github.artifacts, '501', artifact ?? '')).sort()).toEqual([
        'plan.json',
        'report.html',
        'report.json',
        'report.md',
      ])

      desk.write(STATE.replace('8080', '8081'))
      const second = await desk.plan()
      expect(second.outputs.digest).not.toBe(digest)
      expect(commentsOf(desk)).toEqual([{ ...comment, body: second.summaries[0] }])

      const other = await desk.plan({ name: 'staging / eu' })
      expect(other.outputs.artifact).toMatch(/^keelson-staging---eu-[0-9a-f]{8}$/)
      expect(commentsOf(desk)).toHaveLength(2)
      expect(desk.github.writes.map((line) => line.split(' ')[0])).toEqual(['POST', 'PATCH', 'POST'])
      expect(await servicesOf(desk)).toEqual([])
    }))

  it('applies the approved plan, and needs no approval where nothing changes', () =>
    withDesk(async (desk) => {
      const { outputs } = await desk.plan()
      const merged = await desk.merge()
      expect(merged).toMatchObject({ code: 0, outputs: { digest: outputs.digest, 'exit-code': '0' } })
      expect(merged.summaries.join()).toContain('## Keelson sync: 3 of 3 changes applied')
      expect(await servicesOf(desk)).toEqual(['orders'])
      const before = writesOf(desk)
      desk.github.comments.clear()
      expect(await desk.merge()).toMatchObject({ code: 0, outputs: { changes: '0' } })
      expect(writesOf(desk)).toEqual(before)
      expect(desk.github.writes).toHaveLength(1)
    }))

  it('refuses what is not the approved plan, and shows the difference', () =>
    withDesk(async (desk) => {
      await desk.gateway.must('services: [{name: orders, host: orders.internal, port: 8080}]')
      const { outputs } = await desk.plan()
      await desk.gateway.request('PATCH', '/services/orders', { retries: 9 })
      const before = writesOf(desk)
      const merged = await desk.merge()
      expect(merged).toMatchObject({ code: 4, outputs: { 'exit-code': '4' } })
      expect(problems(merged)).toEqual([
        `::error title=Nothing was applied::The plan is not the approved one, which was ${outputs.digest}. The plan of this run is ` +
          `${merged.outputs.digest}; to apply it, have a look at it in the artifact ${outputs.artifact}, and run again with the input approved set to that.`,
      ])
      const difference = /^\+~ update service orders\n\+ +retries: 9 → 5$/m
      expect(merged.log).toMatch(difference)
      expect(merged.summaries.join('\n').replace(/^ {4}/gm, '')).toMatch(difference)
      expect(writesOf(desk)).toEqual(before)

      expect(await desk.merge({ approved: merged.outputs.digest ?? '' })).toMatchObject({ code: 0 })
      expect((await desk.gateway.list('/services'))[0]).toMatchObject({ retries: 5 })
    }))

  it.each([
    ['The approved plan and this one were made with different keys', '11', '22'],
    ['The approved plan was made without a key, this one with one', undefined, '22'],
    ['The approved plan was made with a key, this one without', '11', undefined],
  ])('tells a key that only one of the jobs has: %s', (why, first, second) =>
    withDesk(async (desk) => {
      const envOf = (byte?: string) => (byte === undefined ? {} : { KEELSON_FINGERPRINT_KEY: byte.repeat(32) })
      desk.job.env = envOf(first)
      await desk.plan()
      desk.job.env = envOf(second)
      const merged = await desk.merge()
      expect(merged.code).toBe(4)
      const told = `${why}: give both jobs the same KEELSON_FINGERPRINT_KEY. What is in the approved plan (-)`
      expect([merged.log, merged.summaries.join()]).toEqual([
        expect.stringContaining(told),
        expect.stringContaining(told),
      ])
      expect(merged.log).not.toContain('what was read of the gateway differ')
      expect(await servicesOf(desk)).toEqual([])
    }),
  )

  it('applies a plan for apply with apply, which deletes nothing', () =>
    withDesk(async (desk) => {
      await desk.gateway.must('services: [{name: legacy, host: h}]')
      const inputs = { arguments: 'kong.yaml\n--for=apply' }
      expect(await desk.plan(inputs)).toMatchObject({ code: 0, outputs: { changes: '3' } })
      expect(await desk.merge(inputs)).toMatchObject({ code: 0, outputs: { 'exit-code': '0' } })
      expect((await servicesOf(desk)).sort()).toEqual(['legacy', 'orders'])
      const calls = readFileSync(join(desk.cwd, 'calls.txt'), 'utf8').trimEnd().split('\n')
      expect(calls.at(-1)).toMatch(/^0 keelson apply --plan /)
    }))

  it.each([' cut=3 shortened=0 -->', ' cut=0 shortened=3 -->', ' cut=0 -->'])(
    'refuses a comment with%s unless the artifact with all of it is of the same digest',
    (counts) =>
      withDesk(async (desk) => {
        const { outputs } = await desk.plan()
        const [comment] = commentsOf(desk)
        if (comment) comment.body = comment.body.replace(' cut=0 shortened=0 -->', counts)
        const report = join(desk.github.artifacts, '501', outputs.artifact ?? '', 'report.html')
        const whole = readFileSync(report, 'utf8')
        writeFileSync(report, whole.replaceAll(outputs.digest ?? '', `sha256:${'0'.repeat(64)}`))
        const refused = await desk.merge()
        expect(refused.code).toBe(4)
        expect(problems(refused)[0]).toContain(
          'The approved comment does not show all of the changes, and the artifact of run 501, which would, is not there or of another plan.',
        )
        expect(await servicesOf(desk)).toEqual([])
        writeFileSync(report, whole)
        expect((await desk.merge()).code).toBe(0)
        expect(await servicesOf(desk)).toEqual(['orders'])
      }),
  )

  it('takes no approval from a comment of somebody else, or from another pull request', () =>
    withDesk(async (desk) => {
      const { outputs } = await desk.plan()
      const [comment] = commentsOf(desk)
      if (comment) comment.user.login = 'mallory'
      const forged = await desk.merge()
      expect(problems(forged)[0]).toContain(`Pull request #7 has no comment with a plan for ${outputs.artifact}.`)
      if (comment) comment.user.login = 'github-actions[bot]'
      desk.github.pulls.set(MERGED, [{ number: 7, merged_at: '2026-11-21T12:00:00Z', merge_commit_sha: 'another' }])
      expect(problems(await desk.merge())[0]).toContain(`No merged pull request belongs to ${MERGED}.`)
      expect(await servicesOf(desk)).toEqual([])
    }))

  it('keeps to summary and artifact where the token may only read', () =>
    withDesk(async (desk) => {
      const fork = await desk.plan({}, 'mallory/kong')
      expect(fork).toMatchObject({ code: 0, summaries: [expect.stringContaining('3 to create')] })
      expect(problems(fork)).toEqual([
        '::notice::The pull request comes from elsewhere: the plan is in the summary and the artifact.',
      ])
      expect(desk.github.writes).toEqual([])
      desk.github.readOnly = true
      const bot = await desk.plan()
      expect(bot.code).toBe(0)
      expect(problems(bot)).toEqual([
        '::warning title=Keelson::The comment could not be written; the job needs pull-requests: write. The plan is in the summary.',
      ])
      expect(readdirSync(desk.github.artifacts)).toEqual(['501', '502'])
    }))

  it('annotates the lines of ten problems at most, errors first', () =>
    withDesk(async (desk) => {
      const wrong = Array.from({ length: 14 }, (_, at) => `  - {name: s${at}, host: h, port: 99999}\n`).join('')
      mkdirSync(join(desk.cwd, 'gateways'))
      writeFileSync(join(desk.cwd, 'gateways/kong.yaml'), `_format_version: "3.0"\nservices:\n${wrong}`)
      const inputs = { 'working-directory': './gateways' }
      const ran = await desk.plan(inputs)
      expect(ran).toMatchObject({ code: 3, outputs: { digest: '', 'exit-code': '3' } })
      const lines = problems(ran)
      expect(lines).toHaveLength(10)
      expect(lines[0]).toMatch(/^::error file=gateways\/kong\.yaml,line=3,col=\d+::.*port 99999 is out of range/)
      expect(lines[9]).toBe('::notice::5 more errors and warnings are in the report')
      expect(commentsOf(desk)[0]?.body).toMatch(
        /digest=none cut=0 shortened=0[\s\S]*## Keelson diff failed: invalid input/,
      )
    }))

  it('lets no name act as a command of the runner, or of the shell', () =>
    withDesk(async (desk) => {
      const state = (first: string) =>
        `plugins: [{name: request-termination, config: {body: "${first}\\n::error::from a plugin\\nlast"}}]\n`
      await desk.gateway.must(state('one'))
      desk.write(`_format_version: "3.0"\n${state('another')}`)
      const inputs = {
        name: '$(touch pwned) `touch pwned` "; touch pwned; "',
        arguments: 'kong.yaml\n\n  --exclude=consumers:$(touch pwned)',
      }
      const ran = await desk.plan(inputs)
      expect(ran).toMatchObject({ code: 0, commands: [] })
      expect(ran.log).toMatch(/^ *::error::from a plugin$/m)
      expect(commentsOf(desk)).toHaveLength(1)
      const merged = await desk.merge(inputs)
      expect([merged.code, problems(merged)]).toEqual([0, [expect.stringMatching(/^::warning::.*\.keelson goes away/)]])
      expect(readdirSync(desk.cwd).sort()).toEqual(['.keelson', 'calls.txt', 'calls.txt.headers', 'kong.yaml'])
    }))

  it('says so where Keelson made no report, and where the command is none', () =>
    withDesk(async (desk) => {
      const wrong = await desk.plan({ arguments: '--wrong' })
      expect([wrong.code, problems(wrong)]).toEqual([3, ['::error::Keelson made no report; the log tells why']])
      for (const word of ['--exit-code', '--non-zero-exit-code', '--out=p.json', '--for']) {
        const ran = await desk.plan({ arguments: `kong.yaml\n${word}` })
        expect([ran.code, problems(ran)]).toEqual([
          3,
          [expect.stringContaining(`arguments cannot have ${word.replace(/=.*/, '')};`)],
        ])
      }
      expect(problems(await desk.plan({ command: 'sync' }))).toEqual(['::error::command is plan or apply'])
      expect(desk.github.writes).toEqual([])
    }))
})
