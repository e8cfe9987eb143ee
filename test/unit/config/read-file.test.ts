import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { options } from '../../../src/config/options.ts'
import { readFile } from '../../../src/config/read-file.ts'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { Refusal } from '../../../src/model/diagnostic.ts'

function write(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'keelson-config-')), 'keelson.yaml')
  writeFileSync(path, text)
  return path
}

async function problems(text: string): Promise<readonly Diagnostic[]> {
  const error = await readFile(write(text)).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof Refusal)) throw new Error(`no refusal: ${error}`)
  expect(error.exit).toBe('invalid')
  return error.diagnostics
}

const brief = ({ code, message, hint, at }: Diagnostic) => [code, message, hint, at?.line, at?.column]

describe('keelson.yaml', () => {
  it('is taken with targets, defaults, guards and placeholders', async () => {
    const file = await readFile(
      write(`# a comment
target: prod
parallelism: 5
tls-skip-verify: \${{ env "SKIP" }}
only: [services, routes]
select-tag: a
allow-deletes: 60%
headers: {X-Team: a}
guards: {delete-percent: 10}
show: [DECK_HOST]
confirm: always
targets:
  prod:
    provider: kong
    addr: https://kong.example:8444
    identity: prod
    timeout: \${{ env "T" "30" }}
    headers: {Kong-Admin-Token: '\${{ env "TOKEN" }}'}
`),
    )
    expect(file.diagnostics).toEqual([])
    expect(file.value).toMatchObject({ parallelism: 5, targets: { prod: { identity: 'prod' } } })
  })

  it('is as docs/configuration.md shows', async () => {
    const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
    const [, example = ''] = page.match(/```yaml\n([\s\S]*?)```/) ?? []
    const file = await readFile(write(example))
    expect([file.diagnostics, Object.keys(file.value)]).toEqual([
      [],
      expect.arrayContaining(['targets', 'guards', 'show']),
    ])
  })

  it('lacks the options that docs/configuration.md tells to belong to one run', async () => {
    const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8')
    const [, section = ''] = page.match(/### Options of one run\n([\s\S]*?)\n## /) ?? []
    const outside = options.filter((option) => option.outside === true).map(({ name }) => name)
    expect([...section.matchAll(/`([\w-]+)`/g)].map(([, name]) => name)).toEqual([...new Set(outside)].sort())
  })

  it('may be empty', async () => {
    expect((await readFile(write(''))).value).toEqual({})
  })

  it('tells unknown keys with place and nearest key, all at once', async () => {
    const found = await problems(
      'adr: x\ntargets:\n  prod:\n    addr: http://x\n    time_out: 3\n  dev: {nonsense: 1}\nguards: {nonsense: 1}\n',
    )
    expect(found.map(brief)).toEqual([
      ['unknown-key', 'unknown key adr', 'did you mean addr?', 1, 1],
      ['unknown-key', 'unknown key guards.nonsense', expect.stringMatching(/^known here: .*delete-percent/), 7, 10],
      ['unknown-key', 'unknown key targets.prod.time_out', 'did you mean timeout?', 5, 5],
      ['unknown-key', 'unknown key targets.dev.nonsense', 'docs/configuration.md has the keys', 6, 9],
    ])
  })

  it.each([
    ['parallelism: 0', 'parallelism takes a whole number, 1 to 1000, or auto', 1, 14],
    ['parallelism: 1001', 'parallelism takes a whole number, 1 to 1000, or auto', 1, 14],
    ['parallelism: many', 'parallelism takes a whole number, 1 to 1000, or auto', 1, 14],
    ['timeout: [1]', 'timeout takes a number, 0.001 to 86400', 1, 10],
    ['yes: sure', 'yes takes true or false', 1, 6],
    ['output: xml', 'output takes text, json, markdown, html, annotations or csv', 1, 9],
    ['addr: 5', 'addr takes a text', 1, 7],
    ['confirm: never', 'confirm takes always or terminal', 1, 10],
    ['guards: {delete-percent: 200}', 'guards.delete-percent takes a number from 0 to 100', 1, 26],
    ['targets: {a: {provider: nginx}}', 'targets.a.provider takes kong', 1, 25],
    ['targets: {a: 1}', 'targets.a takes keys and values', 1, 14],
    ['headers: 5', 'headers takes headers, as NAME: VALUE', 1, 10],
    ['show: DECK_X', 'show takes a list of names', 1, 7],
    ['- a', 'the file takes keys and values', 1, 1],
  ])('%s', async (text, message, line, column) => {
    const found = await problems(text)
    expect(found.map((each) => [each.message, each.at?.line, each.at?.column])).toEqual([[message, line, column]])
  })

  it.each([
    ['addr: a\naddr: b\n', 'duplicate-key', 2],
    ['addr: "a\n', 'yaml-syntax', 2],
    ['a: [1', 'yaml-syntax', 1],
  ])('%j is %s', async (text, code, line) => {
    const [first] = await problems(text)
    expect([first?.code, first?.at?.line]).toEqual([code, line])
  })

  it('that cannot be read is an error', async () => {
    await expect(readFile('/nowhere/keelson.yaml')).rejects.toThrow(
      '/nowhere/keelson.yaml cannot be read: it does not exist',
    )
  })

  it('warns of literal tokens, without telling them', async () => {
    const file = await readFile(
      write(`headers: ['Authorization: Bearer abc', 'X-Team: a']
targets:
  prod:
    kong-admin-token: def
    headers:
      Kong-Admin-Token: ghi
      X-Api-Key: '\${{ env "KEY" }}'
`),
    )
    expect(file.diagnostics.map((each) => [each.level, each.message, each.at?.line, each.at?.column])).toEqual([
      ['warning', 'header Authorization holds a secret in clear', 1, 11],
      ['warning', 'header Kong-Admin-Token holds a secret in clear', 6, 25],
      ['warning', 'kong-admin-token holds a secret in clear', 4, 23],
    ])
    expect(JSON.stringify(file.diagnostics)).not.toMatch(/abc|def|ghi/)
  })
})

describe('schemas/config/keelson.schema.json', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../../schemas/config/keelson.schema.json', import.meta.url), 'utf8'),
  )
  const special = ['headers', 'identity', 'guards', 'ignore', 'confirm', 'show', 'targets', 'provider']

  it('is a JSON Schema', () => {
    const ajv = new Ajv2020({ allowUnionTypes: true, keywords: ['x-expects'] })
    expect([ajv.validateSchema(schema), ajv.errors]).toEqual([true, null])
  })

  it('has every option, with its description and type', () => {
    const wanted = options.filter((option) => option.outside !== true && option.name !== 'header')
    expect(
      Object.keys(schema.properties)
        .filter((key) => !special.includes(key))
        .sort(),
    ).toEqual(wanted.map((option) => option.name).sort())
    for (const option of wanted) {
      const row = schema.properties[option.name]
      expect(row.description).toBe(option.describe)
      if (option.choices !== undefined) expect(row.anyOf[0].enum).toEqual(option.choices)
      if (option.type === 'flag') expect(row.anyOf[0].type).toBe('boolean')
      if (option.word !== undefined) expect(row.anyOf[1].const).toBe(option.word)
      if (option.minimum !== undefined) expect(row.anyOf[0].minimum).toBe(option.minimum)
      if (option.maximum !== undefined) expect(row.anyOf[0].maximum).toBe(option.maximum)
    }
  })

  it('lets a target have what the table allows there', () => {
    const wanted = options.filter((option) => option.perTarget === true && option.name !== 'header')
    const found = Object.keys(schema.$defs.target.properties).filter((key) => !special.includes(key))
    expect(found.sort()).toEqual(wanted.map((option) => option.name).sort())
  })
})
