import { existsSync, readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readCustody } from '../../../src/workflow/keyring/keyring-custody.ts'
import { LEAF, LEAF_KEY } from '../../unit/sandbox/pems.ts'
import { isBuilt, runProgram } from '../program.ts'
import { reportOf } from '../report-schema.ts'
import { type Desk, fill, openDesk } from './desk.ts'

let desk: Desk
let old: string
const state = () => desk.call('GET', '/keyring') as Promise<{ active: string; ids: string[] }>

beforeEach(async () => {
  desk = await openDesk()
  old = (await fill(desk)).id
}, 60_000)
afterEach(() => desk.close())

/** Entities of each kind that holds something encrypted, in two workspaces. */
async function furnish(): Promise<void> {
  await desk.call('POST', '/workspaces', { name: 'team' })
  await desk.call('POST', '/team/certificates', { cert: LEAF, key: LEAF_KEY })
  const config = { http_endpoint: 'http://log.test', headers: { 'X-Key': 'encrypted-header' } }
  await desk.call('POST', '/plugins', { name: 'http-log', config })
  await desk.call('POST', '/plugins', { name: 'cors' })
  await desk.call('POST', '/consumers', { username: 'alice' })
  const application = {
    name: 'app',
    client_id: 'app',
    client_secret: 'open sesame',
    hash_secret: true,
    redirect_uris: ['https://a.test'],
  }
  await desk.call('POST', '/consumers/alice/oauth2', application)
}

/** Ids of the keys that anything in the data file is encrypted with, each once. */
async function keysInUse(): Promise<string[]> {
  await desk.restart()
  const found = readFileSync(desk.data, 'utf8').matchAll(/\$ke\$1\$-(\w{8})-/g)
  return [...new Set([...found].map(([, id]) => id ?? ''))].sort()
}

describe('keyring rotate', () => {
  it('encrypts everything with a new key that is in custody, in all workspaces, and changes nothing else', async () => {
    await furnish()
    const file = desk.path('keys.json')
    const before = (await desk.keelson('dump --with-id -o -')).stdout
    const ran = await desk.keelson(`keyring rotate -o ${file} --yes --output json`)
    const { active, ids } = await state()
    expect([ran.code, ids, active === old]).toEqual([0, [old, active], false])
    expect(reportOf(ran.stdout)).toMatchObject({
      keyring: { active, ids, removed: [] },
      rewritten: { written: 4, earlier: 0, kept: [], failed: [] },
    })
    expect(readCustody(readFileSync(file, 'utf8'), file).ids).toEqual([old, active])
    expect(existsSync(`${file}.progress`)).toBe(false)
    expect((await desk.keelson('dump --with-id -o -')).stdout).toBe(before)
    expect(await keysInUse()).toEqual([active])
    expect((await desk.keelson(`keyring import ${file} --activate ${active}`)).code).toBe(0)
    expect((await desk.keelson('dump --with-id -o -')).stdout).toBe(before)
  })

  it('removes the old key when that is wanted and nothing needs it', async () => {
    const ran = await desk.keelson(`keyring rotate -o ${desk.path('keys.json')} --remove-old`, {
      terminal: { stdin: true },
      answer: 'yes',
    })
    expect(ran.questions.join()).toContain(`Then remove ${old}? Entities that are still encrypted with ${old}`)
    const { active, ids } = await state()
    expect([ran.code, ids]).toEqual([0, [active]])
    expect(ran.stdout).toContain(
      `1 encrypted entity written with ${active}; 0 failed.\nThe keys are now:\n  ${active}  active\n`,
    )
    expect((await desk.keelson('dump -o -')).code).toBe(0)
  })

  it('keeps the old key for hashed passwords, which cannot be written again', async () => {
    await desk.call('POST', '/consumers', { username: 'alice' })
    const { id } = await desk.call('POST', '/consumers/alice/basic-auth', {
      username: 'alice',
      password: 'open sesame',
    })
    const before = await desk.call('GET', `/basic-auths/${id}`)
    const ran = await desk.keelson(`keyring rotate -o ${desk.path('keys.json')} --remove-old --yes`)
    expect([ran.code, ran.stdout]).toEqual([5, expect.stringContaining(`kept    basic-auth ${id}\n`)])
    expect(ran.stdout).toContain(
      `1 of them holds a password as a hash, which only a new password replaces: keep the old key until then.`,
    )
    expect(ran.stderr).toContain(`Not removed: ${old}`)
    expect(await desk.call('GET', `/basic-auths/${id}`)).toEqual(before)
    expect((await state()).ids).toContain(old)

    const removal = `keyring remove ${old} --confirm ${old} --yes`
    const refused = await desk.keelson(removal)
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining('would fail at basicauth_credentials')])
    expect((await state()).ids).toContain(old)
    await desk.call('PATCH', `/consumers/alice/basic-auth/${id}`, { password: 'another one' })
    expect((await desk.keelson(removal)).code).toBe(0)
    expect((await desk.keelson('dump -o -')).code).toBe(0)
  })

  it('goes on where it was cut off', async () => {
    await furnish()
    const file = desk.path('keys.json')
    let signal: () => void = () => undefined
    let patches = 0
    await desk.restart({
      intercept: ({ method }) => {
        if (method === 'PATCH' && ++patches === 2) signal()
        return undefined
      },
    })
    await desk.keelson(`keyring recover --private-key ${desk.path('recovery.pem')} --activate ${old}`)
    const cut = await desk.keelson(`keyring rotate -o ${file} --yes --parallelism 1`, {
      onReady: (send) => (signal = send),
    })
    expect([cut.code, cut.stdout]).toEqual([130, expect.stringContaining('Interrupted. ')])
    expect(cut.stdout).toContain('keelson keyring rotate --resume, with the same -o FILE, does the rest.')
    const { active, ids } = await state()
    const written = Number(/(\d+) encrypted/.exec(cut.stdout)?.[1])
    expect(patches).toBe(written)
    const rest = await desk.keelson(`keyring rotate -o ${file} --resume --yes --output json`)
    expect(rest.code).toBe(0)
    expect(reportOf(rest.stdout)).toMatchObject({ rewritten: { written: 4 - written, earlier: written } })
    expect([patches, (await state()).ids]).toEqual([4, ids])
    expect(await keysInUse()).toEqual([active])
  })

  it.skipIf(!isBuilt)('goes on after it was killed', async () => {
    await furnish()
    let kill: () => void = () => undefined
    let patches = 0
    await desk.restart({
      intercept: ({ method }) => {
        if (method === 'PATCH' && ++patches === 3) kill()
        return undefined
      },
    })
    await desk.keelson(`keyring recover --private-key ${desk.path('recovery.pem')} --activate ${old}`)
    const file = desk.path('keys.json')
    const killed = await runProgram(['keyring', 'rotate', '-o', file, '--yes', '--parallelism', '1'], {
      env: { KEELSON_ADDR: desk.sandbox.url },
      meanwhile: (child) => {
        kill = () => child.kill('SIGKILL')
      },
    })
    expect(killed.code).toBeNull()
    const { active, ids } = await state()
    expect([active === old, ids.length]).toEqual([false, 2])
    const rest = await desk.keelson(`keyring rotate -o ${file} --resume --remove-old --yes`)
    expect([rest.code, rest.stderr]).toEqual([0, ''])
    // What was written when it was killed may have got into the journal, or not; then it is written again.
    const told = /^(\d) encrypted entit(?:y|ies) written with \w{8}(?:, (\d) before)?; 0 failed\.\n/.exec(rest.stdout)
    expect(Number(told?.[1]) + Number(told?.[2] ?? 0)).toBe(4)
    expect((await state()).ids).toEqual([active])
    expect(await keysInUse()).toEqual([active])
  })

  it('goes on with its own key where it was cut off before that was active', async () => {
    await furnish()
    let broken = true
    await desk.restart({
      intercept: ({ path }) => (broken && path === '/keyring/activate' ? { status: 400, body: {} } : undefined),
    })
    broken = false
    await desk.keelson(`keyring recover --private-key ${desk.path('recovery.pem')} --activate ${old}`)
    broken = true
    const file = desk.path('keys.json')
    expect((await desk.keelson(`keyring rotate -o ${file} --yes`)).code).toBe(1)
    broken = false
    const { active, ids } = await state()
    expect([active, ids.length]).toEqual([old, 2])
    const rest = await desk.keelson(`keyring rotate -o ${file} --resume --remove-old --yes`)
    expect([rest.code, rest.stdout]).toEqual([
      0,
      expect.stringContaining(`4 encrypted entities written with ${ids[1]}`),
    ])
    expect(await state()).toEqual({ active: ids[1], ids: [ids[1]] })
    expect(await keysInUse()).toEqual([ids[1]])
  })

  it('does not take the key that is active for that of a rotation that it knows nothing of', async () => {
    const ran = await desk.keelson(`keyring rotate -o ${desk.path('other.json')} --resume --yes`)
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining('there is no rotation to go on with')])
  })

  it('goes on with no key that is not in custody', async () => {
    let exports = 0
    await desk.restart({
      intercept: ({ path }) => (path === '/keyring/export' && ++exports > 1 ? { status: 400, body: {} } : undefined),
    })
    await desk.keelson(`keyring recover --private-key ${desk.path('recovery.pem')} --activate ${old}`)
    const file = desk.path('keys.json')
    expect((await desk.keelson(`keyring rotate -o ${file} --yes`)).code).toBe(1)
    const ran = await desk.keelson(`keyring rotate -o ${file} --resume --yes`)
    expect([ran.code, ran.stderr]).toEqual([3, expect.stringContaining(`was in ${file}`)])
    expect((await state()).active).toBe(old)
  })

  it('accounts for what could not be written, and does it the next time', async () => {
    await furnish()
    let broken = true
    await desk.restart({
      intercept: ({ method, path }) =>
        broken && method === 'PATCH' && path.startsWith('/team') ? { status: 403, body: { message: 'no' } } : undefined,
    })
    await desk.keelson(`keyring recover --private-key ${desk.path('recovery.pem')} --activate ${old}`)
    const file = desk.path('keys.json')
    const ran = await desk.keelson(`keyring rotate -o ${file} --remove-old --yes`)
    expect([ran.code, ran.stdout]).toEqual([5, expect.stringMatching(/failed {2}certificate \S+ in workspace team: /)])
    expect((await state()).ids).toContain(old)
    broken = false
    expect((await desk.keelson(`keyring rotate -o ${file} --resume --remove-old --yes`)).code).toBe(0)
    const { active, ids } = await state()
    expect(ids).toEqual([active])
    expect(await keysInUse()).toEqual([active])
  })

  it('activates nothing when the new key is not in custody', async () => {
    let exports = 0
    await desk.restart({
      intercept: ({ path }) => (path === '/keyring/export' && ++exports > 1 ? { status: 400, body: {} } : undefined),
    })
    await desk.keelson(`keyring recover --private-key ${desk.path('recovery.pem')} --activate ${old}`)
    const nowhere = await desk.keelson(`keyring rotate -o ${desk.path('none/keys.json')} --yes`)
    expect([nowhere.code, (await state()).ids]).toEqual([1, [old]])
    const ran = await desk.keelson(`keyring rotate -o ${desk.path('keys.json')} --yes`)
    const { active, ids } = await state()
    expect([ran.code, active, ids.length]).toEqual([1, old, 2])
    expect(ran.stderr).toContain(`the key ${ids[1]} was made, but is in the memory of the gateway only`)
    expect((await desk.keelson('keyring rotate --yes')).code).toBe(4)
  })

  it('removes no key that it only guesses to be the old one', async () => {
    const ran = await desk.keelson('keyring rotate --recovery-configured --resume --remove-old --yes')
    expect([ran.code, ran.stderr]).toEqual([
      3,
      expect.stringContaining('which key is the old one is not known any more'),
    ])
  })

  it('has nothing to rotate without an active key', async () => {
    const line = `keyring rotate -o ${desk.path('keys.json')} --yes`
    await desk.restart()
    const empty = await desk.keelson(line)
    expect([empty.code, empty.stderr]).toEqual([3, expect.stringContaining('keelson keyring generate makes the first')])
    await desk.keelson(`keyring recover --private-key ${desk.path('recovery.pem')}`)
    const idle = await desk.keelson(line)
    expect([idle.code, idle.stderr]).toEqual([3, expect.stringContaining(`hint: keelson keyring activate ${old}\n`)])
  })
})
