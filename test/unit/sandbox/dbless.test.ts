import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Client, connect, uuid } from './client.ts'

let kong: Client
beforeAll(async () => {
  kong = await connect({ dbless: true })
})
afterAll(() => kong.sandbox.close())

const config = {
  _format_version: '3.0',
  services: [
    {
      name: 's',
      url: 'https://h.example.com/p',
      tags: ['t'],
      routes: [{ name: 'r', paths: ['/r'], plugins: [{ name: 'cors' }] }],
    },
  ],
  consumers: [{ username: 'bob', basicauth_credentials: [{ username: 'u', password: 'p' }] }],
}

describe('POST /config', () => {
  it('replaces everything, nested entities refer to what is around them', async () => {
    const made = await kong.post('/config', config)
    expect(made.status).toBe(201)
    expect(Object.keys(made.body).sort()).toEqual([
      'basicauth_credentials',
      'consumers',
      'plugins',
      'routes',
      'services',
    ])
    const route = (await kong.get('/routes/r')).body
    expect(route.service).toEqual({ id: (await kong.get('/services/s')).body.id })
    expect((await kong.get('/plugins')).body.data).toMatchObject([{ name: 'cors', route: { id: route.id } }])
    await kong.post('/config', { _format_version: '3.0', consumers: config.consumers })
    expect((await kong.get('/services')).body.data).toEqual([])
  })

  it('gives the same ids to the same content', async () => {
    await kong.post('/config', config)
    const { id } = (await kong.get('/services/s')).body
    await kong.post('/config', { ...config, consumers: [] })
    expect((await kong.get('/services/s')).body.id).toBe(id)
  })

  it('hashes passwords unless it is told not to', async () => {
    await kong.post('/config', config)
    const { id } = (await kong.get('/consumers/bob')).body
    const stored = async () => (await kong.get('/consumers/bob/basic-auth')).body.data?.[0]?.password
    expect(await stored()).toBe(createHash('sha1').update(`p${id}`).digest('hex'))
    await kong.post('/config', { ...config, _transform: false })
    expect(await stored()).toBe('p')
  })

  it('takes YAML, as a body or as text in JSON, and sees what it has already', async () => {
    const yaml = '_format_version: "3.0"\nservices:\n- name: y\n  host: h\n'
    const sent = await fetch(`${kong.sandbox.url}/config`, {
      method: 'POST',
      body: yaml,
      headers: { 'Content-Type': 'text/yaml' },
    })
    expect(sent.status).toBe(201)
    expect((await kong.post('/config?check_hash=1', { config: yaml })).status).toBe(304)
    const text = String((await kong.get('/config')).body.config)
    expect(text).toMatch(/^_format_version: '3.0'\n_transform: false\nservices:\n- /)
    expect((await kong.post('/config', { config: text })).status).toBe(201)
    expect((await kong.get('/services/y')).status).toBe(200)
  })

  it('refuses what is not valid and keeps what it had', async () => {
    await kong.post('/config', config)
    const bad = {
      _format_version: '3.0',
      services: [
        { name: 'ok', host: 'h' },
        { name: 'x', port: 'a', routes: [{ name: 'r' }] },
      ],
    }
    const plain = await kong.post('/config', bad)
    expect(plain).toMatchObject({
      status: 400,
      body: { code: 14, fields: { services: [null, { port: 'expected an integer', host: 'required field missing' }] } },
    })
    const flat = await kong.post('/config?flatten_errors=1', bad)
    expect(flat.body).toMatchObject({ fields: {} })
    expect(flat.body.flattened_errors).toHaveLength(2)
    expect((await kong.get('/services/s')).status).toBe(200)
  })

  it.each([
    [{}, '_format_version'],
    [{ _format_version: '9' }, '_format_version'],
    [{ _format_version: '3.0', _info: {} }, '_info'],
    [{ _format_version: '3.0', services: {}, routes: { a: 1 } }, 'routes'],
    [{ _format_version: '3.0', routes: [{ name: 'r', paths: ['/'], service: 'none' }] }, 'routes'],
    [
      {
        _format_version: '3.0',
        services: [
          { name: 'a', host: 'h' },
          { name: 'a', host: 'h' },
        ],
      },
      'services',
    ],
    [
      {
        _format_version: '3.0',
        services: [
          { id: uuid(1), host: 'h' },
          { id: uuid(1), host: 'h' },
        ],
      },
      'services',
    ],
  ])('refuses %j because of %s', async (body, field) => {
    const answer = await kong.post('/config', body)
    expect(answer.status).toBe(400)
    expect(Object.keys(answer.body.fields ?? {})).toEqual([field])
  })
})

describe('other writes', () => {
  it.each([
    ['POST', '/services', "cannot create 'services' entities when not using a database"],
    ['PUT', '/services/s', "cannot create or update 'services' entities by 'name' when not using a database"],
    ['PUT', `/services/${uuid(1)}`, "cannot create or update 'services' entities when not using a database"],
    ['PATCH', '/services/s', "cannot update 'services' entities by 'name' when not using a database"],
    ['DELETE', '/services/s', "cannot remove 'services' entities by 'name' when not using a database"],
  ])('%s %s is 405 code 12', async (method, path, message) => {
    await kong.post('/config', config)
    const body = method === 'DELETE' ? undefined : { host: 'h' }
    expect(await kong.call(method, path, body)).toMatchObject({ status: 405, body: { code: 12, message } })
  })

  it('still validates', async () => {
    expect((await kong.post('/schemas/services/validate', { host: 'h' })).status).toBe(200)
    expect((await kong.post('/services', {})).body.code).toBe(2)
  })

  it('has no /config with a database', async () => {
    const other = await connect()
    expect((await other.get('/config')).status).toBe(400)
    await other.sandbox.close()
  })
})
