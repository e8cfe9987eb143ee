import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox } from '../../../src/sandbox/kong/server.ts'
import { custodyText, readCustody } from '../../../src/workflow/keyring/keyring-custody.ts'
import { LEAF, LEAF_KEY } from '../../unit/sandbox/pems.ts'
import { reportOf } from '../report-schema.ts'
import { ALL, type Desk, fill, openDesk, recoverer } from './desk.ts'

let desk: Desk
let first: string
const state = () => desk.call('GET', '/keyring') as Promise<{ active?: string; ids: string[] }>

beforeAll(async () => {
  desk = await openDesk()
  first = (await fill(desk)).id
}, 60_000)
afterAll(() => desk.close())

describe('keyring status', () => {
  it('tells the keys, as text and as a report', async () => {
    const told = await desk.keelson('keyring status')
    expect([told.code, told.stdout, told.stderr]).toEqual([
      0,
      `The keyring at ${desk.sandbox.url} is enabled, strategy cluster: 1 key.\n  ${first}  active\nCopies for the recovery key are kept.\n`,
      '',
    ])
    const { keyring } = reportOf((await desk.keelson('keyring status --output json')).stdout)
    expect(keyring).toEqual({ enabled: true, strategy: 'cluster', active: first, ids: [first], recovery: true })
  })

  it('says that a keyring is switched off, and other commands refuse', async () => {
    const plain = await startSandbox({ edition: 'enterprise' })
    const env = { KEELSON_ADDR: plain.url }
    const status = await desk.keelson('keyring status', { env })
    expect([status.code, status.stdout]).toEqual([0, `The keyring at ${plain.url} is switched off.\n`])
    const exported = await desk.keelson(`keyring export -o ${desk.path('none.json')}`, { env })
    expect([exported.code, exported.stderr]).toEqual([
      1,
      expect.stringMatching(/is switched off\n.*keyring_enabled = on/),
    ])
    expect((await desk.keelson('dump -o -', { env })).code).toBe(0)
    await plain.close()
  })

  it.each([{}, { dbless: true }])('says that an open-source gateway has none (%o)', async (options) => {
    const asked: string[] = []
    const intercept = ({ path }: { path: string }) => void asked.push(path)
    const plain = await startSandbox({ ...options, intercept })
    const env = { KEELSON_ADDR: plain.url }
    const status = await desk.keelson('keyring status', { env })
    expect([status.code, status.stderr]).toEqual([1, expect.stringMatching(/has no keyring\n +hint: /)])
    expect((await desk.keelson('dump -o -', { env })).code).toBe(0)
    expect(asked.filter((path) => path.includes('keyring'))).toEqual([])
    await plain.close()
  })
})

describe('keyring export', () => {
  it('writes a file of the documented form, and never over another', async () => {
    const file = desk.path('keys.json')
    expect((await desk.keelson(`keyring export -o ${file}`)).code).toBe(0)
    const text = readFileSync(file, 'utf8')
    const schema = new URL('../../../schemas/keyring/custody.schema.json', import.meta.url)
    const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(readFileSync(schema, 'utf8')))
    expect([validate(JSON.parse(text)), validate.errors]).toEqual([true, null])
    expect(readCustody(text, file)).toMatchObject({ ids: [first], active: first })
    const again = await desk.keelson(`keyring export -o ${file}`)
    expect([again.code, again.stderr]).toEqual([
      4,
      expect.stringContaining('is there already, and is not written over'),
    ])
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(readdirSync(desk.folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  it('goes to stdout only on purpose', async () => {
    expect((await desk.keelson('keyring export')).code).toBe(3)
    const { code, stdout } = await desk.keelson('keyring export -o -')
    expect([code, readCustody(stdout, '-').ids]).toEqual([0, [first]])
    const report = reportOf((await desk.keelson('keyring export -o - --output json')).stdout)
    expect(readCustody(String((report.custody as { text: string }).text), '-').ids).toEqual([first])
  })

  it('writes nothing when the gateway does not export, or the recipient is none', async () => {
    const file = desk.path('never.json')
    const bad = await desk.keelson(`keyring export -o ${file} --recipient age1nobody`)
    expect([bad.code, bad.stderr]).toEqual([3, expect.stringContaining('is no recipient of age')])
    const open = await openDesk({ keyring: { recoveryPublicKey: recoverer.publicKey } })
    await fill(open)
    const closed = await open.keelson(`keyring export -o ${file}`)
    expect([closed.code, closed.stderr]).toEqual([1, expect.stringContaining('keyring_public_key')])
    expect(existsSync(file)).toBe(false)
    await open.close()
  })
})

describe('keyring import', () => {
  it('takes no file that was changed, cut off or is none', async () => {
    const text = (await desk.keelson('keyring export -o -')).stdout
    const cases: [string, string][] = [
      [text.replace(/"ids": \[/, '"ids": [\n"aaaaaaaa",'), 'its checksum is wrong'],
      [text.slice(0, -40), 'it is no JSON object'],
      ['{}', 'it is no custody file'],
      ['-----BEGIN AGE ENCRYPTED FILE-----\nx\n', 'is sealed'],
    ]
    for (const [content, reason] of cases) {
      writeFileSync(desk.path('bad.json'), content)
      const ran = await desk.keelson(`keyring import ${desk.path('bad.json')}`)
      expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining(reason)])
    }
    expect((await desk.keelson('keyring import')).code).toBe(3)
    expect((await desk.keelson(`keyring import ${desk.path('absent.json')}`)).stderr).toContain('it does not exist')
  })

  it('takes the keys of another cluster only by force, and imports nothing twice', async () => {
    const custody = readCustody((await desk.keelson('keyring export -o -')).stdout, '-')
    const file = desk.path('other.json')
    writeFileSync(file, custodyText({ ...custody, target: { ...custody.target, identity: 'postgres://other:1/kong' } }))
    const refused = await desk.keelson(`keyring import ${file}`)
    expect([refused.code, refused.stderr]).toEqual([
      4,
      expect.stringContaining('the keys are those of postgres://other:1/kong'),
    ])
    desk.requests.length = 0
    const forced = await desk.keelson(`keyring import ${file} --force`)
    expect([forced.code, forced.stdout]).toEqual([0, `Nothing to import: every key is there.\n  ${first}  active\n`])
    expect(desk.requests.filter((each) => each.startsWith('POST'))).toEqual([])
    expect((await desk.keelson(`keyring import ${file} --force --activate zzzzzzzz`)).code).toBe(3)
  })

  it('says when a key did not arrive', async () => {
    const text = (await desk.keelson('keyring export -o -')).stdout
    const deaf = await openDesk({
      intercept: ({ path }) => (path === '/keyring/import' ? { status: 200, body: {} } : undefined),
    })
    const ran = await deaf.keelson('keyring import -', { stdin: text })
    expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining(`the keyring does not have the key ${first}`)])
    await deaf.close()
  })
})

describe('keyring generate, activate and remove', () => {
  it('make no key that only memory would hold', async () => {
    const bare = await desk.keelson('keyring generate --yes')
    expect([bare.code, bare.stderr]).toEqual([4, expect.stringContaining('--recovery-configured')])
    expect((await state()).ids).toEqual([first])
    const open = await openDesk({ keyring: { publicKey: ALL.publicKey ?? '', privateKey: ALL.privateKey ?? '' } })
    const claimed = await open.keelson('keyring generate --recovery-configured --yes')
    expect([claimed.code, claimed.stderr]).toEqual([4, expect.stringContaining('no recovery key is configured')])
    await open.close()
    const none = await openDesk({ keyring: {} })
    const unkept = await none.keelson(`keyring generate -o ${none.path('keys.json')} --yes`)
    expect([unkept.code, (await none.call('GET', '/keyring')).ids]).toEqual([1, []])
    await none.close()
  })

  it('ask first, and want --yes where nobody can be asked', async () => {
    const line = `keyring generate -o ${desk.path('second.json')}`
    expect((await desk.keelson(line)).code).toBe(4)
    const no = await desk.keelson(line, { terminal: { stdin: true }, answer: 'no' })
    expect([no.code, no.questions]).toEqual([4, [`Make a new key at ${desk.sandbox.url}?`]])
    expect((await state()).ids).toEqual([first])
  })

  it('make a key, let it encrypt, and take the other away', async () => {
    const file = desk.path('second.json')
    const made = await desk.keelson(`keyring generate -o ${file} --yes`)
    const second = (await state()).ids.find((id) => id !== first) ?? ''
    expect([made.code, made.stdout]).toEqual([0, expect.stringContaining(`Made ${second}. The keys are now:\n`)])
    expect(readCustody(readFileSync(file, 'utf8'), file).ids).toEqual([first, second])
    expect((await state()).active).toBe(first)

    expect((await desk.keelson('keyring activate nobody00 --yes')).stderr).toContain(`there are: ${first}, ${second}`)
    expect((await desk.keelson(`keyring activate ${second} --yes`)).code).toBe(0)
    expect((await state()).active).toBe(second)

    const once = await desk.keelson(`keyring remove ${first} --yes`)
    expect([once.code, once.stderr]).toEqual([3, expect.stringContaining('the id has to be given twice')])
    const active = await desk.keelson(`keyring remove ${second} --confirm ${second} --yes`)
    expect([active.code, active.stderr]).toEqual([
      4,
      expect.stringContaining('is the active key and cannot be removed'),
    ])
    const asked = await desk.keelson(`keyring remove ${first} --confirm ${first}`, {
      terminal: { stdin: true },
      answer: 'yes',
    })
    expect(asked.questions.join()).toContain('dumps and backups of the database taken under it, become unreadable')
    expect([asked.code, asked.stderr]).toEqual([
      4,
      expect.stringContaining(`${first} was put back: without it a dump or a sync would fail at certificates\n`),
    ])
    expect(asked.stderr).toContain('hint: keelson keyring rotate')
    const restored = await state()
    expect([restored.active, restored.ids.toSorted()]).toEqual([second, [first, second].toSorted()])
    expect((await desk.keelson('dump -o -')).code).toBe(0)

    const unused = (await desk.call('POST', '/keyring/generate')).id
    const removed = await desk.keelson(`keyring remove ${unused} --confirm ${unused} --yes`)
    expect([removed.code, removed.stdout, removed.stderr]).toEqual([
      0,
      expect.stringContaining(`Removed ${unused}. The keys are now:\n`),
      '',
    ])
    expect((await state()).ids).not.toContain(unused)
  })

  it('put a key back when it cannot be seen whether something needs it', async () => {
    let removed = false
    const shaky = await openDesk({
      intercept: ({ path }) => {
        removed ||= path === '/keyring/remove'
        return removed && path.startsWith('/certificates') ? { status: 418, body: { message: 'tea' } } : undefined
      },
    })
    await fill(shaky)
    const { id } = await shaky.call('POST', '/keyring/generate')
    const ran = await shaky.keelson(`keyring remove ${id} --confirm ${id} --yes`)
    expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining('answered 418')])
    expect((await shaky.call('GET', '/keyring')).ids).toContain(id)
    await shaky.close()
  })

  it.each([
    ['it is not there and none is exported', {}, 'hint: ID may be gone: keelson keyring import FILE'],
    ['the keys cannot be exported just now', { '/keyring/export': 503 }, '/keyring/export answered 503'],
  ])('say so, or take nothing away, where %s', async (_, refused: Record<string, number>, said) => {
    let removed = false
    const shaky = await openDesk({
      ...(Object.keys(refused).length === 0 && { keyring: {} }),
      intercept: ({ path }) => {
        removed ||= path === '/keyring/remove'
        const status = refused[path] ?? (removed && path.startsWith('/certificates') ? 418 : undefined)
        return status === undefined ? undefined : { status, body: { message: 'tea' } }
      },
    })
    await fill(shaky)
    const { id } = await shaky.call('POST', '/keyring/generate')
    const ran = await shaky.keelson(`keyring remove ${id} --confirm ${id} --yes`)
    expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining(said.replace('ID', String(id)))])
    expect([(await shaky.call('GET', '/keyring')).ids].flat().includes(id)).toBe(!removed)
    expect(removed).toBe(refused['/keyring/export'] === undefined)
    await shaky.close()
  })

  it('take nothing away while something cannot be read as it is', async () => {
    const blind = await openDesk({
      intercept: ({ path }) =>
        path.startsWith('/certificates')
          ? { status: 500, body: { message: 'An unexpected error occurred' } }
          : undefined,
    })
    await blind.call('POST', '/keyring/generate')
    const { id } = await blind.call('POST', '/keyring/generate')
    const ran = await blind.keelson(`keyring remove ${id} --confirm ${id} --yes`)
    expect([ran.code, ran.stderr]).toEqual([4, expect.stringContaining(`${id} was not removed: it cannot be seen`)])
    expect((await blind.call('GET', '/keyring')).ids).toContain(id)
    await blind.close()
  })

  it('tell that a key which could not be put back is needed', async () => {
    const bare = await openDesk({ keyring: {} })
    const { id: old } = await fill(bare)
    const { id: next } = await bare.call('POST', '/keyring/generate')
    await bare.call('POST', '/keyring/activate', { key: next })
    const line = `keyring remove ${old} --confirm ${old} --yes --output json`
    const removed = await bare.keelson(line)
    expect([removed.code, reportOf(removed.stdout).keyring]).toMatchObject([5, { ids: [next], removed: [old] }])
    expect(removed.stderr).toContain(
      `${old} could not be put back, and a dump or a sync fails without it at certificates`,
    )
    const { id: unused } = await bare.call('POST', '/keyring/generate')
    // What the missing key hides, another one may be needed for.
    expect((await bare.keelson(line.replaceAll(old, String(unused)))).code).toBe(4)
    await bare.close()
  })

  it('sync with a vault only where the keys are in one', async () => {
    const ran = await desk.keelson('keyring sync-vault --yes')
    expect([ran.code, ran.stderr]).toEqual([4, expect.stringContaining('the keyring is of strategy cluster')])
  })
})

describe('a keyring whose keys are in a vault', () => {
  it('follows the vault when it is told to, and says what became unreadable', async () => {
    const vault = desk.path('vault.json')
    const put = (...ids: string[]) =>
      writeFileSync(vault, JSON.stringify({ versions: ids.map((id) => ({ id, key: `text of ${id}` })) }))
    put('FirstKey')
    const other = await openDesk({ keyring: { vault } })
    const sync = () => other.keelson('keyring sync-vault --yes')
    const dumped = async () => (await other.keelson('dump -o -')).stdout
    await other.call('POST', '/certificates', { cert: LEAF, key: LEAF_KEY })
    put('FirstKey', 'NextKey1')
    expect(await sync()).toMatchObject({
      code: 0,
      stdout: 'The keys are now:\n  FirstKey\n  NextKey1  active\n',
      stderr: '',
    })
    expect(await dumped()).toContain('PRIVATE KEY')
    put('NextKey1')
    expect((await sync()).stderr).toContain('the vault does not hold FirstKey')
    expect((await other.keelson('keyring status')).stderr).toContain('a dump or a sync would fail at certificates')
    const rotated = await other.keelson(`keyring rotate -o ${other.path('none.json')} --yes`)
    expect([rotated.code, rotated.stderr]).toEqual([1, expect.stringContaining('cluster keyring strategy')])
    put('FirstKey', 'NextKey1')
    expect((await sync()).code).toBe(0)
    expect(await dumped()).toContain('PRIVATE KEY')
    await other.close()
  })
})

describe('a keyring that is not as one would like', () => {
  const forbidden = { status: 403, body: { message: 'admin, you do not have permissions to read this resource' } }

  it('is told where rights are missing, and does not stop a dump for that', async () => {
    const limited = await openDesk({
      intercept: ({ path }) => (path.startsWith('/keyring') ? forbidden : undefined),
    })
    for (const line of ['status', 'import-raw --id abcdefgh --key-file -', 'generate --recovery-configured --yes']) {
      const ran = await limited.keelson(`keyring ${line}`, { stdin: Buffer.alloc(32).toString('base64') })
      expect([line, ran.code, ran.stderr]).toEqual([line, 1, expect.stringContaining('answered 403')])
      expect(ran.stderr).toContain('the token has not the right to do this')
    }
    expect((await limited.keelson('dump -o -')).code).toBe(0)
    await limited.close()
  })

  it('asks for the token that access rights want', async () => {
    const guarded = await openDesk({ enforceRbac: true, adminToken: 'root-token' })
    const bare = await guarded.keelson('keyring status')
    expect([bare.code, bare.stderr]).toEqual([1, expect.stringContaining('answered 401')])
    const known = await guarded.keelson('keyring status', { env: { KEELSON_KONG_ADMIN_TOKEN: 'root-token' } })
    expect([known.code, known.stdout]).toEqual([0, expect.stringContaining('no keys.')])
    await guarded.close()
  })

  it.each([
    { ids: {}, active: null },
    { ids: [{ id: 'abcdefgh' }], active: { id: 'abcdefgh' } },
    { data: ['abcdefgh'] },
  ])('is understood in other words (%j)', async (body) => {
    const odd = await openDesk({ intercept: ({ path }) => (path === '/keyring' ? { status: 202, body } : undefined) })
    const ran = await odd.keelson('keyring status')
    const text = JSON.stringify(body)
    expect([ran.code, ran.stdout.includes('abcdefgh')]).toEqual([0, text.includes('abcdefgh')])
    expect(ran.stdout.includes('active')).toBe(text.includes('"active":{'))
    await odd.close()
  })

  it('is an error when the answer is none', async () => {
    const odd = await openDesk({
      intercept: ({ path }) => (path === '/keyring' ? { status: 200, body: { hello: 1 } } : undefined),
    })
    const ran = await odd.keelson('keyring status')
    expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining('the answer lists no keys')])
    await odd.close()
  })

  it('says in time that the gateway is slow', async () => {
    const slow = await openDesk({ latency: 400 })
    const ran = await slow.keelson('keyring status --timeout 0.05')
    expect([ran.code, ran.stderr]).toEqual([1, expect.stringMatching(/no answer|in time|timeout/i)])
    await slow.close()
  })

  it('reports an interrupt as one', async () => {
    const slow = await openDesk({ latency: 300 })
    const ran = await slow.keelson('keyring status', { onReady: (signal) => setTimeout(signal, 50) })
    expect([ran.code, ran.stderr]).toEqual([130, expect.stringContaining('interrupted')])
    await slow.close()
  })
})
