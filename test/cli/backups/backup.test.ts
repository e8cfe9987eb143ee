import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openText } from '../../../src/backups/seal.ts'
import type { RunHead, RunRecord } from '../../../src/model/run.ts'
import { Secret } from '../../../src/model/secret.ts'
import { reportOf } from '../report-schema.ts'
import { openSite, type Site } from '../workspaces/site.ts'

const BEFORE = `_format_version: "3.0"
services:
- name: shop
  host: shop.internal
  routes:
  - name: shop-all
    paths: [/shop]
    plugins:
    - name: key-auth
- name: blog
  host: blog.internal
  routes:
  - name: blog-all
    paths: [/blog]
    plugins:
    - name: request-termination
consumers:
- username: ann
  keyauth_credentials:
  - key: sesame-open
- username: ben
upstreams:
- name: pool
  targets:
  - target: 10.0.0.1:80
  - target: 10.0.0.2:80
plugins:
- name: prometheus
`

/** Changes a service, a credential and a target, takes a service with all it has away, and makes one. */
const AFTER = `_format_version: "3.0"
services:
- name: shop
  host: shop.example
  routes:
  - name: shop-all
    paths: [/shop]
    plugins:
    - name: key-auth
- name: news
  host: news.internal
consumers:
- username: ann
- username: ben
upstreams:
- name: pool
  targets:
  - target: 10.0.0.1:80
    weight: 7
plugins:
- name: prometheus
`

const RECIPIENT = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p'

let site: Site
const at = (...parts: string[]) => join(site.cwd, ...parts)
const runs = () => (existsSync(at('.keelson/runs')) ? readdirSync(at('.keelson/runs')).sort() : [])
const lastRun = (...parts: string[]) => at('.keelson/runs', runs().at(-1) ?? '', ...parts)
const readRun = <T>(name: string): T => JSON.parse(readFileSync(lastRun(name), 'utf8')) as T
const writes = () => {
  const { PUT = 0, POST = 0, PATCH = 0, DELETE = 0 } = site.sandbox.requests
  return PUT + POST + PATCH + DELETE
}

async function dumped(): Promise<string> {
  const { code } = await site.keelson('dump --with-id -o @dumped.yaml --force')
  expect(code).toBe(0)
  return readFileSync(at('dumped.yaml'), 'utf8')
}

beforeEach(async () => {
  site = await openSite({ edition: 'community' })
  writeFileSync(at('before.yaml'), BEFORE)
  writeFileSync(at('after.yaml'), AFTER)
  expect((await site.keelson('sync @before.yaml --no-backup --quiet')).code).toBe(0)
}, 60_000)
afterEach(() => site.close())

describe('before a change', () => {
  it('what it can touch is kept, for its owner only, with a record, a journal and how it ended', async () => {
    const { code, stderr } = await site.keelson('sync @after.yaml --allow-deletes 100% --prune')
    const [id = ''] = runs().slice(-1)
    expect([code, id]).toEqual([0, expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/)])
    const name = expect.stringMatching(/^Pre-Restore Configuration \d\d-\d\d-\d{4} \d\d-\d\d-\d\d$/)
    expect(readRun<RunHead>('run.json')).toMatchObject({ id, name, command: 'sync', backup: 'touched', sealed: false })
    expect(stderr).toMatch(
      new RegExp(
        `^warning  the backup and the record of this run hold secrets in clear, in the folder \\.keelson \\(mode 0600\\)\\n.*\\nBackup: Pre-Restore Configuration .* in the folder \\.keelson \\(run ${id}\\); its lease keeps out only runs that share this folder\\n$`,
      ),
    )
    expect(readdirSync(lastRun()).sort()).toEqual([
      'backup.yaml',
      'journal.jsonl',
      'outcome.json',
      'record.json',
      'run.json',
    ])
    for (const file of readdirSync(lastRun())) expect(statSync(lastRun(file)).mode & 0o777).toBe(0o600)
    expect(readRun('outcome.json')).toMatchObject({ state: 'done', failed: 0, skipped: 0, not_attempted: 0 })
    const record = readRun<RunRecord>('record.json')
    expect(record.workspaces[0]?.taken.map(({ kind, fields }) => [kind, fields.name])).toEqual([
      ['plugin', 'request-termination'],
    ])
    expect(JSON.stringify(record)).toContain('sesame-open')
    const others = ['run.json', 'journal.jsonl', 'outcome.json'].map((file) => readFileSync(lastRun(file), 'utf8'))
    expect(others.join('')).not.toContain('sesame-open')
    const begun = readFileSync(lastRun('journal.jsonl'), 'utf8').match(/"begin"/g)
    expect(begun).toHaveLength(record.workspaces[0]?.steps.length ?? 0)
  })

  it('every create has an id in the record, which is the one that the gateway then has', async () => {
    writeFileSync(
      at('key.yaml'),
      '_format_version: "3.0"\nconsumers:\n- username: ben\n  keyauth_credentials:\n  - key: another-key\n',
    )
    expect((await site.keelson('apply @key.yaml')).code).toBe(0)
    const step = readRun<RunRecord>('record.json').workspaces[0]?.steps[0]
    const found = await site.request('GET', `/key-auths/${step?.entityId}`)
    expect([step?.kind, found.key]).toEqual(['key-auth', 'another-key'])
  })

  it('the backup put back by apply undoes what was changed and deleted, by sync with --backup full all', async () => {
    const before = await dumped()
    expect((await site.keelson('sync @after.yaml --allow-deletes 100% --prune --quiet')).code).toBe(0)
    const touched = lastRun('backup.yaml')
    expect(readFileSync(touched, 'utf8')).not.toMatch(/prometheus|username: ben/)
    expect((await site.keelson('apply --quiet --no-backup'.split(' ').concat(touched))).code).toBe(0)
    expect((await site.request('DELETE', '/services/news')).status).toBe(204)
    expect(await dumped()).toBe(before)

    expect((await site.keelson('sync @after.yaml --allow-deletes 100% --prune --quiet --backup full')).code).toBe(0)
    const full = lastRun('backup.yaml')
    expect(
      (await site.keelson('sync --quiet --allow-deletes 100% --prune --no-backup'.split(' ').concat(full))).code,
    ).toBe(0)
    expect(await dumped()).toBe(before)
  })

  it('it is sealed for the recipients, and nothing of it is in clear', async () => {
    const identity = await generateX25519Identity()
    const recipient = await identityToRecipient(identity)
    const { code, stderr } = await site.keelson('sync @after.yaml --allow-deletes 100% --prune', {
      env: { KEELSON_RECIPIENT: recipient },
    })
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^Backup: Pre-Restore .*, sealed, in the folder/)])
    expect(readdirSync(lastRun()).sort()).toEqual([
      'backup.yaml.age',
      'journal.jsonl',
      'outcome.json',
      'record.json.age',
      'run.json',
    ])
    const all = readdirSync(lastRun()).map((file) => readFileSync(lastRun(file), 'utf8'))
    expect(all.join('')).not.toMatch(/sesame|blog\.internal/)
    const open = (file: string) => openText(readFileSync(lastRun(file)), file, { identities: new Secret(identity) })
    expect(await open('backup.yaml.age')).toContain('host: blog.internal')
    expect(await open('record.json.age')).toContain('sesame-open')
    const bad = await site.keelson('reset --yes --recipient age1nonsense')
    expect([bad.code, bad.stderr]).toEqual([3, expect.stringContaining('is no recipient of age')])
  })

  it('the report names the run, also in JSON', async () => {
    const { stdout } = await site.keelson('sync @after.yaml --allow-deletes 100% --prune --output json')
    const { run, diagnostics } = reportOf(stdout)
    expect(run).toEqual({
      id: runs().at(-1),
      name: expect.stringMatching(/^Pre-Restore/),
      backup: 'touched',
      sealed: false,
      store: 'the folder .keelson',
      local: true,
    })
    expect(diagnostics.map(({ code }) => code)).toContain('backup-in-clear')
  })

  it('nothing is kept where nothing is changed, and reading commands touch no store', async () => {
    const known = runs()
    for (const line of ['sync @before.yaml', 'diff @after.yaml', 'validate @after.yaml', 'dump -o @x.yaml'])
      await site.keelson(line)
    expect(runs()).toEqual(known)
    const elsewhere = mkdtempSync(join(tmpdir(), 'keelson-reading-'))
    for (const line of ['diff', 'validate']) await site.keelson([line, at('after.yaml')], { cwd: elsewhere })
    expect(readdirSync(elsewhere)).toEqual([])
  })
})

describe('when it cannot be kept', () => {
  it('nothing is sent to the gateway, exit 4', async () => {
    writeFileSync(at('taken'), 'a file')
    const before = writes()
    const { code, stdout, stderr } = await site.keelson('sync @after.yaml --allow-deletes 100% --prune --store @taken')
    expect([code, writes() - before]).toEqual([4, 0])
    expect(stdout).toContain('Plan: ')
    expect(stderr).toContain(
      'error  nothing was changed, since what is there now could not be made safe: cannot write taken/leases/',
    )
    expect(stderr).toContain('hint: --store FOLDER names another place; --no-backup goes on without')
    const json = await site.keelson('sync @after.yaml --allow-deletes 100% --prune --store @taken --output json')
    expect(reportOf(json.stdout)).toMatchObject({ status: 'refused', plan: { summary: { update: 2 } } })
  })

  it('what was written of it is taken away again', async () => {
    const first = await site.keelson('sync @after.yaml --allow-deletes 100% --prune --store @half --output json')
    expect(first.code).toBe(0)
    mkdirSync(at('broken'))
    // Leases can be written there, runs cannot.
    writeFileSync(at('broken/runs'), 'a file')
    const before = writes()
    const { code, stderr } = await site.keelson('sync @before.yaml --allow-deletes 100% --prune --store @broken')
    expect([code, writes() - before, stderr]).toEqual([4, 0, expect.stringContaining('cannot read broken/runs')])
    expect((await site.keelson('lock list --store @broken')).stdout).toBe('No run has a lease in the folder broken.\n')
  })

  it('both --backup and --no-backup are a slip', async () => {
    const before = writes()
    const { code, stderr } = await site.keelson(
      'sync @after.yaml --allow-deletes 100% --prune --backup full --no-backup',
    )
    expect([code, writes() - before, stderr]).toEqual([
      3,
      0,
      'error  --backup and --no-backup were both given\n    hint: leave out one of them\n',
    ])
  })

  it('--no-backup goes on all the same, and says what that means', async () => {
    writeFileSync(at('taken'), 'a file')
    const line = 'sync @after.yaml --allow-deletes 100% --prune --no-backup'
    const { code, stderr } = await site.keelson(`${line} --store @taken`)
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/^warning {2}nothing of this run is kept, and it cannot be undone: cannot write taken/),
    ])
    const kept = await site.keelson(line.replace('after', 'before'))
    expect(kept.stderr).toContain('No backup (--no-backup); the journal is in the folder .keelson (run ')
    expect(readdirSync(lastRun()).sort()).toEqual(['journal.jsonl', 'outcome.json', 'record.json', 'run.json'])
  })
})

describe('in CI', () => {
  const line = 'sync @after.yaml --allow-deletes 100% --prune'

  it('a store on the disk of the runner gets a warning, and is refused where a kept one is required', async () => {
    for (const env of [{ CI: 'true' }, { GITHUB_ACTIONS: 'true' }, { JENKINS_URL: 'https://ci.example/' }]) {
      const { code, stderr } = await site.keelson(line, { env })
      expect(code).toBe(0)
      expect(stderr).toContain(
        'warning  this is a CI job, and .keelson goes away with its runner, and with it the way back\n' +
          '    hint: name a folder that stays with --store, or store in keelson.yaml\n',
      )
      await site.keelson('sync @before.yaml --allow-deletes 100% --prune')
    }
    writeFileSync(at('keelson.yaml'), 'require-backup-store: true\n')
    const before = writes()
    const refused = await site.keelson(line, { env: { CI: 'true' } })
    expect([refused.code, writes() - before, refused.stderr]).toEqual([
      4,
      0,
      expect.stringContaining('error  nothing was changed: this is a CI job, and .keelson goes away'),
    ])
    expect((await site.keelson(`${line} --no-backup`, { env: { CI: 'true' } })).code).toBe(4)
    expect((await site.keelson(line)).code).toBe(0)
  })

  it('a folder that somebody named and that lies elsewhere is taken to stay', async () => {
    writeFileSync(at('keelson.yaml'), 'require-backup-store: true\n')
    const store = join(mkdtempSync(join(tmpdir(), 'keelson-kept-')), 'store')
    const { code, stderr } = await site.keelson(line, { env: { CI: 'true', KEELSON_STORE: store } })
    expect([code, stderr.includes('CI job')]).toEqual([0, false])
    expect(readdirSync(join(store, 'runs'))).toHaveLength(1)
  })

  it('the run names its job', async () => {
    const env = {
      CI: 'true',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'a/b',
      GITHUB_RUN_ID: '7',
    }
    await site.keelson(line, { env })
    expect(readRun<RunHead>('run.json').job).toBe('https://github.com/a/b/actions/runs/7')
  })
})

describe('the store', () => {
  it('is beside keelson.yaml, or where that says, seen from there', async () => {
    const below = at('deep/er')
    mkdirSync(below, { recursive: true })
    mkdirSync(at('.git'))
    writeFileSync(at('keelson.yaml'), 'target: t\ntargets:\n  t:\n    store: kept\n')
    expect((await site.keelson('sync @after.yaml --allow-deletes 100% --prune', { cwd: below })).code).toBe(0)
    expect(readdirSync(at('kept/runs'))).toHaveLength(1)
    writeFileSync(at('keelson.yaml'), '')
    const known = runs().length
    expect((await site.keelson('sync @before.yaml --allow-deletes 100% --prune', { cwd: below })).code).toBe(0)
    expect(runs()).toHaveLength(known + 1)
    const bad = await site.keelson('sync @after.yaml --store s3://bucket')
    expect([bad.code, bad.stderr]).toEqual([3, expect.stringContaining('--store: "s3://bucket" is an address')])
  })

  it('that was there before is left as it is, and what is loose about it is said', async () => {
    mkdirSync(at('.git'))
    mkdirSync(at('kept'), { mode: 0o755 })
    chmodSync(at('kept'), 0o755)
    writeFileSync(at('kept/notes.txt'), 'mine')
    const loose = await site.keelson(
      'sync @after.yaml --allow-deletes 100% --prune --store kept --recipient'.split(' ').concat(RECIPIENT),
    )
    expect([loose.code, loose.stderr.split('Backup')[0]]).toEqual([
      0,
      `warning  git would take the folder kept along, with the backups in it
    hint: name a folder of its own for the store, or write a .gitignore of * into it
warning  the folder kept is open to others than its owner (mode 0755)
    hint: chmod 700 kept
2 warnings
`,
    ])
    expect([statSync(at('kept')).mode & 0o777, existsSync(at('kept/.gitignore'))]).toEqual([0o755, false])
    chmodSync(at('kept'), 0o700)
    writeFileSync(at('.gitignore'), 'node_modules/\n/kept/\n')
    const tight = await site.keelson(
      'sync @before.yaml --allow-deletes 100% --prune --store kept --recipient'.split(' ').concat(RECIPIENT),
    )
    expect([tight.code, tight.stderr.split('Backup')[0]]).toEqual([0, ''])
  })

  it('that was there and empty is hidden from git like a new one', async () => {
    mkdirSync(at('.git'))
    mkdirSync(at('empty'), { mode: 0o700 })
    const { stderr } = await site.keelson('sync @after.yaml --allow-deletes 100% --prune --store empty')
    expect(readFileSync(at('empty/.gitignore'), 'utf8')).toBe('*\n')
    expect(stderr).not.toContain('git would take')
  })
})
