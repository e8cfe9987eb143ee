import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { custodian, type Desk, fill, openDesk } from './desk.ts'

const IDENTITY = 'AGE-SECRET-KEY-1F23PDSZ8KUUC7HT3PJX2NV7P9EYTXU29ZYLGFYD76TQU2T6L25JQ43PTZ6'
const RECIPIENT = 'age1zznknmz3zyyzh652s7z040h4ytvdgks04klxahuxa2hdu2ynv3hqdugcmc'

let desk: Desk
let id: string
let before: string

beforeEach(async () => {
  desk = await openDesk()
  id = (await fill(desk)).id
  before = (await desk.keelson('dump -o -')).stdout
  expect(before).toContain('PRIVATE KEY')
}, 60_000)
afterEach(() => desk.close())

/** What each of these says, and that it does so without reading anything that would hang. */
async function expectUnreadable(): Promise<void> {
  writeFileSync(desk.path('kong.yaml'), before)
  for (const line of ['dump -o -', 'diff kong.yaml', 'sync kong.yaml']) {
    desk.requests.length = 0
    const ran = await desk.keelson(line.replace('kong.yaml', desk.path('kong.yaml')))
    expect([line, ran.code, ran.stderr]).toEqual([
      line,
      1,
      expect.stringContaining('the keyring of the gateway holds no key'),
    ])
    expect(ran.stderr).toContain('keelson keyring import FILE')
    expect(desk.requests).toEqual(['GET /', 'GET /keyring'])
  }
}

describe('a keyring that is lost by a restart', () => {
  it('comes back from a custody file, and the encrypted certificate with it', async () => {
    const file = desk.path('keys.json')
    const exported = await desk.keelson(`keyring export -o ${file}`)
    expect([exported.code, exported.stdout, exported.stderr]).toEqual([
      0,
      '',
      `1 key (active ${id}) written to ${file}\n`,
    ])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await desk.restart()
    await expectUnreadable()
    const status = await desk.keelson(`keyring status --expect ${file}`)
    expect([status.code, status.stdout]).toEqual([2, expect.stringMatching(/is enabled.*: no keys\.\n/)])
    expect(status.stderr).toContain('the keyring holds no key: a dump or a sync would fail')
    const imported = await desk.keelson(`keyring import ${file} --activate ${id}`)
    expect([imported.code, imported.stdout, imported.stderr]).toEqual([
      0,
      `Imported ${id}. The keys are now:\n  ${id}  active\n`,
      '',
    ])
    expect((await desk.keelson('dump -o -')).stdout).toBe(before)
    expect((await desk.keelson(`keyring status --expect ${file}`)).code).toBe(0)
  })

  it('comes back from a file that was sealed for a recipient of age', async () => {
    const file = desk.path('keys.age')
    expect((await desk.keelson(`keyring export -o ${file} --recipient ${RECIPIENT}`)).code).toBe(0)
    expect(readFileSync(file, 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/)
    await desk.restart()
    const closed = await desk.keelson(`keyring import ${file}`)
    expect([closed.code, closed.stderr]).toEqual([3, expect.stringContaining('--identity-file')])
    writeFileSync(desk.path('identity.txt'), `# for the test\n${IDENTITY}\n`)
    const imported = await desk.keelson(
      `keyring import ${file} --identity-file ${desk.path('identity.txt')} --activate ${id}`,
    )
    expect([imported.code, imported.stderr]).toEqual([0, ''])
    expect((await desk.keelson('dump -o -')).stdout).toBe(before)
  })

  it('comes back by recovery, and offers to activate the key', async () => {
    await desk.restart()
    await expectUnreadable()
    const line = `keyring recover --private-key ${desk.path('recovery.pem')}`
    const recovered = await desk.keelson(line, { terminal: { stdin: true }, answer: 'yes' })
    expect([recovered.code, recovered.stdout, recovered.questions]).toEqual([
      0,
      `Recovered ${id}. The keys are now:\n  ${id}  active\n`,
      [`Make ${id} the active key?`],
    ])
    expect((await desk.keelson('dump -o -')).stdout).toBe(before)
  })

  it('is not recovered by another key, and says so', async () => {
    await desk.restart()
    writeFileSync(desk.path('other.pem'), custodian.privateKey)
    const wrong = await desk.keelson(`keyring recover --private-key ${desk.path('other.pem')}`)
    expect([wrong.code, wrong.stdout]).toEqual([1, 'No key was recovered.\n'])
    expect(wrong.stderr).toContain(`not recovered: ${id}`)
    writeFileSync(desk.path('none.pem'), 'no key at all\n')
    const none = await desk.keelson(`keyring recover --private-key ${desk.path('none.pem')}`)
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('recovery_private_key is no private RSA key')])
  })

  it('comes back by a raw key, from stdin or a file', async () => {
    const other = await openDesk()
    const { id: made, key } = await fill(other)
    await other.restart()
    const raw = await other.keelson(`keyring import-raw --id ${made} --key-file -`, { stdin: `${key}\n` })
    expect([raw.code, raw.stdout]).toEqual([0, `Imported ${made}.\n  ${made}\n`])
    expect(raw.stderr).toContain(`keelson keyring activate ${made}`)
    const again = await other.keelson(`keyring import-raw --id ${made} --key-file -`, { stdin: `${key}\n` })
    expect(again.stdout).toBe(`The key ${made} is there already; nothing was imported.\n  ${made}\n`)
    const bad = await other.keelson(`keyring import-raw --id ${made} --key-file -`, { stdin: 'c2hvcnQ=' })
    expect([bad.code, bad.stderr]).toEqual([3, expect.stringContaining('32 bytes in base64 are needed')])
    expect((await other.keelson('dump -o -')).stdout).toContain('PRIVATE KEY')
    await other.close()
  })

  it('is told apart from one whose other keys are there', async () => {
    const file = desk.path('keys.json')
    await desk.keelson(`keyring export -o ${file}`)
    await desk.restart()
    await desk.call('POST', '/keyring/generate')
    const status = await desk.keelson(`keyring status --expect ${file}`)
    expect(status.code).toBe(2)
    expect(status.stderr).toContain(`the keyring lacks ${id}: what is encrypted with it cannot be read`)
    expect(status.stderr).toContain('a dump or a sync would fail at certificates')
  })

  it('is noticed in every workspace, past the first page, and told when a dump stumbles over it', async () => {
    await desk.call('POST', '/workspaces', { name: 'team' })
    let pages = 0
    await desk.restart({
      intercept: ({ path }) => {
        if (!path.startsWith('/team/certificates?')) return undefined
        pages++
        if (!path.includes('offset=there')) return { status: 200, body: { data: [], offset: 'there', next: '/more' } }
        return { status: 500, body: { message: 'An unexpected error occurred' } }
      },
    })
    await desk.keelson(`keyring recover --private-key ${desk.path('recovery.pem')} --activate ${id}`)
    const status = await desk.keelson('keyring status')
    expect([status.code, status.stderr]).toEqual([
      0,
      expect.stringContaining('a dump or a sync would fail at certificates in workspace team\n'),
    ])
    expect(pages).toBe(2)
    const dumped = await desk.keelson('dump -w team -o -')
    expect([dumped.code, dumped.stderr]).toEqual([1, expect.stringContaining('keelson keyring status')])
  })
})
