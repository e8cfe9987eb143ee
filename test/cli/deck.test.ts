import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Workflows } from '../../src/cli/workflows.ts'
import { deckOptions } from '../../src/config/deck.ts'
import { options } from '../../src/config/options.ts'
import { CONSUMER_SECTIONS } from '../../src/config/planning.ts'
import type { Connection } from '../../src/model/settings.ts'
import { create, fakePlanning, planOf, target } from './fake-plan.ts'
import { runCli } from './fake-world.ts'
import { reportOf } from './report-schema.ts'

async function connectionFor(line: string, env: Record<string, string> = {}): Promise<Connection> {
  let seen: Connection | undefined
  const ping: Workflows['ping'] = async (connection) => {
    seen = connection
    return { target }
  }
  const ran = await runCli(`ping ${line}`, { env, workflows: { ping } })
  if (seen === undefined) throw new Error(ran.stderr)
  return seen
}

async function planFor(line: string, env: Record<string, string> = {}) {
  const { seen, preparePlan } = fakePlanning(planOf([create('a')]))
  const ran = await runCli(line, { env, stdin: 's', workflows: { preparePlan } })
  return { seen, ran }
}

describe('options of decK', () => {
  it('--kong-addr and DECK_KONG_ADDR', async () => {
    expect((await connectionFor('--kong-addr http://a:1/')).addr).toBe('http://a:1')
    expect((await connectionFor('', { DECK_KONG_ADDR: 'http://b:1' })).addr).toBe('http://b:1')
    expect((await connectionFor('', { DECK_KONG_ADDR: 'http://b:1', KEELSON_ADDR: 'http://c:1' })).addr).toBe(
      'http://c:1',
    )
  })

  it('--kong-admin-token and DECK_KONG_ADMIN_TOKEN come before a header of that name', async () => {
    const line = '--kong-admin-token abc --header kong-admin-token:other'
    expect((await connectionFor(line)).headers).toEqual({ 'Kong-Admin-Token': 'abc' })
    const headers = (await connectionFor('', { DECK_KONG_ADMIN_TOKEN: 'def', DECK_HEADERS: 'X:1' })).headers
    expect(headers).toEqual({ 'Kong-Admin-Token': 'def', X: '1' })
  })

  it('--headers and DECK_HEADERS', async () => {
    expect((await connectionFor('--headers A:1,B:2 --headers C:x,y')).headers).toEqual({ A: '1', B: '2', C: 'x,y' })
    expect((await connectionFor('', { DECK_HEADERS: 'A: 1,B:2' })).headers).toEqual({ A: '1', B: '2' })
  })

  it('DECK_TIMEOUT and DECK_TLS_*', async () => {
    const env = {
      DECK_TIMEOUT: '7',
      DECK_TLS_SKIP_VERIFY: 'true',
      DECK_TLS_SERVER_NAME: 'kong',
      DECK_CA_CERT_FILE: 'ca.pem',
      DECK_TLS_CLIENT_CERT_FILE: 'c.pem',
      DECK_TLS_CLIENT_KEY_FILE: 'k.pem',
    }
    expect(await connectionFor('', env)).toMatchObject({
      timeout: 7,
      tls: { caFile: 'ca.pem', certFile: 'c.pem', keyFile: 'k.pem', serverName: 'kong', skipVerify: true },
    })
  })

  it.each(['DECK_CA_CERT', 'DECK_TLS_CLIENT_CERT', 'DECK_TLS_CLIENT_KEY'])('%s is not passed over', async (name) => {
    const { code, stderr } = await runCli('ping', { env: { [name]: '-----BEGIN' } })
    expect([code, stderr]).toEqual([3, expect.stringContaining(`${name} holds PEM text`)])
    expect(stderr).not.toContain('-----BEGIN')
  })

  it('--output-file', async () => {
    const dump: Workflows['dump'] = async () => ({
      head: '',
      body: () => [Buffer.from('state\n')],
      pieces: () => [Buffer.from('state\n')],
      text: 'state\n',
      secrets: true,
      counts: {},
      target,
    })
    const ran = await runCli('gateway dump --output-file -', { env: { CI: 'true' }, workflows: { dump } })
    expect([ran.code, ran.stdout]).toEqual([0, 'state\n'])
  })

  it('--skip-consumers and --skip-ca-certificates', async () => {
    const { seen } = await planFor('diff a.yaml --skip-consumers --skip-ca-certificates --exclude vaults')
    expect(seen.options?.plan.selection.exclude).toEqual(['vaults', ...CONSUMER_SECTIONS, 'ca_certificates'])
  })

  it('--json-output', async () => {
    const { ran } = await planFor('diff a.yaml --json-output')
    expect(reportOf(ran.stdout).command).toBe('diff')
  })

  it('--silence-events silences remarks and not the result', async () => {
    const { ran } = await planFor('sync a.yaml --silence-events --analytics=false')
    expect(ran.stderr).toBe('')
    expect(ran.stdout).toContain('+ create service a')
  })

  it('a leading gateway', async () => {
    for (const word of ['diff', 'sync', 'apply']) {
      const { seen, ran } = await planFor(`gateway ${word} a.yaml --yes`)
      expect([ran.code, seen.options?.files]).toEqual([0, ['a.yaml']])
    }
    const { seen } = await planFor('--kong-addr http://a:1 gateway reset --force')
    expect([seen.options?.reset, seen.applied.length]).toEqual([true, 1])
  })

  it('gateway validate is online, file validate and validate are not', async () => {
    const online: boolean[] = []
    const validate: Workflows['validate'] = async (given) => {
      online.push(given.online !== undefined)
      return { diagnostics: [], counts: {}, locate: ({ file }) => ({ file, line: 1, column: 1 }) }
    }
    for (const line of ['gateway validate a', 'file validate a', 'validate a']) {
      expect((await runCli(line, { workflows: { validate } })).code).toBe(0)
    }
    expect(online).toEqual([true, false, false])
  })

  it('-s and -w, and -s with commas', async () => {
    const { seen } = await planFor('sync -s a.yaml,b.yaml -w team --yes')
    expect([seen.options?.files, seen.connection?.workspace]).toEqual([['a.yaml', 'b.yaml'], 'team'])
  })

  it('--verbose with a number', async () => {
    const { seen, ran } = await planFor('diff --verbose 1 a.yaml')
    expect([seen.options?.files, ran.stderr]).toEqual([['a.yaml'], expect.stringContaining('from default')])
    expect((await planFor('diff --verbose 0 a.yaml')).ran.stderr).toBe('')
  })

  it('--yes with diff', async () => {
    expect((await planFor('diff a.yaml --yes')).ran.code).toBe(0)
  })

  it.each(deckOptions.filter((row) => row.fate === 'ignored'))('--$name is ignored with a remark', async (row) => {
    const { seen, ran } = await planFor(`diff --${row.name}${row.value === true ? ' 5' : ''} a.yaml`)
    expect([ran.code, seen.options?.files]).toEqual([0, ['a.yaml']])
    expect(ran.stderr).toContain(`--${row.name} has no effect: ${row.why}`)
  })

  it.each(deckOptions.filter((row) => row.fate === 'refused'))('--$name is refused with the reason', async (row) => {
    const { ran } = await planFor(`diff a.yaml --${row.name}${row.value === true ? ' x' : ''}`)
    expect(ran.code).toBe(3)
    expect(ran.stderr).toContain(`--${row.name} is not supported`)
    expect(ran.stderr).toContain(row.why)
  })

  it('are all in docs/from-deck.md', () => {
    const page = readFileSync(new URL('../../docs/from-deck.md', import.meta.url), 'utf8')
    for (const { name } of deckOptions) expect(page).toContain(`--${name}`)
    for (const { variables } of options) {
      for (const name of variables ?? []) if (name.startsWith('DECK_')) expect(page).toContain(name)
    }
    for (const name of [
      '--kong-addr',
      '--skip-consumers',
      '--non-zero-exit-code',
      '--json-output',
      '--silence-events',
    ]) {
      expect(page).toContain(name)
    }
  })
})
