import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, connect } from './client.ts'
import { AUTHORITY, AUTHORITY_KEY, LEAF, LEAF_KEY } from './pems.ts'

let kong: Client
beforeAll(async () => {
  kong = await connect()
})
afterAll(() => kong.sandbox.close())

describe('CA certificates', () => {
  it('get their digest, are unique by it, and are kept while a service names them', async () => {
    const made = await kong.post('/ca_certificates', { cert: AUTHORITY, cert_digest: '0'.repeat(64) })
    const digest = createHash('sha256').update(new X509Certificate(AUTHORITY).raw).digest('hex')
    expect(made.body.cert_digest).toBe(digest)
    expect(await kong.post('/ca_certificates', { cert: AUTHORITY })).toMatchObject({
      status: 409,
      body: { fields: { cert_digest: digest } },
    })
    await kong.put('/services/ca', { host: 'h', protocol: 'https', ca_certificates: [made.body.id] })
    expect(await kong.del(`/ca_certificates/${made.body.id}`)).toMatchObject({
      status: 400,
      body: { code: 19, name: 'referenced by others' },
    })
    await kong.del('/services/ca')
    expect((await kong.del(`/ca_certificates/${made.body.id}`)).status).toBe(204)
  })

  it.each([
    [LEAF, 'certificate does not appear to be a CA because it is missing the "CA" basic constraint'],
    [AUTHORITY + AUTHORITY, 'please submit only one certificate at a time'],
  ])('are refused when they are none, or two', async (cert, text) => {
    const answer = await kong.post('/ca_certificates', { cert })
    expect(answer).toMatchObject({ status: 400, body: { fields: { '@entity': [text] } } })
  })
})

describe('certificates', () => {
  it('belong to their key, and have an alternative of another kind only', async () => {
    expect((await kong.post('/certificates', { cert: LEAF, key: LEAF_KEY })).status).toBe(201)
    const wrong = await kong.post('/certificates', { cert: LEAF, key: AUTHORITY_KEY })
    expect(wrong.body.fields).toEqual({ '@entity': ['certificate does not match key'] })
    const alike = await kong.post('/certificates', {
      cert: LEAF,
      key: LEAF_KEY,
      cert_alt: AUTHORITY,
      key_alt: AUTHORITY_KEY,
    })
    expect(JSON.stringify(alike.body.fields)).toContain('different type')
  })

  it('are kept while a service or an upstream names them, and take their SNIs along', async () => {
    const { body } = await kong.post('/certificates', { cert: LEAF, key: LEAF_KEY, snis: ['x.example.com'] })
    await kong.put('/services/mtls', { host: 'h', protocol: 'https', client_certificate: { id: body.id } })
    expect(await kong.del(`/certificates/${body.id}`)).toMatchObject({
      status: 400,
      body: { fields: { '@referenced_by': 'services' } },
    })
    await kong.put('/upstreams/mtls', { client_certificate: { id: body.id } })
    expect(await kong.del(`/certificates/${body.id}`)).toMatchObject({
      body: { fields: { '@referenced_by': 'upstreams' } },
    })
    await kong.del('/services/mtls')
    await kong.del('/upstreams/mtls')
    expect((await kong.del(`/certificates/${body.id}`)).status).toBe(204)
    expect((await kong.get('/snis/x.example.com')).status).toBe(404)
  })
})

describe('keys', () => {
  it('are a JWK with the same kid or a PEM, unique by kid in their set', async () => {
    const jwk = JSON.stringify({ ...createPublicKey(LEAF_KEY).export({ format: 'jwk' }), kid: 'a' })
    await kong.post('/key-sets', { name: 'ks' })
    expect((await kong.post('/keys', { name: 'k', kid: 'a', jwk, set: { name: 'ks' } })).status).toBe(201)
    expect((await kong.post('/key-sets/ks/keys', { kid: 'a', jwk })).status).toBe(409)
    expect((await kong.post('/keys', { kid: 'b', jwk })).body.fields).toEqual({
      '@entity': ['kid in jwk.kid must be equal to keys.kid'],
    })
    expect((await kong.post('/keys', { kid: 'c', pem: { private_key: LEAF_KEY } })).status).toBe(201)
    expect((await kong.post('/keys', { kid: 'd', pem: { private_key: 'x' } })).body.fields).toEqual({
      pem: 'could not load private key',
    })
    expect((await kong.put('/keys/k', { kid: 'a', jwk })).status).toBe(500)
    await kong.del('/key-sets/ks')
    expect((await kong.get('/keys/k')).status).toBe(404)
  })
})
