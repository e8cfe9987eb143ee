import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadWorkflows } from '../../src/cli/load-workflows.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/kong/server.ts'
import { runCli } from './fake-world.ts'
import { reportOf } from './report-schema.ts'

const HEAD = '_format_version: "3.0"\n'

let sandbox: Sandbox
let cwd = ''

const keelson = (line: string | string[]) =>
  runCli(line, { cwd, env: { KEELSON_ADDR: sandbox.url }, workflows: loadWorkflows() })
const writes = (): number =>
  ['PUT', 'POST', 'PATCH', 'DELETE'].reduce((sum, method) => sum + (sandbox.requests[method] ?? 0), 0)

function file(name: string, text: string): string {
  writeFileSync(join(cwd, name), HEAD + text)
  return join(cwd, name)
}

interface Row {
  level: string
  code: string
  configuration: string
  entity: string
  name: string
  reason: string
  resolution: string
  workspace?: string
}

async function rowsOf(line: string): Promise<{ code: number; rows: Row[]; modifications: unknown }> {
  const { code, stdout } = await keelson(`report ${line} --output json`)
  const { inconsistencies, modifications } = reportOf(stdout)
  return { code, rows: inconsistencies as Row[], modifications }
}

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await startSandbox({ port: 0, ...options })
}

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'keelson-report-'))
})
afterEach(() => sandbox.close())

/** A file with mistakes of several sorts, for a gateway that cannot load one of its plugins. */
const WRONG = `services:
- {name: a, host: h, port: 99999}
- {name: b, host: h}
routes:
- {name: r, paths: [/r], service: {name: nobody}}
plugins:
- {name: acl, service: a, config: {allow: [x]}}
consumers:
- username: ann
- username: ann
`

describe('keelson report', () => {
  it('collects what diff stops at, and what the target and the guards have against it', async () => {
    await start({ plugins: ['rate-limiting'] })
    const many = ['p', 'q', 'r', 's', 't'].map((name) => `- {name: ${name}, url: "http://h"}\n`).join('')
    expect(await keelson(`sync ${file('old.yaml', `services:\n${many}`)} --yes`)).toMatchObject({ code: 0 })
    const before = writes()
    const { code, rows } = await rowsOf(file('new.yaml', WRONG))
    expect([code, writes()]).toEqual([1, before])
    const told = rows.map(({ level, configuration, entity, name, code: what }) => [
      level,
      configuration,
      entity,
      name,
      what,
    ])
    expect(told).toContainEqual(['error', 'services', 'service', 'a', 'out-of-range'])
    expect(told).toContainEqual(['error', 'routes', 'route', 'r', 'dangling-reference'])
    expect(told).toContainEqual(['error', 'plugins', 'plugin', 'acl', 'missing-plugin'])
    expect(told).toContainEqual(['error', 'consumers', 'consumer', 'ann', 'duplicate'])
    expect(rows.every(({ reason, resolution }) => reason !== '' && resolution !== '')).toBe(true)
  })

  it('names the guards that refuse deletes, and what would be taken along, by kind and name', async () => {
    await start()
    const many = ['p', 'q', 'r', 's', 't'].map((name) => `- {name: ${name}, url: "http://h"}\n`).join('')
    const plugin = 'plugins: [{name: acl, service: p, config: {allow: [x]}}]\n'
    await keelson(`sync ${file('old.yaml', `services:\n${many}${plugin}`)} --yes`)
    const { code, rows } = await rowsOf(`${file('new.yaml', 'services: [{name: z, host: h}]\n')} --only services`)
    expect(code).toBe(1)
    expect(rows).toMatchObject([
      { configuration: 'plugins', entity: 'plugin', name: 'acl', code: 'takes-along' },
      { configuration: 'services', entity: 'service', name: '', code: 'too-many-deletes' },
    ])
    expect(rows[1]?.resolution).toContain('--allow-deletes')
  })

  it('filters by kind and name, and refuses a kind that there is not', async () => {
    await start({ plugins: ['rate-limiting'] })
    const path = file('new.yaml', WRONG)
    const kinds = async (line: string) => [...new Set((await rowsOf(line)).rows.map(({ entity }) => entity))]
    expect(await kinds(`${path} --kind routes,consumer`)).toEqual(['consumer', 'route'])
    expect(await kinds(`${path} --name a*`)).toEqual(['consumer', 'plugin', 'service'])
    expect(await keelson(`report ${path} --kind nothing`)).toMatchObject({ code: 3 })
  })

  it('says what a filter leaves out, and ends as without it', async () => {
    await start()
    const path = file('new.yaml', 'services: [{name: a, host: h, port: 99999}]\nroutes: [{name: r, paths: [/r]}]\n')
    const { code, stdout } = await keelson(['report', path, '--name', 'zzz*'])
    const said = 'Nothing of what was asked for speaks against applying this state. Not listed: 1 error.\n'
    expect([code, stdout]).toEqual([1, said])
    expect((await keelson(`report ${path} --kind services`)).stdout).toMatch(/\n1 error\.\n$/)
    const json = reportOf((await keelson(`report ${path} --kind routes --output json`)).stdout)
    expect(json).toMatchObject({ exit_code: 1, inconsistencies: [], unlisted: { errors: 1, warnings: 0 } })
    const good = file('good.yaml', 'services: [{name: a, host: h}]\n')
    expect(await keelson(`report ${good} --kind routes`)).toMatchObject({
      code: 0,
      stdout: 'Nothing speaks against applying this state.\n',
    })
  })

  it('compares nothing as long as a file cannot be read', async () => {
    await start()
    const good = file('good.yaml', 'services: [{name: a, host: h}, {name: b, host: h}]\n')
    await keelson(`sync ${good} --yes`)
    const broken = file('broken.yaml', 'services: [\n')
    for (const files of [[broken], [good, broken], [join(cwd, 'nofile.yaml')]]) {
      const { code, stdout, stderr } = await keelson(['report', ...files])
      expect([code, stdout]).toEqual([3, ''])
      expect(stderr).toMatch(/\n1 error\n$/)
    }
  })

  it('lists changes with --full: a row for each field, and one for each entity that comes or goes', async () => {
    await start()
    await keelson(`sync ${file('old.yaml', 'services: [{name: a, host: h}, {name: b, host: h}]\n')} --yes`)
    const path = file('new.yaml', 'services: [{name: a, host: other, retries: 1}, {name: c, host: h}]\n')
    const { code, rows, modifications } = await rowsOf(`${path} --full`)
    expect([code, rows]).toEqual([0, []])
    expect(modifications).toEqual([
      expect.objectContaining({ action: 'update', name: 'a', field: 'retries', before: '5', after: '1' }),
      expect.objectContaining({ action: 'update', name: 'a', field: 'host', before: '"h"', after: '"other"' }),
      expect.objectContaining({ action: 'create', configuration: 'services', entity: 'service', name: 'c' }),
      expect.objectContaining({ action: 'delete', name: 'b' }),
    ])
  })

  it('adds what a rehearsal finds', async () => {
    await start()
    const path = file('a.yaml', 'plugins: [{name: pre-function, config: {access: [return return]}}]\n')
    expect(await rowsOf(path)).toMatchObject({ code: 0, rows: [] })
    const { code, rows } = await rowsOf(`${path} --include-rehearsal`)
    expect(code).toBe(1)
    expect(rows).toMatchObject([{ configuration: 'plugins', name: 'pre-function', code: 'would-fail' }])
  })

  it('looks at each workspace by itself', async () => {
    await start({ edition: 'enterprise' })
    const of = (name: string, text: string) => file(`${name}.yaml`, `_workspace: ${name}\n${text}`)
    const good = of('one', 'services: [{name: a, host: h}]\n')
    const bad = of('two', 'services: [{name: a, host: h, port: 99999}]\n')
    const { code, rows } = await rowsOf(`${good} ${bad} --all-workspaces`)
    expect(code).toBe(1)
    expect(rows).toMatchObject([{ workspace: 'two', name: 'a', code: 'out-of-range' }])
  })

  it('says that nothing speaks against a state', async () => {
    await start()
    const { code, stdout } = await keelson(`report ${file('good.yaml', 'services: [{name: a, host: h}]\n')}`)
    expect([code, stdout]).toEqual([0, 'Nothing speaks against applying this state.\n'])
  })
})

describe('forms of keelson report', () => {
  const EVIL = '=HYPERLINK("http://x","<b>|@all")'
  let path = ''
  beforeEach(async () => {
    await start()
    path = file('evil.yaml', `consumers:\n- username: '${EVIL}'\n- username: '${EVIL}'\n`)
  })

  it('is a table on the terminal', async () => {
    const { code, stdout } = await keelson(`report ${path}`)
    expect(code).toBe(1)
    expect(stdout).toMatch(/│ Level\s+│ Configuration\s+│ Entity\s+│ Name\s+│ Reason\s+│ Resolution\s+│ Place\s+│/)
    expect(stdout).toMatch(/\n1 error\.\n$/)
  })

  it('is CSV whose cells are no formulas, also when it goes to a file by its ending', async () => {
    const { stdout } = await keelson(`report ${path} --output csv`)
    expect(stdout.startsWith('Level,Workspace,Configuration,Entity,Name,Reason,Resolution,Place\r\n')).toBe(true)
    expect(stdout).toContain(`error,,consumers,consumer,"'=HYPERLINK(""http://x"",""<b>|@all"")",`)
    await keelson(['report', path, '--full', '--out-file', join(cwd, 'r.csv')])
    expect(readFileSync(join(cwd, 'r.csv'), 'utf8')).toMatch(
      /^Table,Level,Workspace,.*,Action,Field,Before,After\r\nInconsistencies,error/,
    )
    expect(await keelson(['report', path, '--out-file', join(cwd, 'r.csv')])).toMatchObject({ code: 1 })
  })

  it('is Markdown and HTML in which nothing acts', async () => {
    const markdown = (await keelson(`report ${path} --output markdown`)).stdout
    expect(markdown).toMatch(/^<!-- keelson:report -->\n\n## Inconsistencies/)
    expect(markdown).toContain('| error | consumers | consumer |')
    for (const text of ['<b>', '|@', '://']) expect(markdown).not.toContain(text)
    const html = (await keelson(`report ${path} --output html`)).stdout
    expect(html).toContain('content="default-src &#39;none&#39;; style-src')
    expect(html).toContain('&#60;b&#62;|@all')
    expect(html).not.toContain('<b>')
  })

  it('is a document all the same when nothing can be looked at', async () => {
    for (const form of ['csv', 'markdown', 'html', 'json']) {
      const { code, stdout } = await keelson(`report ${path} --workspace other --output ${form}`)
      expect([code, stdout.includes('this Kong has no workspaces')]).toEqual([3, true])
    }
  })

  it('is no form of a plan', async () => {
    const { code, stderr } = await keelson(['diff', path, '--out-file', join(cwd, 'r.csv')])
    expect([code, stderr]).toEqual([3, expect.stringContaining('is for a report in JSON, Markdown or HTML')])
  })
})
