import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { layOut } from '../../../src/providers/kong/schema/lay-out.ts'
import { shippedParts } from '../../../src/providers/kong/schema/shipped-parts.ts'
import { stateSchema } from '../../../src/providers/kong/schema/state-schema.ts'
import { recorded, recordings } from './recordings.ts'

const file = new URL('../../../schemas/state/kong.schema.json', import.meta.url)
const ajv = new Ajv({ strict: false, allErrors: true })
const check = ajv.compile(JSON.parse(readFileSync(file, 'utf8')))

function problems(yaml: string): string[] {
  check(load(yaml))
  return (check.errors ?? [])
    .filter(({ keyword }) => keyword !== 'if')
    .map((error) => `${error.instancePath} ${error.message}`)
}

const SAMPLE = `
_format_version: "3.0"
_workspace: default
_info:
  select_tags: [a]
  defaults: { service: { port: 8080 }, route: { strip_path: false } }
_plugin_configs: { limits: { minute: 5 } }
services:
  - name: users
    url: https://users.internal/v1
    retries: \${{ env "DECK_RETRIES" }}
    client_certificate: 0b3a2f0c-5e7c-4f65-9b0e-6c2f0d9a1b11
    routes:
      - { name: r, paths: [/a], protocols: ["\${{ env \\"DECK_P\\" }}"], plugins: [{ name: key-auth, config: { key_in_body: "\${{ env \\"X\\" }}" } }] }
routes:
  - { name: top, hosts: [h], service: { name: users } }
plugins:
  - { name: rate-limiting, _config: limits, service: users, config: { policy: local } }
  - { name: custom-made, config: { anything: 1 } }
consumers:
  - username: bob
    keyauth_credentials: [{ key: k, ttl: 60 }]
    acls: [{ group: g }]
upstreams:
  - { name: u, targets: [{ target: "h:80", weight: 10 }] }
certificates:
  - { id: 0b3a2f0c-5e7c-4f65-9b0e-6c2f0d9a1b12, cert: x, key: y, snis: [{ name: a.example.com }] }
vaults:
  - { name: env, prefix: my-env, config: { prefix: KONG_ } }
key_sets: []
keys: [{ name: k, kid: k, jwk: "{}", set: { name: s } }]
`

describe('the schema of state files', () => {
  it('takes every form of the format, with placeholders in scalars', () => {
    expect(problems(SAMPLE)).toEqual([])
  })

  it('is what the kinds and the shipped schemas make', () => {
    const made = stateSchema(kinds, shippedParts(fileURLToPath(new URL('../../../schemas/kong/3.9', import.meta.url))))
    expect(readFileSync(file, 'utf8')).toBe(layOut(made))
  })

  it('has a section for each kind', () => {
    const schema = JSON.parse(readFileSync(file, 'utf8'))
    for (const kind of kinds) expect(schema.properties).toHaveProperty(kind.section)
  })

  it.each([
    ['service: [{ name: a, host: h }]', /additional/],
    ['services: [{ name: a, hots: h }]', /services\/0 .*additional/],
    ['services: [{ name: a, host: h, port: 99999 }]', /services\/0\/port .*<= 65535/],
    ['services: [{ name: a, host: h, protocol: ftp }]', /services\/0\/protocol .*allowed values/],
    ['services: [{ name: a, host: h, routes: [{ name: r, path: [/a] }] }]', /routes\/0 .*additional/],
    ['plugins: [{ name: rate-limiting, config: { minutes: 5 } }]', /plugins\/0\/config .*additional/],
    ['plugins: [{ name: rate-limiting, config: { minute: abc } }]', /plugins\/0\/config\/minute .*number/],
    ['upstreams: [{ name: u, targets: [{ weight: 1 }] }]', /targets\/0 .*target/],
    ['_info: { select_tag: [a] }', /_info .*additional/],
    ['event_hook: []', /additional/],
  ])('refuses %s', (yaml, expected) => {
    expect(problems(`_format_version: "3.0"\n${yaml}\n`).join('\n')).toMatch(expected)
  })
})

const cases = recordings ? (recorded('state-files/cases.json') as Record<string, { sync_exit: number }>) : {}
const accepted = Object.keys(cases).filter((name) => cases[name]?.sync_exit === 0)

describe.skipIf(!recordings)('state files that were synced into a real Kong (skipped without ../shared)', () => {
  it.each(accepted)('%s is taken', (name) => {
    expect(problems(readFileSync(join(recordings ?? '', 'state-files', name), 'utf8'))).toEqual([])
  })
})
