import { describe, expect, it } from 'vitest'
import { nearest } from '../../../src/model/nearest.ts'
import { Secret } from '../../../src/model/secret.ts'
import { serviceUrl } from '../../../src/providers/kong/shape/service-url.ts'
import { targetAddress } from '../../../src/providers/kong/shape/target-address.ts'
import { flat, found } from './document.ts'

describe('serviceUrl', () => {
  it.each([
    ['https://u.example.com:8443/base', { protocol: 'https', host: 'u.example.com', port: 8443, path: '/base' }],
    ['http://u2.example.com', { protocol: 'http', host: 'u2.example.com', port: 80 }],
    ['https://h/', { protocol: 'https', host: 'h', port: 443, path: '/' }],
    ['grpcs://h', { protocol: 'grpcs', host: 'h', port: 80 }],
    ['http://[::1]:8080/x', { protocol: 'http', host: '::1', port: 8080, path: '/x' }],
    ['http://h/a%20b', { protocol: 'http', host: 'h', port: 80, path: '/a%20b' }],
  ])('%s', (text, parts) => {
    expect(serviceUrl(text)).toEqual({ ...parts, dropped: [] })
  })

  it.each(['not a url', 'http:/h', '//h', 'http://', 'http://a:b:c', 'http://h:99999999'])('refuses %s', (text) => {
    expect(serviceUrl(text)).toBeUndefined()
  })

  it('tells what a service cannot hold', () => {
    expect(serviceUrl('http://u:p@h/x?a=1#f')?.dropped).toEqual(['user and password', 'query', 'fragment'])
  })

  it('gives way to explicit fields, and says so', () => {
    const result = flat({ services: [{ name: 's', url: 'http://a:81/p', host: 'b', port: 81 }] })
    expect(result.state.entities[0]?.fields).toEqual({ name: 's', host: 'b', port: 81, protocol: 'http', path: '/p' })
    expect(found(result)).toEqual(['warning url-overridden services.0.host'])
  })

  it('keeps what comes from the environment secret', () => {
    const result = flat({ services: [{ name: 's', url: new Secret('https://inner.example.com/p', 'DECK_URL') }] })
    const { host, port } = result.state.entities[0]?.fields ?? {}
    expect(host).toBeInstanceOf(Secret)
    expect(port).toBeInstanceOf(Secret)
    expect(JSON.stringify(result)).not.toContain('inner.example.com')
  })

  it('is an error when it is no URL, without showing it', () => {
    expect(
      found(
        flat({
          services: [
            { name: 's', url: 'nope' },
            { name: 't', url: 5 },
          ],
        }),
      ),
    ).toEqual(['error invalid-url services.0.url', 'error invalid-url services.1.url'])
  })
})

describe('targetAddress', () => {
  it.each([
    ['a.example.com', 'a.example.com:8000'],
    ['a.example.com:8080', 'a.example.com:8080'],
    ['H.EXAMPLE.com:80', 'H.EXAMPLE.com:80'],
    ['1.2.3.4', '1.2.3.4:8000'],
    ['::1', '[0000:0000:0000:0000:0000:0000:0000:0001]:8000'],
    ['[::1]:80', '[0000:0000:0000:0000:0000:0000:0000:0001]:80'],
    ['[2001:DB8::8:800]', '[2001:0db8:0000:0000:0000:0000:0008:0800]:8000'],
    ['::ffff:1.2.3.4', '[0000:0000:0000:0000:0000:ffff:0102:0304]:8000'],
    ['1:2:3:4:5:6:7:8', '[0001:0002:0003:0004:0005:0006:0007:0008]:8000'],
    ['1:2', '1:2'],
    ['1:::2', '1:::2'],
    ['http://x', 'http://x'],
    ['a b', 'a b:8000'],
  ])('%s is kept as %s', (given, kept) => {
    expect(targetAddress(given)).toBe(kept)
    expect(targetAddress(kept)).toBe(kept)
  })
})

describe('gRPC routes', () => {
  it('do not strip paths unless told to', () => {
    const { state } = flat({
      routes: [
        { name: 'a', protocols: ['grpc'] },
        { name: 'b', protocols: ['grpcs'], strip_path: true },
        { name: 'c', protocols: ['http'] },
      ],
    })
    expect(state.entities.map(({ fields }) => fields.strip_path)).toEqual([false, true, undefined])
  })
})

describe('nearest', () => {
  it('finds what was probably meant, and nothing far away', () => {
    const known = ['services', 'routes', 'upstreams', 'plugins']
    expect(nearest('serivces', known)).toBe('services')
    expect(nearest('Plugin', known)).toBe('plugins')
    expect(nearest('event_hooks', known)).toBeUndefined()
  })
})
