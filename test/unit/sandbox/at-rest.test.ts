import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { Refusal } from '../../../src/sandbox/kong/refusal.ts'
import type { AtRest } from '../../../src/sandbox/kong/store/at-rest.ts'
import { connect } from './client.ts'
import { LEAF, LEAF_KEY } from './pems.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-at-rest-'))
afterAll(() => rmSync(folder, { recursive: true }))

const PAIR = { cert: LEAF, key: LEAF_KEY }

/** A lock that can be shut: base64 behind a mark. */
function lock() {
  const state = { shut: false, kept: {} as object }
  const atRest: AtRest = {
    cipher: {
      seal: (text) => `$lock$${Buffer.from(text).toString('base64')}`,
      open(text) {
        if (!text.startsWith('$lock$')) return text
        if (state.shut) throw new Refusal(500, { message: 'no key' }, 1)
        return Buffer.from(text.slice(6), 'base64').toString()
      },
    },
    endpoints: [{ path: '/lock', methods: { GET: () => ({ status: 200, body: { shut: state.shut } }) } }],
    kept: () => ({ mark: 'kept' }),
    restore(kept) {
      state.kept = kept
    },
  }
  return { state, atRest }
}

describe('encryption at rest', () => {
  it('seals encrypted fields of entities and of plugins, lists included, in the data file and nowhere else', async () => {
    const data = join(folder, 'a.json')
    const { atRest } = lock()
    const kong = await connect({ data, atRest })
    const { cert, key } = PAIR
    const certificate = await kong.post('/certificates', { cert, key, snis: ['a.test'] })
    expect(certificate.body).toMatchObject({ cert, key, snis: ['a.test'] })
    const headers = { Authorization: 'Bearer very-secret' }
    const config = { http_endpoint: 'http://log.test', headers }
    expect((await kong.post('/plugins', { name: 'http-log', config })).body.config).toMatchObject(config)
    expect((await kong.get('/certificates/a.test')).body).toMatchObject({ key })
    await kong.sandbox.close()
    const text = readFileSync(data, 'utf8')
    expect(text).not.toContain('PRIVATE KEY')
    expect(text).toContain('a.test')
    const again = lock()
    const reopened = await connect({ data, atRest: again.atRest })
    expect((await reopened.get('/certificates')).body.data).toEqual([certificate.body])
    expect(again.state.kept).toEqual({ mark: 'kept' })
    await reopened.sandbox.close()
  })

  it('holds in every workspace, and for what only Enterprise has', async () => {
    const data = join(folder, 'spaces.json')
    const kong = await connect({ data, edition: 'enterprise', atRest: lock().atRest })
    await kong.post('/workspaces', { name: 'team' })
    await kong.post('/team/certificates', PAIR)
    await kong.post('/team/partials', { name: 'p', type: 'redis-ce', config: { password: 'very-secret' } })
    await kong.post('/event-hooks', {
      source: 'crud',
      handler: 'webhook',
      config: { url: 'http://h', secret: 'very-secret' },
    })
    await kong.sandbox.close()
    const text = readFileSync(data, 'utf8')
    expect(text).not.toMatch(/PRIVATE KEY|very-secret/)
    const again = await connect({ data, edition: 'enterprise', atRest: lock().atRest })
    expect((await again.get('/team/certificates')).body.data).toMatchObject([PAIR])
    expect((await again.get('/team/partials/p')).body).toMatchObject({ config: { password: 'very-secret' } })
    expect((await again.get('/lock')).status).toBe(200)
    expect((await again.get('/team/lock')).status).toBe(404)
    await again.sandbox.close()
  })

  it('is what an answer says when it cannot be opened, while the rest goes on', async () => {
    const { atRest, state } = lock()
    const kong = await connect({ atRest })
    await kong.post('/certificates', PAIR)
    await kong.post('/services', { name: 's', host: 'h' })
    state.shut = true
    expect(await kong.get('/certificates')).toMatchObject({ status: 500, body: { message: 'no key' } })
    expect((await kong.get('/services/s')).status).toBe(200)
    expect((await kong.get('/')).status).toBe(200)
    expect((await kong.get('/lock')).body).toEqual({ shut: true })
    await kong.sandbox.close()
  })
})
