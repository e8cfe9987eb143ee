import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSite, type Site } from './workspaces/site.ts'

const KEY = '0123456789abcdef'.repeat(4)
const place = (name: string, fallback?: string): string =>
  `\${{ env "${name}"${fallback === undefined ? '' : ` "${fallback}"`} }}`
const partner = (key: string): string => `_format_version: "3.0"
services:
- {name: users, host: users.internal}
consumers:
- username: partner
  keyauth_credentials:
  - key: ${key}
`

let site: Site
const path = (name: string): string => join(site.cwd, name)
const write = (text: string): void => writeFileSync(path('kong.yaml'), text)
const keelson = (line: string, env: Record<string, string> = {}) => site.keelson(line, { env })
const sent = (): Record<string, number> => ({ ...site.sandbox.requests })
const keys = async () => (await site.request('GET', '/key-auths')).data as { key: string }[]

beforeEach(async () => {
  site = await openSite({ edition: 'community' })
})
afterEach(() => site.close())

describe('a variable that is set, but empty, for a secret', () => {
  const told = (
    file: string,
  ): string => `${file}:7:10  error  consumers[0].keyauth_credentials[0].key  key-auth of consumer partner: DECK_PARTNER_KEY is set, but empty
    hint: set DECK_PARTNER_KEY, or say that it may be empty: ${place('DECK_PARTNER_KEY', '')}
1 error
`

  beforeEach(async () => {
    write(partner(place('DECK_PARTNER_KEY')))
    await keelson('sync @kong.yaml', { DECK_PARTNER_KEY: 'works' })
  })

  it.each(['validate', 'diff', 'sync --yes', 'apply --yes', 'rehearse', 'sync --rehearse --yes'])(
    'ends %s before anything is sent',
    async (command) => {
      for (const value of ['', '  ']) {
        const before = sent()
        const { code, stdout, stderr } = await keelson(`${command} @kong.yaml`, { DECK_PARTNER_KEY: value })
        expect([code, stdout + stderr]).toEqual([3, expect.stringContaining(told(path('kong.yaml')))])
        expect(sent()).toEqual(before)
      }
      expect(await keys()).toMatchObject([{ key: 'works' }])
    },
  )

  it('is one of the errors that report lists', async () => {
    const { code, stdout } = await keelson('report @kong.yaml --output csv', { DECK_PARTNER_KEY: '' })
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^error,.*key-auth of consumer partner: DECK_PARTNER_KEY is set, but empty",/m),
    ])
  })

  it('is told by its code, its line and its column in JSON', async () => {
    const { code, stdout } = await keelson('validate @kong.yaml --output json', { DECK_PARTNER_KEY: '' })
    expect([code, JSON.parse(stdout).diagnostics]).toEqual([
      3,
      [expect.objectContaining({ code: 'empty-variable', level: 'error', line: 7, column: 10 })],
    ])
  })

  it('is told though its value may be shown, and in quotes too', async () => {
    writeFileSync(path('keelson.yaml'), 'show: [DECK_PARTNER_KEY]\n')
    for (const key of [
      place('DECK_PARTNER_KEY'),
      `"${place('DECK_PARTNER_KEY')}"`,
      `>-\n      ${place('DECK_PARTNER_KEY')}`,
    ]) {
      write(partner(key))
      const { code, stderr } = await keelson('diff @kong.yaml', { DECK_PARTNER_KEY: '' })
      expect([code, stderr]).toEqual([3, expect.stringContaining('DECK_PARTNER_KEY is set, but empty\n')])
    }
  })

  it('is told of a word for null, since nothing but quotes makes a text of it', async () => {
    const { code, stderr } = await keelson('sync --yes @kong.yaml', { DECK_PARTNER_KEY: 'null' })
    expect([code, stderr]).toEqual([3, expect.stringContaining('DECK_PARTNER_KEY is set to null\n')])
    write(partner(`"${place('DECK_PARTNER_KEY')}"`))
    await keelson('sync --yes @kong.yaml', { DECK_PARTNER_KEY: 'null' })
    expect(await keys()).toMatchObject([{ key: 'null' }])
  })

  it('is no error where the file says that it may be empty', async () => {
    write(partner(place('DECK_PARTNER_KEY', '')))
    const { code, stdout, stderr } = await keelson('validate @kong.yaml', { DECK_PARTNER_KEY: '' })
    expect([code, stdout, stderr]).toEqual([0, 'Valid. 3 entities, no problems.\n', ''])
  })

  it('is not a variable that is not set, which validate leaves alone', async () => {
    const { code, stdout } = await keelson('validate @kong.yaml')
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(
        'the environment variable DECK_PARTNER_KEY is not set; its value, asked for once, is not checked',
      ),
    ])
  })

  it('nor is one that is not set for a url', async () => {
    write(`_format_version: "3.0"\nservices: [{name: a, url: ${place('DECK_E')}}]\n`)
    expect((await keelson('validate @kong.yaml')).code).toBe(0)
  })
})

describe('a saved plan', () => {
  it.each([{}, { KEELSON_FINGERPRINT_KEY: KEY }])(
    'is not applied without the secret that it was made with (%o)',
    async (key) => {
      write(partner('first'))
      await keelson('sync @kong.yaml')
      for (const [fallback, code, message] of [
        [undefined, 3, 'key-auth of consumer partner: DECK_PARTNER_KEY is set, but empty'],
        ['', 4, 'key would be set to (none) now, and to (secret) by the plan'],
      ] as const) {
        write(partner(place('DECK_PARTNER_KEY', fallback)))
        await keelson('diff @kong.yaml --out @plan.json', { ...key, DECK_PARTNER_KEY: 'second' })
        const ran = await keelson('sync --plan @plan.json', { ...key, DECK_PARTNER_KEY: '' })
        expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(message)])
      }
      expect(await keys()).toMatchObject([{ key: 'first' }])
    },
  )
})

describe('what a field loses by an empty variable', () => {
  const said = async (text: string): Promise<string[]> => {
    write(`_format_version: "3.0"\n${text}`)
    const { stdout, stderr } = await keelson('validate @kong.yaml', { DECK_E: '' })
    return (stdout + stderr).split('\n').filter((line) => line.includes('DECK_E is'))
  }
  const E = place('DECK_E')

  it.each([
    [
      'a secret in a configuration',
      `plugins: [{name: session, config: {secret: ${E}}}]`,
      'plugins[0].config.secret  plugin session: ',
    ],
    [
      'a record with secrets',
      `plugins: [{name: rate-limiting, config: {minute: 1, redis: ${E}}}]`,
      'plugins[0].config.redis  plugin rate-limiting: ',
    ],
    [
      'the deprecated name of a secret',
      `plugins: [{name: rate-limiting, config: {minute: 1, redis_password: ${E}}}]`,
      'plugins[0].config.redis_password  plugin rate-limiting: ',
    ],
    ['what is required', `services: [{name: a, host: ${E}}]`, 'services[0].host  service a: '],
    ['what stands for it', `services: [{name: a, url: ${E}}]`, 'services[0].url  '],
    ['a key', `services: [{name: ${E}, host: h}]`, 'services[0].name  service: '],
    ['what is unique', `consumers: [{username: a, custom_id: ${E}}]`, 'consumers[0].custom_id  consumer a: '],
    ['an id', `consumers: [{username: a, id: ${E}}]`, 'consumers[0].id  '],
    ['a reference', `plugins: [{name: key-auth, service: ${E}}]`, 'plugins[0].service  '],
    ['a list of entities', `consumers: [{username: a, jwt_secrets: ${E}}]`, 'consumers[0].jwt_secrets  '],
    ['the workspace', `_workspace: ${E}`, '_workspace  '],
  ])('%s: an error', async (_, text, where) => {
    const line = new RegExp(`:2:\\d+  error  ${`${where}DECK_E is set, but empty`.replace(/[.[\]]/g, '\\$&')}$`)
    expect(await said(text)).toEqual([expect.stringMatching(line)])
  })

  it('what may be left out: a warning, one for each variable, and it has no value', async () => {
    write(`_format_version: "3.0"
services:
- {name: a, host: h, path: ${E}, retries: ${E}}
- {name: b, host: h, path: ${E}}
`)
    const { code, stderr } = await keelson('sync @kong.yaml', { DECK_E: '' })
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining(`kong.yaml:3:28  warning  services[0].path  service a: DECK_E is set, but empty, so path has no value, nor have 2 more fields
    hint: set DECK_E, or say that it may be empty: ${place('DECK_E', '')}
`),
    ])
    expect(await site.request('GET', '/services/a')).toMatchObject({ path: null })
  })

  it('a longer text: a warning, unless the file says that it may be empty', async () => {
    const header = (name: string): string =>
      `plugins: [{name: request-transformer, config: {add: {headers: ["Authorization: Bearer ${name}"]}}}]`
    expect(await said(header(E))).toEqual([
      expect.stringMatching(
        /:2:\d+ {2}warning {2}DECK_E is set, but empty: it adds nothing to the text that it is part of$/,
      ),
    ])
    expect(await said(header(place('DECK_E', '')))).toEqual([])
  })
})
