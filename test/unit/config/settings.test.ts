import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connectionOf } from '../../../src/config/connection.ts'
import { explain } from '../../../src/config/explain.ts'
import { variableOf } from '../../../src/config/option.ts'
import { optionSets, options } from '../../../src/config/options.ts'
import { overruledTarget } from '../../../src/config/overruled-target.ts'
import { readFile } from '../../../src/config/read-file.ts'
import { resolve, type Settings } from '../../../src/config/settings.ts'

const table = [...optionSets.connection, ...optionSets.output, ...optionSets.selection]

async function settle(given: {
  flags?: Record<string, unknown>
  env?: Record<string, string>
  file?: string
}): Promise<Settings> {
  const { flags = {}, env = {} } = given
  if (given.file === undefined) return resolve(table, { flags, env })
  const path = join(mkdtempSync(join(tmpdir(), 'keelson-settings-')), 'keelson.yaml')
  writeFileSync(path, given.file)
  return resolve(table, { flags, env, file: await readFile(path) })
}

describe('precedence', () => {
  const file = 'workspace: file\ntargets:\n  t: {workspace: target}\n'

  it.each([
    [{}, undefined],
    [{ file }, 'file'],
    [{ file, flags: { target: 't' } }, 'target'],
    [{ file, env: { KEELSON_TARGET: 't' } }, 'target'],
    [{ file, env: { KEELSON_WORKSPACE: 'env' } }, 'env'],
    [{ file, env: { KEELSON_WORKSPACE: '' } }, 'file'],
    [{ file, env: { KEELSON_WORKSPACE: 'env' }, flags: { workspace: 'flag' } }, 'flag'],
  ])('%j gives %s', async (given, expected) => {
    expect((await settle(given)).text('workspace')).toBe(expected)
  })

  it('holds for every option: a variable each, of its type', () => {
    for (const option of options.filter((each) => each.name !== 'target')) {
      const raw = { text: option.choices?.[0] ?? 'x', number: `${option.minimum || 7}`, flag: 'true', list: 'x' }[
        option.type
      ]
      const rows = options.filter((each) => each.name === option.name).map((each) => ({ ...each, merged: false }))
      const settings = resolve(rows, { flags: {}, env: { [variableOf(option.name)]: raw } })
      expect(settings.origin(option.name)).toBe(variableOf(option.name))
    }
  }, 10_000)

  it('takes auto for the parallelism from everywhere', async () => {
    const from = async (sources: Parameters<typeof settle>[0]) => connectionOf(await settle(sources)).parallelism
    expect(await from({ flags: { parallelism: 'auto' } })).toBe('auto')
    expect(await from({ env: { KEELSON_PARALLELISM: 'auto' } })).toBe('auto')
    expect(await from({ file: 'target: a\nparallelism: 3\ntargets: {a: {parallelism: auto}}\n' })).toBe('auto')
    expect(await from({ file: 'parallelism: auto\n', env: { KEELSON_PARALLELISM: '7' } })).toBe(7)
    expect(await from({})).toBe(10)
  })

  it('takes the default target from the file', async () => {
    const settings = await settle({ file: 'target: a\ntargets: {a: {addr: "http://a:1"}}\n' })
    expect([settings.target, connectionOf(settings).addr]).toEqual(['a', 'http://a:1'])
  })

  it('tells the nearest target', async () => {
    await expect(settle({ file: 'targets: {prod: {}}\n', flags: { target: 'pord' } })).rejects.toMatchObject({
      diagnostics: [{ hint: 'did you mean prod?' }],
    })
  })
})

describe('placeholders', () => {
  it('take values from any variable, with fallback, inside text too, as the type of the option', async () => {
    const file = `addr: http://\${{ env "H" }}:\${{ env "P" "8001" }}\ntimeout: '\${{ env "T" }}'\ntls-skip-verify: \${{ env "S" }}\n`
    const connection = connectionOf(await settle({ file, env: { H: 'kong', T: '5', S: 'true' } }))
    expect(connection).toMatchObject({ addr: 'http://kong:8001', timeout: 5, tls: { skipVerify: true } })
  })

  it('without a value are an error with the place', async () => {
    await expect(settle({ file: `quiet: true\naddr: \${{ env "NOPE" }}\n` })).rejects.toMatchObject({
      exit: 'invalid',
      diagnostics: [{ message: 'addr: variable NOPE is not set', at: { line: 2, column: 7 } }],
    })
  })

  it('of a target that is not used do no harm', async () => {
    const file = `targets:\n  prod: {addr: '\${{ env "NOPE" }}'}\n  dev: {addr: 'http://dev'}\n`
    expect(connectionOf(await settle({ file, flags: { target: 'dev' } })).addr).toBe('http://dev')
  })

  it('cannot bring in structure', async () => {
    const file = `headers: {X: '\${{ env "V" }}'}\n`
    const { headers } = connectionOf(await settle({ file, env: { V: 'a: {b: c}' } }))
    expect(headers).toEqual({ X: 'a: {b: c}' })
  })
})

describe('headers of several sources', () => {
  it('add up, the stronger source winning by name', async () => {
    const settings = await settle({
      file: `headers: {A: file, B: file, F: file}\ntargets: {t: {headers: {B: target}}}\n`,
      env: { DECK_HEADERS: 'A:deck,C:deck', KEELSON_HEADERS: 'C:env,D:env', KEELSON_HEADER: 'D:one' },
      flags: { target: 't', header: ['a:flag'] },
    })
    expect(connectionOf(settings).headers).toEqual({ B: 'target', F: 'file', C: 'env', D: 'one', a: 'flag' })
  })
})

describe('addresses', () => {
  it.each([
    ['http://kong:8001/', 'http://kong:8001', {}],
    ['HTTPS://Kong:8444/admin//', 'https://kong:8444/admin', {}],
    ['http://u:p%40@kong', 'http://kong', { Authorization: 'Basic dTpwQA==' }],
    ['http://u:50%off%@kong', 'http://kong', { Authorization: `Basic ${btoa('u:50%off%')}` }],
  ])('%s', async (addr, expected, headers) => {
    const connection = connectionOf(await settle({ flags: { addr } }))
    expect([connection.addr, connection.headers]).toEqual([expected, headers])
  })

  it('lose user and password in messages', async () => {
    const settings = await settle({ flags: { addr: 'ftp://user:secret@kong' } })
    expect(() => connectionOf(settings)).toThrow(expect.not.stringContaining('secret'))
  })
})

describe('the address of a target', () => {
  const file = 'targets: {t: {addr: "http://t:1"}}\n'

  it('overruled from elsewhere is worth a warning', async () => {
    const warned = overruledTarget(
      await settle({ file, flags: { target: 't' }, env: { DECK_KONG_ADDR: 'http://u:p@d' } }),
    )
    expect(warned.map((each) => each.message)).toEqual(['DECK_KONG_ADDR overrules the address of target t: http://d'])
    expect(overruledTarget(await settle({ file, flags: { target: 't' } }))).toEqual([])
    expect(overruledTarget(await settle({ file, flags: { addr: 'http://x' } }))).toEqual([])
  })
})

describe('explain', () => {
  it('tells each value and its source, and no secret', async () => {
    const settings = await settle({
      file: `timeout: 3\nheaders: {X-A: '\${{ env "TOKEN" }}'}\n`,
      env: { TOKEN: 'sesame', KEELSON_ADDR: 'http://u:sesame@kong', KEELSON_KONG_ADMIN_TOKEN: 'sesame' },
      flags: { header: ['B:sesame'] },
    })
    const lines = explain(settings, true)
    expect(lines).toContain('addr = http://kong  from KEELSON_ADDR')
    expect(lines).toContainEqual(expect.stringMatching(/^timeout = 3 {2}from .*keelson\.yaml:1:10$/))
    expect(lines).toContain('parallelism = 10  from default')
    expect(lines).toContain('header B = (secret)  from --header')
    expect(lines).toContain('header Kong-Admin-Token = (secret)  from KEELSON_KONG_ADMIN_TOKEN')
    expect(lines).toContainEqual(expect.stringMatching(/^header X-A = \(secret\) {2}from .*keelson\.yaml:2:1\d$/))
    expect(lines.join('\n')).not.toContain('sesame')
    expect(explain(settings, false).join('\n')).not.toContain('sesame')
  })
})
