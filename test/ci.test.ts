import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { githubJobs } from './ci/github.ts'
import { gitlabJobs } from './ci/gitlab.ts'
import { holdings, writesOf } from './ci/holdings.ts'
import { type Event, READ_TOKEN, type ReadJobs, WRITE_TOKEN } from './ci/job.ts'
import { builtProgram, makeShims, type Ran, runJobs } from './ci/run-jobs.ts'
import { isBuilt } from './cli/program.ts'
import { type TestGateway, withGateway } from './support/kong-sync.ts'
import { serveProgram } from './support/served-program.ts'

// The pipelines of examples/ci are run as they stand there: events, conditions, matrices, scripts.

const example = fileURLToPath(new URL('../examples/ci', import.meta.url))
const SYSTEMS: readonly { name: string; file: string; read: ReadJobs; how: 'all at once' | 'one by one, backwards' }[] =
  [
    { name: 'GitHub Actions', file: '.github/workflows/kong.yaml', read: githubJobs, how: 'all at once' },
    { name: 'GitLab CI', file: '.gitlab-ci.yml', read: gitlabJobs, how: 'one by one, backwards' },
  ]
const TEAMS = ['platform', 'checkout', 'search'] as const
const SECRET = 'partner-key-never-shown'

let base = ''
let stopService: () => Promise<void>

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'keelson-ci-'))
  const program = join(base, 'keelson')
  stopService = await serveProgram(program)
  makeShims(join(base, 'bin'), program)
  makeShims(join(base, 'built/bin'), builtProgram)
})
afterAll(async () => {
  await stopService()
  rmSync(base, { recursive: true })
})

/** A copy of the repository in which a file may be changed. */
function checkOut() {
  const folder = mkdtempSync(join(base, 'repository-'))
  cpSync(example, folder, { recursive: true })
  const change = (team: string, from: string, to: string): void => {
    const file = join(folder, 'teams', `${team}.yaml`)
    const before = readFileSync(file, 'utf8')
    expect(before).toContain(from)
    writeFileSync(file, before.replace(from, to))
  }
  return { folder, change }
}

/** Puts the teams' files into a gateway without the pipeline. */
async function seed(gateway: TestGateway): Promise<void> {
  for (const team of TEAMS) {
    const text = readFileSync(join(example, 'teams', `${team}.yaml`), 'utf8').replace(/^_format_version.*$/m, '')
    await gateway.must(text, { env: { DECK_PARTNER_KEY: SECRET } })
  }
}

const codesOf = (ran: readonly Ran[]) => Object.fromEntries(ran.map(({ team, code }) => [team, code]))
const outputOf = (ran: readonly Ran[], team: string) => ran.find((each) => each.team === team)?.output
const lines = (script: string): number => script.match(/\bkeelson \w+ /g)?.length ?? 0
const headersOf = (ran: readonly Ran[]) => [...new Set(ran.flatMap(({ headers }) => headers))].sort()
const callsOf = (ran: readonly Ran[]) => ran.flatMap(({ calls }) => calls).sort()

describe.skipIf(!isBuilt).concurrent.each(SYSTEMS)('the pipeline for $name', { timeout: 180_000 }, (system) => {
  const text = readFileSync(join(example, system.file), 'utf8')
  const jobsOf = (event: Event, address: string) => system.read(text, event, { address, partnerKey: SECRET })

  async function run(event: Event, gateway: TestGateway, folder = example, place = base): Promise<Ran[]> {
    const jobs = jobsOf(event, gateway.sandbox.url)
    const inOrder = system.how === 'one by one, backwards'
    const ran = await runJobs(inOrder ? jobs.reverse() : jobs, { base: place, repository: folder, inOrder })
    expect(ran.map(({ output }) => output).join()).not.toContain(SECRET)
    return ran
  }

  it('has no command line that no event runs', () => {
    const jobs = (['review', 'merge', 'night'] as const).flatMap((event) => jobsOf(event, ''))
    const scripts = new Map(jobs.map(({ group, steps }) => [group, steps.map(({ script }) => script).join('\n')]))
    expect(lines([...scripts.values()].join('\n'))).toBe(lines(text))
  })

  it('takes secrets from where the CI system keeps them', () => {
    const given = [...text.matchAll(/^ +(?:DECK|KEELSON)_\w+: (.*)$/gm)].map(([, value = '']) => value)
    expect(given.filter((value) => !/^\$\{\{ (secrets|vars)\.\w+ \}\}$/.test(value))).toEqual([])
  })

  it(`gives every team what its file says, ${system.how}, and writes nothing the second time`, () =>
    withGateway(async (gateway) => {
      // Teams that write at the same time are processes of their own.
      const place = system.how === 'all at once' ? join(base, 'built') : base
      const first = await run('merge', gateway, example, place)
      expect(codesOf(first)).toEqual({ platform: 0, checkout: 0, search: 0 })
      expect(callsOf(first)).toEqual(TEAMS.map((team) => `0 keelson sync teams/${team}.yaml --yes`).sort())
      expect(headersOf(first)).toEqual([`sync ${WRITE_TOKEN}`])
      const held = await holdings(gateway)
      expect(held.map(({ owner }) => owner)).toEqual([
        ...Array(7).fill('team-checkout'),
        ...Array(5).fill('team-platform'),
        ...Array(7).fill('team-search'),
      ])
      await withGateway(async (other) => {
        await seed(other)
        expect(await gateway.dump()).toBe(await other.dump())
      })
      const before = writesOf(gateway)
      for (const { output } of await run('merge', gateway))
        expect(output).toMatch(/^No changes\. \d entities are as the state files say\.$/m)
      expect([writesOf(gateway), await holdings(gateway)]).toEqual([before, held])
    }))

  it('shows in a review what a merge would do, and stops the team alone that takes what is another’s', () =>
    withGateway(async (gateway) => {
      await seed(gateway)
      const { folder, change } = checkOut()
      change('checkout', 'minute: 600', 'minute: 900')
      change('search', '- name: catalog\n    host', '- name: orders\n    host')
      const [before, held] = [writesOf(gateway), await holdings(gateway)]

      const review = await run('review', gateway, folder)
      expect(codesOf(review)).toEqual({ platform: 0, checkout: 0, search: 3 })
      expect(headersOf(review)).toContain(`diff ${READ_TOKEN}`)
      expect(headersOf(review).join()).not.toContain(WRITE_TOKEN)
      expect(outputOf(review, 'checkout')).toContain('config.minute: 600 → 900')
      expect(outputOf(review, 'search')).toContain(
        "teams/search.yaml:9:5  error  services[0]  this service's name belongs to",
      )
      expect(outputOf(review, 'search')).toContain('that one is tagged team-checkout')
      expect(callsOf(review)).toEqual([
        '0 keelson diff teams/platform.yaml --exit-code',
        '0 keelson validate teams/checkout.yaml',
        '0 keelson validate teams/platform.yaml',
        '0 keelson validate teams/search.yaml',
        '2 keelson diff teams/checkout.yaml --exit-code',
        '3 keelson diff teams/search.yaml --exit-code',
      ])
      expect([writesOf(gateway), await holdings(gateway)]).toEqual([before, held])

      expect(codesOf(await run('merge', gateway, folder))).toEqual({ platform: 0, checkout: 0, search: 3 })
      const others = held.filter(({ owner }) => owner !== 'team-checkout')
      expect((await holdings(gateway)).filter(({ owner }) => owner !== 'team-checkout')).toEqual(others)
      expect(writesOf(gateway)).toBe(before + 1)
    }))

  it('fails at night for the team whose service somebody changed by hand', () =>
    withGateway(async (gateway) => {
      await seed(gateway)
      await gateway.request('PATCH', '/services/catalog', { host: 'elsewhere' })
      const night = await run('night', gateway)
      expect(codesOf(night)).toEqual({ platform: 0, checkout: 0, search: 2 })
      expect(headersOf(night)).toEqual([`drift ${READ_TOKEN}`])
      expect(outputOf(night, 'search')).toContain('host: "elsewhere" → "catalog"')
    }))
})
