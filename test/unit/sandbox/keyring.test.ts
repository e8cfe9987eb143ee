import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openText, sealedWith, sealText } from '../../../src/sandbox/kong/keyring/cipher.ts'
import { createKeyring, type KeyringOptions } from '../../../src/sandbox/kong/keyring/keyring.ts'
import { connect } from './client.ts'
import { LEAF, LEAF_KEY } from './pems.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-keyring-'))
afterAll(() => rmSync(folder, { recursive: true }))

const rsaPair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })

const pair = rsaPair()
const recovery = rsaPair()
const ALL: KeyringOptions = {
  publicKey: pair.publicKey,
  privateKey: pair.privateKey,
  recoveryPublicKey: recovery.publicKey,
}
const CERTIFICATE = { cert: LEAF, key: LEAF_KEY, snis: ['a.test'] }
const UNREADABLE = { status: 500, body: { message: 'An unexpected error occurred' } }

const stored = (data: string): string => {
  const { rows } = JSON.parse(readFileSync(data, 'utf8')) as { rows: { certificates: { key: string }[] } }
  return rows.certificates[0]?.key ?? ''
}

/** A gateway with one encrypted certificate, gone through a restart. */
async function restarted(name: string, options: KeyringOptions = ALL) {
  const data = join(folder, name)
  const first = await connect({ data, edition: 'enterprise', keyring: options })
  const { body: key } = await first.post('/keyring/generate', {})
  const { body: certificate } = await first.post('/certificates', CERTIFICATE)
  const { body: exported } = await first.post('/keyring/export', {})
  await first.sandbox.close()
  return { kong: await connect({ data, edition: 'enterprise', keyring: options }), data, key, certificate, exported }
}

describe('the cipher of the keyring', () => {
  it('makes texts of the documented form, each with a nonce of its own, that only the key opens', () => {
    const key = { id: 'RfsDJ2Ol', material: Buffer.alloc(32, 7) }
    const sealed = sealText(key, 'grüße')
    expect(sealed).toMatch(/^\$ke\$1\$-RfsDJ2Ol-[0-9a-f]{24}-[0-9a-f]+$/)
    expect([sealedWith(sealed), sealedWith('grüße'), sealText(key, 'grüße') === sealed]).toEqual([
      'RfsDJ2Ol',
      undefined,
      false,
    ])
    expect(openText(key, sealed)).toBe('grüße')
    expect(() => openText({ ...key, material: Buffer.alloc(32, 8) }, sealed)).toThrow()
    expect(() => openText(key, `${sealed.slice(0, -1)}${sealed.endsWith('0') ? '1' : '0'}`)).toThrow()
  })
})

describe('the keyring of the sandbox', () => {
  it('generates keys, of which the first is active, and tells them by id', async () => {
    const kong = await connect({ edition: 'enterprise', keyring: ALL })
    expect(await kong.get('/keyring')).toMatchObject({ status: 200, body: { ids: [] } })
    expect(await kong.get('/keyring/active')).toMatchObject({ status: 404 })
    expect(await kong.post('/certificates', CERTIFICATE)).toMatchObject(UNREADABLE)
    const first = await kong.post('/keyring/generate', {})
    expect([first.status, first.body]).toEqual([201, { id: expect.stringMatching(/^\w{8}$/), key: expect.any(String) }])
    expect(Buffer.from(String(first.body.key), 'base64')).toHaveLength(32)
    const second = await kong.post('/keyring/generate', {})
    expect((await kong.get('/keyring')).body).toEqual({
      active: first.body.id,
      ids: [first.body.id, second.body.id],
    })
    expect((await kong.post('/keyring/activate', { key: second.body.id })).status).toBe(204)
    expect((await kong.get('/keyring/active')).body).toEqual({ id: second.body.id })
    expect((await kong.post('/keyring/remove', { key: second.body.id })).status).toBe(400)
    expect((await kong.post('/keyring/remove', { key: first.body.id })).status).toBe(204)
    expect((await kong.get('/keyring')).body).toEqual({ active: second.body.id, ids: [second.body.id] })
    expect((await kong.post('/keyring/activate', { key: 'nobody00' })).status).toBe(404)
    expect((await kong.post('/keyring/vault/sync', {})).status).toBe(400)
    await kong.sandbox.close()
  })

  it('loses its keys at a restart, and reads nothing encrypted until they are imported', async () => {
    const { kong, data, key, certificate, exported } = await restarted('import.json')
    expect(stored(data)).toMatch(new RegExp(`^\\$ke\\$1\\$-${key.id}-`))
    expect(readFileSync(data, 'utf8')).not.toContain(String(key.key))
    expect((await kong.get('/keyring')).body).toEqual({ ids: [] })
    expect(await kong.get('/certificates')).toMatchObject(UNREADABLE)
    expect((await kong.get('/services')).status).toBe(200)
    expect((await kong.post('/keyring/import', { data: 'bm9uc2Vuc2U=' })).status).toBe(400)
    expect((await kong.post('/keyring/import', { data: exported.data })).status).toBe(201)
    expect((await kong.get('/keyring')).body).toEqual({ ids: [key.id] })
    expect((await kong.get('/certificates')).body.data).toEqual([certificate])
    await kong.sandbox.close()
  })

  it('takes keys back by the recovery key alone, also as multipart, and counts those that it does not open', async () => {
    const { kong, key, certificate } = await restarted('recover.json', { recoveryPublicKey: recovery.publicKey })
    expect((await kong.post('/keyring/export', {})).status).toBe(400)
    const wrong = await kong.post('/keyring/recover', { recovery_private_key: pair.privateKey })
    expect([wrong.status, wrong.body]).toEqual([
      200,
      { message: 'successfully recovered 0 keys', recovered: [], not_recovered: [key.id] },
    ])
    const form = new FormData()
    form.set('recovery_private_key', new Blob([recovery.privateKey]), 'key.pem')
    const answer = await fetch(`${kong.sandbox.url}/keyring/recover`, { method: 'POST', body: form })
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { message: 'successfully recovered 1 keys', recovered: [key.id], not_recovered: [] },
    ])
    expect((await kong.get('/certificates')).body.data).toEqual([certificate])
    expect((await kong.get('/keyring/active')).status).toBe(404)
    await kong.sandbox.close()
  })

  it('opens no file that a request names', async () => {
    const path = join(folder, 'recovery.pem')
    writeFileSync(path, recovery.privateKey)
    const kong = await connect({ edition: 'enterprise', keyring: ALL })
    expect((await kong.post('/keyring/recover', { recovery_private_key: path })).status).toBe(400)
    await kong.sandbox.close()
  })

  it('takes raw keys, and not another one under an id that is taken', async () => {
    const { kong, key, certificate } = await restarted('raw.json')
    const raw = (data: unknown) => kong.post('/keyring/import/raw', { id: key.id, data })
    expect((await raw('dG9vIHNob3J0')).status).toBe(400)
    expect((await raw(key.key)).status).toBe(201)
    expect((await raw(key.key)).status).toBe(201)
    expect((await raw(Buffer.alloc(32).toString('base64'))).status).toBe(409)
    expect((await kong.get('/certificates')).body.data).toEqual([certificate])
    await kong.sandbox.close()
  })

  it('encrypts what is written with the active key and reads under any', async () => {
    const { kong, data, key, certificate, exported } = await restarted('rotate.json')
    await kong.post('/keyring/import', { data: exported.data })
    const { body: next } = await kong.post('/keyring/generate', {})
    await kong.post('/keyring/activate', { key: next.id })
    expect((await kong.get('/certificates')).body.data).toEqual([certificate])
    await kong.patch(`/certificates/${certificate.id}`, { key: LEAF_KEY })
    await kong.post('/keyring/remove', { key: key.id })
    expect((await kong.get('/certificates')).status).toBe(200)
    await kong.sandbox.close()
    expect(sealedWith(stored(data))).toBe(next.id)
  })

  it('says how long an answer is to wait for a missing key', () => {
    const { cipher } = createKeyring({ wait: 25_000 })
    const sealed = sealText({ id: 'RfsDJ2Ol', material: Buffer.alloc(32) }, 'text')
    expect(() => cipher.open(sealed)).toThrow(expect.objectContaining({ status: 500, wait: 25_000 }))
    expect(cipher.open('text')).toBe('text')
  })

  it('reads its RSA keys from a path, from PEM text and from that in base64', async () => {
    const path = join(folder, 'public.pem')
    writeFileSync(path, pair.publicKey)
    const kong = await connect({
      edition: 'enterprise',
      keyring: { publicKey: path, privateKey: Buffer.from(pair.privateKey).toString('base64') },
    })
    expect((await kong.post('/keyring/export', {})).status).toBe(200)
    await kong.sandbox.close()
    await expect(connect({ edition: 'enterprise', keyring: { publicKey: 'nonsense' } })).rejects.toThrow()
  })
})
