import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Fields } from '../../../src/model/value.ts'
import { brokenRegex } from '../../../src/providers/kong/validate/regex.ts'
import { isIpOrCidr, readAddress } from '../../../src/providers/kong/validate/rules/address.ts'
import { textRules } from '../../../src/providers/kong/validate/rules/text-rules.ts'
import { check, entity, lines } from './desired.ts'
import { authority, certificate, certificateKey, expiredAuthority, otherCertificate, otherKey } from './pem-samples.ts'

describe('readAddress', () => {
  it.each([
    ['h.example.com', { type: 'name' }],
    ['a_b.c.', { type: 'name' }],
    ['h:80', { type: 'name', port: 80 }],
    ['1.2.3.4', { type: 'ipv4' }],
    ['1.2.3.4:65535', { type: 'ipv4', port: 65535 }],
    ['::1', { type: 'ipv6' }],
    ['[::1]', { type: 'ipv6' }],
    ['[2001:db8::1]:443', { type: 'ipv6', port: 443 }],
  ])('%s', (text, expected) => expect(readAddress(text)).toEqual(expected))

  it.each([
    '',
    'a b',
    'h:',
    'h:99999',
    'http://x',
    'a..b',
    'a-.b',
    '1.2.3',
    '256.1.1.1',
    '1.2.3.4:x',
    '::g',
    '[::1',
    '::ffff:1.2.3.4',
    'ü.de',
  ])('%j is none', (text) => expect(readAddress(text)).toBeUndefined())
})

describe('isIpOrCidr', () => {
  it.each(['1.2.3.4', '10.0.0.0/8', '::1', '2001:db8::/32'])('%s is', (text) => expect(isIpOrCidr(text)).toBe(true))
  it.each(['nope', '1.2.3.4/33', '::1/129', '1.2.3.4/8/8', '1.2.3/8'])('%s is not', (text) =>
    expect(isIpOrCidr(text)).toBe(false),
  )
})

describe('brokenRegex', () => {
  it.each([
    ['a(', 'a "(" is never closed'],
    ['a)', 'a ")" was never opened'],
    ['[a', 'a "[" is never closed'],
    ['*a', '"*" has nothing to repeat'],
    ['(+)', '"+" has nothing to repeat'],
    ['a|?', '"?" has nothing to repeat'],
    ['a**', '"*" has nothing to repeat'],
    ['a\\', 'it ends with a lone backslash'],
  ])('%s', (pattern, expected) => expect(brokenRegex(pattern)).toBe(expected))

  it.each([
    ...[
      '/a(?<n>gex)$',
      '^(?:a|b)+?$',
      '(?i)abc',
      '(?P<x>a)(?P=x)',
      '[[:alpha:]]+',
      '[]a]',
      '[^]]',
      'a++',
      'a{2,}',
      '\\Q(*\\E',
    ],
    ...[
      '(?#(()a',
      '(?=a)b',
      '(?<!a)b',
      '(?>a)',
      '(*UTF8)a',
      '(?x) a # (',
      '\\(',
      '(a|)',
      '^',
      '',
      '(?|a|b)',
      '\\d+\\.\\w*',
    ],
  ])('%s is fine', (pattern) => expect(brokenRegex(pattern)).toBeUndefined())
})

describe('rules for texts', () => {
  it('name a recording or say that there is none', () => {
    for (const { source } of textRules) expect(source).toMatch(/[a-z-]+ \d+|not recorded/)
  })

  const service = { name: 'a', host: 'h' }
  const route = { name: 'r', paths: ['/'] }
  const REFUSED: [string, Fields, string][] = [
    ['service', { ...service, name: 'a/b' }, 'name "a/b" is not a valid name'],
    ['service', { ...service, host: 'h:80' }, 'host "h:80" must not have a port'],
    ['service', { ...service, path: '/a?b' }, 'path "/a?b" has characters that a path cannot have'],
    ['service', { ...service, path: '/%zz' }, 'path "/%zz" has a "%" that codes no character'],
    ['service', { ...service, tags: ['ok', 'a,b'] }, 'tags[1] "a,b" is not a valid tag'],
    ['route', { ...route, paths: ['~/a('] }, 'paths[0] "~/a(" is not a valid regular expression'],
    ['route', { ...route, hosts: ['a b'] }, 'hosts[0] "a b" is not a host name'],
    ['route', { ...route, headers: { 'x y': ['1'] } }, 'headers.x y "x y" is not a valid name'],
    [
      'route',
      { ...route, protocols: ['tcp'], paths: null, sources: [{ ip: 'x' }] },
      'sources[0].ip "x" is not an IP address or CIDR range',
    ],
    ['upstream', { name: '1.2.3.4' }, 'name "1.2.3.4" is an IP address'],
    ['target', { target: 'http://x' }, 'target "http://x" is not a host name or IP address, with or without a port'],
    ['sni', { name: '1.2.3.4' }, 'name "1.2.3.4" is an IP address'],
    ['sni', { name: 'a.*.b' }, 'name "a.*.b" has a wildcard in the middle'],
    ['oauth2', { name: 'a', redirect_uris: ['nope'] }, 'redirect_uris[0] "nope" is not a URL with scheme and host'],
    [
      'oauth2',
      { name: 'a', redirect_uris: ['https://a/#f'] },
      'redirect_uris[0] "https://a/#f" must not have a fragment',
    ],
    ['plugin', { name: 'cors', config: { origins: ['('] } }, 'config.origins[0] "(" is not a valid regular expression'],
    [
      'plugin',
      { name: 'bot-detection', config: { deny: ['('] } },
      'config.deny[0] "(" is not a valid regular expression',
    ],
    [
      'plugin',
      { name: 'ip-restriction', config: { allow: ['nope'] } },
      'config.allow[0] "nope" is not an IP address or CIDR range',
    ],
  ]

  it.each(REFUSED)('%s %j', async (kind, fields, reason) => {
    const [found, ...more] = await lines(kind, fields)
    expect(found).toContain(`: ${reason}`)
    expect(more).toEqual([])
  })

  it.each([
    ['service', { ...service, name: 'näme-✓' }],
    ['service', { ...service, path: "/a:b@c!$&'()*+,;=%20" }],
    ['route', { ...route, paths: ['/a b', '/ü', '/re.*', '~/re(?<n>gex)$'] }],
    ['route', { ...route, hosts: ['h:80', '*.example.org', 'example.*'] }],
    ['sni', { name: '*' }],
    ['plugin', { name: 'cors', config: { origins: ['*', 'https://.*\\.example\\.com'] } }],
  ] as [string, Fields][])('%s %j is taken', async (kind, fields) => expect(await lines(kind, fields)).toEqual([]))
})

describe('routes', () => {
  it.each([
    [{ name: 'r' }, 'one of methods, hosts, headers, paths, snis is required when protocols has https'],
    [{ name: 'r', protocols: ['http'] }, 'one of methods, hosts, headers, paths is required when protocols has http'],
    [{ name: 'r', protocols: ['tcp'] }, 'one of sources, destinations, snis is required when protocols has tcp'],
    [{ name: 'r', protocols: ['tls_passthrough'] }, 'snis is required when protocols has tls_passthrough'],
    [
      { name: 'r', protocols: ['http'], paths: ['/'], sources: [{ port: 1 }] },
      'sources cannot be set when protocols has http',
    ],
    [
      { name: 'r', protocols: ['grpc'], paths: ['/'], strip_path: true },
      'strip_path cannot be true when protocols has grpc',
    ],
  ] as [Fields, string][])('%j', async (fields, reason) => {
    const [found] = await lines('route', fields)
    expect(found).toContain(`route r: ${reason}`)
  })
})

describe('upstreams', () => {
  it('are told when their algorithm is not kept', async () => {
    const [found] = await check([entity('upstream', { name: 'u', algorithm: 'consistent-hashing' })])
    expect(found).toMatchObject({ level: 'warning', code: 'no-effect' })
    const given = { name: 'u', algorithm: 'consistent-hashing', hash_on: 'ip' }
    expect(await check([entity('upstream', given)])).toEqual([])
  })
})

describe('limits', () => {
  it('a longer period allows at least as much', async () => {
    const [found] = await lines('plugin', { name: 'rate-limiting', config: { minute: 10, hour: 5 } })
    expect(found).toContain('config.hour is lower than the limit for minute')
    const limits = { sms: { minute: 10, day: 5 } }
    const [inner] = await lines('plugin', { name: 'response-ratelimiting', config: { limits } })
    expect(inner).toContain('config.limits.sms.day is lower than the limit for minute')
  })
})

describe('certificates and keys', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const jwk = { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'k' }
  const publicPem = rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const pair = { cert: certificate, key: certificateKey }

  it.each([
    ['certificate', pair],
    ['certificate', { ...pair, cert_alt: otherCertificate, key_alt: otherKey }],
    ['certificate', { cert: '{vault://env/cert}', key: '{vault://env/key}' }],
    ['ca-certificate', { cert: authority }],
    ['key', { name: 'k', kid: 'k', jwk: JSON.stringify(jwk) }],
    ['key', { name: 'k', kid: 'k', pem: { public_key: publicPem } }],
    ['jwt', { algorithm: 'RS256', rsa_public_key: publicPem }],
    ['jwt', { algorithm: 'HS256', rsa_public_key: 'x' }],
  ] as [string, Fields][])('%s is taken', async (kind, fields) => expect(await lines(kind, fields)).toEqual([]))

  it.each([
    ['certificate', { cert: 'x', key: certificateKey }, 'cert is not a certificate in PEM'],
    ['certificate', { cert: certificate, key: 'x' }, 'key is not a private key in PEM'],
    ['certificate', { cert: certificate, key: otherKey }, 'key does not belong to cert'],
    [
      'certificate',
      { ...pair, cert_alt: certificate, key_alt: certificateKey },
      'cert_alt holds a key of the same type as cert (ec)',
    ],
    ['certificate', { ...pair, cert_alt: certificate }, 'cert_alt and key_alt must be given together'],
    ['ca-certificate', { cert: certificate }, 'cert is not a certificate of an authority (CA)'],
    ['ca-certificate', { cert: authority + authority }, 'cert holds more than one certificate'],
    ['ca-certificate', { cert: expiredAuthority }, 'cert expired on'],
    ['key', { name: 'k', kid: 'other', jwk: JSON.stringify(jwk) }, 'jwk has another "kid" than the key'],
    ['key', { name: 'k', kid: 'k', jwk: '{' }, 'jwk is not a JSON object'],
    ['key', { name: 'k', kid: 'k', jwk: '{"kty":"RSA","kid":"k"}' }, 'jwk is not a usable RSA key'],
    ['key', { name: 'k', kid: 'k', pem: { public_key: 'x' } }, 'pem.public_key is not a public key in PEM'],
    ['key', { name: 'k', kid: 'k' }, 'one of jwk and pem is required'],
    ['jwt', { algorithm: 'RS256', rsa_public_key: 'x' }, 'rsa_public_key is not a public key in PEM'],
    ['jwt', { algorithm: 'RS256' }, 'rsa_public_key is required when algorithm is "RS256"'],
  ] as [string, Fields, string][])('%s: %j', async (kind, fields, reason) => {
    expect((await lines(kind, fields)).join('\n')).toContain(reason)
  })
})
