import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { problem, Refusal } from '../../src/model/diagnostic.ts'
import { create, fakePlanning, planOf } from './fake-plan.ts'
import { type Ran, runCli, type Scene } from './fake-world.ts'
import { reportOf } from './report-schema.ts'
import { openSite, type Site } from './workspaces/site.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'keelson-review-'))
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''
const digestIn = (text: string): string | undefined => /sha256:[0-9a-f]{64}/.exec(text)?.[0]

/** Runs a line over a plan that makes two services. */
async function planned(line: string, scene: Scene = {}, more: Parameters<typeof fakePlanning>[1] = {}) {
  const { seen, preparePlan } = fakePlanning(planOf([create('a'), create('b')], { service: 3 }), more)
  const cwd = scene.cwd ?? folder()
  const ran = await runCli(line.replaceAll(' @', ` ${cwd}/`), { ...scene, cwd, workflows: { preparePlan } })
  const written = (name: string): string => readFileSync(join(cwd, name), 'utf8')
  return { ...ran, seen, cwd, written }
}

describe('--output markdown', () => {
  it('is all that stdout carries', async () => {
    const { code, stdout, stderr } = await planned('diff a.yaml --output markdown --exit-code')
    expect([code, stderr]).toEqual([2, ''])
    expect(stdout).toMatch(
      /^<!-- keelson:review target=[0-9a-f]{16} digest=sha256:[0-9a-f]{64} cut=0 shortened=0 -->\n/,
    )
    expect(stdout).toContain('## Keelson diff: 2 to create\n')
    expect(lastLine(stdout)).toBe('Next: `keelson sync a.yaml`')
  })

  it('tells what came of a sync, under the digest of its diff', async () => {
    const failed = { 'create service b': { state: 'failed', reason: 'no' } as const }
    const { code, stdout, seen } = await planned('sync a.yaml --output markdown', {}, { results: failed })
    expect([code, seen.applied.length]).toEqual([5, 1])
    expect(stdout).toContain('## Keelson sync partly applied: 1 of 2 changes applied\n')
    expect(stdout).toContain('failed  create service b: no\n')
    expect(lastLine(stdout)).toBe('Next: `keelson diff a.yaml`')
    expect(digestIn(stdout)).toBe(digestIn((await planned('diff a.yaml --output markdown')).stdout))
  })

  it('tells why nothing was applied', async () => {
    const { code, stdout, seen } = await planned('reset --output markdown')
    expect([code, seen.applied]).toEqual([4, []])
    expect(stdout).toContain('## Keelson reset refused: 2 to create\n')
    expect(stdout).toContain('error  there is no terminal to ask on; nothing was changed\n')
    expect(lastLine(stdout)).toBe('Next: `keelson reset`')
  })

  it('tells why there is no plan', async () => {
    const preparePlan = async (): Promise<never> => {
      throw new Refusal('invalid', [problem('x', 'this is wrong', { at: { file: 'a.yaml', line: 2, column: 1 } })])
    }
    const { code, stdout, stderr } = await runCli('diff a.yaml --output markdown', { workflows: { preparePlan } })
    expect(code).toBe(3)
    expect(stdout).toContain('## Keelson diff failed: invalid input\n')
    expect(stdout).toContain('a.yaml:2:1  error  this is wrong\n')
    expect(stderr).toContain('a.yaml:2:1  error  this is wrong\n')
  })

  it('is asked about on a terminal with the plan as text', async () => {
    const terminal = { stdin: true, stdout: true, stderr: true }
    const { stdout, stderr, questions } = await planned('sync a.yaml --output markdown', { terminal, answer: 'yes' })
    expect(questions).toHaveLength(1)
    expect(stderr).toContain('create service')
    expect(stdout).toMatch(/^<!-- keelson:/)
  })

  it('names the next command without secrets, ready for a shell', async () => {
    const line =
      'diff a.yaml it#s.yaml --only services --header X-Key:hidden1 --kong-admin-token hidden2 --exclude consumers:a*'
    const { stdout } = await planned(`${line} --addr http://me:hidden3@gw.example:8001 --exit-code --output markdown`)
    expect(lastLine(stdout)).toBe(
      "Next: `keelson sync a.yaml 'it#s.yaml' --only services --exclude 'consumers:a*' --addr http://gw.example:8001`",
    )
    expect(stdout).not.toContain('hidden')
  })

  it('is cut to another limit by request, and its digest says so still', async () => {
    const { preparePlan } = fakePlanning(planOf(Array.from({ length: 400 }, (_, index) => create(`s${index}`))))
    const run = (more: string) => runCli(`diff a.yaml --output markdown ${more}`, { workflows: { preparePlan } })
    const [whole, cut] = [await run(''), await run('--markdown-limit 10000')]
    expect(whole.stdout).toContain(' cut=0 shortened=0 -->')
    expect(cut.stdout.length).toBeLessThanOrEqual(10_000)
    expect(cut.stdout).toMatch(/ cut=\d\d+ shortened=\d+ -->/)
    expect(digestIn(cut.stdout)).toBe(digestIn(whole.stdout))
    expect((await run('--markdown-limit 100')).code).toBe(3)
  })

  it('has annotations beside it, for a pipeline of GitHub', async () => {
    const { code, stdout } = await planned('reset --output annotations')
    expect([code, stdout]).toEqual([
      4,
      '::error::there is no terminal to ask on; nothing was changed (add --yes to go ahead without a question)\n',
    ])
  })

  it('has no meaning where there is no plan, but may be set for a whole pipeline', async () => {
    const ping: NonNullable<Scene['workflows']>['ping'] = async () => {
      throw new Refusal('failed', [problem('x', 'away')])
    }
    const wrong = await runCli('ping --output markdown', { workflows: { ping } })
    expect([wrong.code, wrong.stdout]).toEqual([3, ''])
    expect(wrong.stderr).toContain('--output is "markdown", it takes text or json')
    const set = await runCli('ping', { env: { KEELSON_OUTPUT: 'markdown' }, workflows: { ping } })
    expect([set.code, set.stderr]).toEqual([1, 'error  away\n'])
  })
})

describe('--out-file', () => {
  it('gets the report, readable by its owner only, and stdout the text', async () => {
    const { code, stdout, cwd, written } = await planned('diff a.yaml --output markdown --out-file @comment.txt')
    expect(code).toBe(0)
    expect(stdout).toContain('Plan: 2 to create; 3 unchanged.')
    expect(written('comment.txt')).toMatch(/^<!-- keelson:review /)
    expect(statSync(join(cwd, 'comment.txt')).mode & 0o777).toBe(0o600)
    expect(readdirSync(cwd)).toEqual(['comment.txt'])
  })

  it('says by its name which form is meant, and is written over by the next report', async () => {
    const cwd = folder()
    for (const name of ['r.md', 'r.html', 'r.json']) {
      for (let time = 0; time < 2; time++)
        expect((await planned(`diff a.yaml --out-file @${name}`, { cwd })).code).toBe(0)
    }
    const text = (name: string) => readFileSync(join(cwd, name), 'utf8')
    expect(text('r.md')).toMatch(/^<!-- keelson:review /)
    expect(text('r.html')).toMatch(/^<!doctype html>/)
    expect(reportOf(text('r.json'))).toMatchObject({
      command: 'diff',
      status: 'done',
      plan: { summary: { create: 2 } },
    })
    expect((await planned('diff a.yaml --output json --out-file @r.md', { cwd })).code).toBe(0)
    expect(reportOf(text('r.md'))).toMatchObject({ command: 'diff' })
  })

  it.each([
    ['r.txt', undefined, 3, 'is for a report in JSON, Markdown or HTML'],
    ['kong.md', '_format_version: "3.0"\n', 4, 'kong.md is there already, and is no report'],
    ['no/r.md', undefined, 1, 'does not exist'],
  ])('%s is refused before anything is done when it cannot be meant', async (name, content, exit, message) => {
    const cwd = folder()
    if (content !== undefined) writeFileSync(join(cwd, name), content)
    const { code, stderr, stdout, seen } = await planned(`sync a.yaml --out-file @${name}`, { cwd })
    expect([code, stdout, seen.connection]).toEqual([exit, '', undefined])
    expect(stderr).toContain(message)
    if (content !== undefined) expect(readFileSync(join(cwd, name), 'utf8')).toBe(content)
  })

  it('that cannot be written in the end makes a run fail that went well', async () => {
    const cwd = folder()
    const onApply = () => writeFileSync(join(cwd, 'r.md'), '')
    const gone = await planned('sync a.yaml --out-file @r.md', { cwd }, { onApply })
    expect(gone.code).toBe(0)
    const { mkdirSync, rmSync } = await import('node:fs')
    const taken = () => {
      rmSync(join(cwd, 'r.md'))
      mkdirSync(join(cwd, 'r.md'))
    }
    const { code, stderr, seen } = await planned('sync a.yaml --out-file @r.md', { cwd }, { onApply: taken })
    expect([code, seen.applied.length]).toEqual([1, 1])
    expect(stderr).toContain('cannot write')
  })
})

describe('reports of all workspaces, and of saved plans', () => {
  let site: Site
  let ran: Ran
  const path = (name: string): string => join(site.cwd, name)
  beforeAll(async () => {
    site = await openSite()
    const documents = ['default', 'shop'].map(
      (name) => `_format_version: "3.0"\n_workspace: ${name}\nservices:\n- {name: ${name}-a, host: h}\n`,
    )
    writeFileSync(path('all.yaml'), documents.join('---\n'))
    ran = await site.keelson('diff --all-workspaces @all.yaml --out @plan.json --out-file @diff.md')
  }, 60_000)
  afterAll(() => site.close())

  it('have a part for each, and name the saved plan as the next step', () => {
    expect([ran.code, existsSync(path('plan.json'))]).toEqual([0, true])
    const report = readFileSync(path('diff.md'), 'utf8')
    expect(report.match(/^#+ .*/gm)).toEqual([
      '## Keelson diff: 3 to create',
      '### Creates and updates in workspace <code>default</code>',
      '### Creates and updates in workspace <code>shop</code>',
    ])
    expect(lastLine(report)).toBe(
      `Next: \`keelson sync --plan ${path('plan.json')} ${path('all.yaml')} --all-workspaces\``,
    )
    expect(readFileSync(path('plan.json'), 'utf8')).toContain(String(digestIn(report)))
  })

  it('are the same, made from the file, and after it was applied', async () => {
    const shown = await site.keelson('show @plan.json --output markdown')
    const body = (text: string) => text.slice(text.indexOf('| Workspace'), text.indexOf('Next:'))
    expect(body(shown.stdout)).toBe(body(readFileSync(path('diff.md'), 'utf8')))
    expect(lastLine(shown.stdout)).toBe(`Next: \`keelson sync --plan ${path('plan.json')}\``)
    const synced = await site.keelson('sync --plan @plan.json @all.yaml --output markdown')
    expect(synced.stdout).toContain('## Keelson sync: 3 of 3 changes applied\n')
    expect(synced.stdout).toContain('shop: Done. 2 of 2 changes applied')
    expect(synced.stdout).toMatch(/^Backup: Pre-Restore Configuration .* in the folder .keelson \(run .*/m)
    expect(digestIn(synced.stdout)).toBe(digestIn(shown.stdout))
  })
})
