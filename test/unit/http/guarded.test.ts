import { afterEach, describe, expect, it } from 'vitest'
import { connectHttp } from '../../../src/http/connect-http.ts'
import type { Event } from '../../../src/model/event.ts'
import { Secret } from '../../../src/model/secret.ts'
import { maskMaterial } from '../../../src/secrets/mask-material.ts'
import { connectionTo, fakeServer, json, type Script } from './fake-server.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function setUp(script: Script) {
  const server = await fakeServer(script)
  const events: Event[] = []
  const http = connectHttp(connectionTo(server.url), { emit: (event) => events.push(event) })
  closers.push(() => http.close(), server.close)
  return { server, http, events }
}

describe('a form', () => {
  it('is sent as multipart, and traced without its secrets', async () => {
    const { server, http, events } = await setUp((_, response) => json(response, 200, {}))
    const pem = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'
    await http.post('/recover', { recovery_private_key: new Secret(pem) }, { form: true })
    const { headers, body = '' } = server.seen[0] ?? {}
    const parsed = await new Response(body, {
      headers: { 'content-type': String(headers?.['content-type']) },
    }).formData()
    expect([...parsed.entries()]).toEqual([['recovery_private_key', pem]])
    expect(JSON.stringify(events)).not.toContain('AAAA')
  })
})

describe('a guarded answer', () => {
  const key = Buffer.alloc(32, 'k').toString('base64')

  it.each([
    [{ message: `no such key: ${key}` }, 'no such key: (secret)'],
    [{ error: 'RSA_KEY is missing for recovery_private_key' }, 'RSA_KEY is missing for recovery_private_key'],
    [{ id: 'abcdefgh', key }, 'no reason given'],
    [key, 'no reason given'],
  ])('gives only words to the failure: %j', async (body, reason) => {
    const { http } = await setUp((_, response) => json(response, 400, body))
    const error = await http.post('/keyring', {}, { guarded: true }).catch((caught: Error) => caught)
    expect(error).toMatchObject({ facts: { reason, status: 400 } })
  })

  it('knows material from names', () => {
    expect(maskMaterial('the key_with_a_long_name and keyring_recovery_public_key')).not.toContain('(secret)')
    expect(maskMaterial(`x ${Buffer.alloc(32, 7).toString('hex')} y`)).toBe('x (secret) y')
    expect(maskMaterial(`x ${Buffer.alloc(32, 251).toString('base64url')} y`)).toBe('x (secret) y')
    expect(maskMaterial('cut -----BEGIN PRIVATE KEY-----\nab\ncd')).toBe('cut (secret)')
  })
})
