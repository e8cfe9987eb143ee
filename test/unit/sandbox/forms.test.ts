import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readForm, readMultipart } from '../../../src/sandbox/kong/api/form.ts'
import { type Client, connect, uuid } from './client.ts'

let kong: Client
beforeAll(async () => {
  kong = await connect()
})
afterAll(() => kong.sandbox.close())

const FORM = 'application/x-www-form-urlencoded'
async function send(method: string, path: string, body: string, type = FORM) {
  const response = await fetch(kong.sandbox.url + path, { method, body, headers: { 'Content-Type': type } })
  return { status: response.status, body: await response.json() }
}

describe('names of form fields', () => {
  it.each([
    ['a.b.c=1', { a: { b: { c: '1' } } }],
    ['a[b]=1&a["c.d"]=2', { a: { b: '1', 'c.d': '2' } }],
    ['a[]=1&a[]=2', { a: ['1', '2'] }],
    ['a[1]=x&a[2]=y', { a: ['x', 'y'] }],
    ['a=1&a=2', { a: ['1', '2'] }],
    ['a[]=1&a[]=2&a=3', { a: [['1', '2'], '3'] }],
    ['a.b[]=1&a.c=2', { a: { b: ['1'], c: '2' } }],
    ['a[1].b=1&a[1].c=2&a[2].b=3', { a: [{ b: '1', c: '2' }, { b: '3' }] }],
  ])('%s', (text, expected) => {
    expect(readForm(new URLSearchParams(text))).toEqual(expected)
  })

  it('are read from multipart bodies too', () => {
    const part = (name: string, value: string) =>
      `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
    const body = `${part('config.minute', '5')}${part('name', 'a\r\nb')}--XX--\r\n`
    expect([...(readMultipart(body, 'multipart/form-data; boundary="XX"') ?? [])]).toEqual([
      ['config.minute', '5'],
      ['name', 'a\r\nb'],
    ])
    expect(readMultipart(body, 'multipart/form-data')).toBeUndefined()
  })
})

describe('form bodies', () => {
  it('get the types of their fields, maps, targets and time to live included', async () => {
    const service = await send('POST', '/services', 'name=f&host=h&port=81&tags[1]=a&tags[2]=b&enabled=false')
    expect(service.body).toMatchObject({ port: 81, tags: ['a', 'b'], enabled: false })
    const route = await send('POST', '/services/f/routes', 'name=r&paths=/a&headers.x-a=1&strip_path=false')
    expect(route.body).toMatchObject({ paths: ['/a'], headers: { 'x-a': ['1'] }, strip_path: false })
    await send('POST', '/upstreams', 'name=u&healthchecks.active.healthy.interval=5')
    const target = await send('POST', '/upstreams/u/targets', 'target=a&weight=5')
    expect(target).toMatchObject({ status: 201, body: { target: 'a:8000', weight: 5 } })
    await send('POST', '/consumers', 'username=f&custom_id=12')
    const key = await send('POST', '/consumers/f/key-auth', 'key=abc&ttl=100')
    expect(key).toMatchObject({ status: 201, body: { key: 'abc', ttl: expect.any(Number) } })
    expect(await send('PUT', '/consumers/f/acls/g', 'tags=x')).toMatchObject({ status: 200, body: { group: 'g' } })
  })

  it('of a PATCH take the types of the plugin that is there', async () => {
    await send('POST', '/plugins', 'name=rate-limiting&instance_name=rl&config.minute=5')
    const patched = await send('PATCH', '/plugins/rl', 'config.minute=6&config.hour=9')
    expect(patched).toMatchObject({ status: 200, body: { config: { minute: 6, hour: 9 } } })
    expect((await send('PATCH', `/plugins/${uuid(404)}`, 'config.minute=6')).status).toBe(404)
  })

  it('may be multipart', async () => {
    const body = '--B\r\nContent-Disposition: form-data; name="url"\r\n\r\nhttp://x:90/p\r\n--B--\r\n'
    const made = await send('POST', '/services', body, 'multipart/form-data; boundary=B')
    expect(made).toMatchObject({ status: 201, body: { host: 'x', port: 90, path: '/p' } })
  })
})
