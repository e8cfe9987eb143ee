import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import type { Fields, Value } from '../../../src/model/value.ts'
import { check, entity, line, lines } from './desired.ts'

const onUsers = { service: { nameOrId: 'users' } }

describe('messages for what people get wrong most', () => {
  it('a port out of range', async () => {
    expect(await lines('service', { name: 'users', host: 'h', port: 99999 })).toEqual([
      'services.0.port: service users: port 99999 is out of range | must be between 0 and 65535',
    ])
  })

  it('a protocol that does not exist', async () => {
    expect(await lines('service', { name: 'users', host: 'h', protocol: 'ftp' })).toEqual([
      'services.0.protocol: service users: protocol "ftp" is not one of the allowed values | allowed: grpc, grpcs, http, https, tcp, tls, tls_passthrough, udp',
    ])
    expect(await lines('service', { name: 'users', host: 'h', protocol: 'htps' })).toEqual([
      expect.stringContaining('| did you mean "https"? allowed: grpc,'),
    ])
  })

  it('a text where a number belongs', async () => {
    expect(await lines('plugin', { name: 'rate-limiting', config: { minute: 'abc' } }, onUsers)).toEqual([
      'plugins.0.config.minute: plugin rate-limiting on service users: config.minute "abc" is not a number | write a number',
    ])
    expect(await lines('plugin', { name: 'rate-limiting', config: { minute: '5' } })).toEqual([
      'plugins.0.config.minute: plugin rate-limiting: config.minute "5" is not a number | remove the quotes',
    ])
  })

  it('a text where a mapping belongs that may hold a secret, or whatever it was meant to hold', async () => {
    const config = { http_endpoint: 'http://x/', headers: 'authorization: Bearer hunter2' }
    expect(await lines('plugin', { name: 'http-log', config })).toEqual([
      'plugins.0.config.headers: plugin http-log: config.headers (a secret string) is not a mapping | write a mapping',
    ])
    expect(
      await lines('plugin', { name: 'rate-limiting', config: { minute: 5, redis: 'redis://:hunter2@r' } }),
    ).toEqual([
      'plugins.0.config.redis: plugin rate-limiting: config.redis (a secret string) is not a mapping | write a mapping',
    ])
    expect(await lines('plugin', { name: 'session', config: 'hunter2' })).toEqual([
      'plugins.0.config: plugin session: config (a secret string) is not a mapping | write a mapping',
    ])
    expect(await lines('plugin', { name: 'acme', config: { account_email: 'a@b.c', account_key: 'hunter2' } })).toEqual(
      ['plugins.0.config.account_key: plugin acme: config.account_key (a string) is not a mapping | write a mapping'],
    )
  })

  it('a text where a list belongs', async () => {
    expect(await lines('service', { name: 'a', host: 'h', tags: 'prod' })).toEqual([
      'services.0.tags: service a: tags "prod" is not a list | write it as a list, each entry after a dash',
    ])
  })

  it('an unknown plugin', async () => {
    expect(await lines('plugin', { name: 'rate-limitting', config: {} })).toEqual([
      'plugins.0.name: plugin rate-limitting: Kong 3.9 has no plugin "rate-limitting" | did you mean "rate-limiting"? a custom or Enterprise plugin is checked with --online, or with schemas from `keelson schemas pull`',
    ])
  })

  it('a misspelt field', async () => {
    expect(await lines('service', { name: 'users', hots: 'h', host: 'h' })).toEqual([
      'services.0.hots: service users: hots is not a known field | did you mean "host"?',
    ])
    expect(await lines('plugin', { name: 'cors', config: { orgins: ['*'] } })).toEqual([
      'plugins.0.config.orgins: plugin cors: config.orgins is not a known field | did you mean "origins"?',
    ])
  })
})

const CASES: [string, string, Fields, string[]][] = [
  ['a missing field', 'service', { name: 'a' }, ['services.0.host: service a: host is required | add host: a string']],
  [
    'what a record that is missing needs',
    'plugin',
    { name: 'udp-log' },
    [
      'plugins.0.config.host: plugin udp-log: config.host is required | add host: a string',
      'plugins.0.config.port: plugin udp-log: config.port is required | add port: an integer',
    ],
  ],
  [
    'null',
    'service',
    { name: 'a', host: 'h', port: null },
    ['services.0.port: service a: port must not be null | leave it out to get its default'],
  ],
  [
    'a number without a fraction',
    'service',
    { name: 'a', host: 'h', retries: 1.5 },
    ['services.0.retries: service a: retries 1.5 is not an integer | write an integer'],
  ],
  [
    'a number as a name',
    'service',
    { name: 5, host: 'h' },
    ['services.0.name: service: name 5 is not a string | put it in quotes'],
  ],
  [
    'a scalar for a list',
    'route',
    { name: 'r', paths: '/a' },
    ['routes.0.paths: route r: paths "/a" is not a list | write it as a list, each entry after a dash'],
  ],
  [
    'a text for a flag',
    'service',
    { name: 'a', host: 'h', enabled: 'true' },
    ['services.0.enabled: service a: enabled "true" is not a boolean | remove the quotes'],
  ],
  [
    'an empty text',
    'service',
    { name: 'a', host: '' },
    ['services.0.host: service a: host "" is empty | leave it out or give it a value'],
  ],
  [
    'an entry of a list',
    'upstream',
    { name: 'u', healthchecks: { active: { healthy: { http_statuses: [200, 99] } } } },
    [
      'upstreams.0.healthchecks.active.healthy.http_statuses.1: upstream u: healthchecks.active.healthy.http_statuses[1] 99 is out of range | must be between 100 and 999',
    ],
  ],
  [
    'a key of a map',
    'route',
    { name: 'r', headers: { Host: ['a'] }, paths: ['/'] },
    [
      "routes.0.headers.Host: route r: headers.Host does not have the form that Kong asks for (as a key) | cannot contain 'host' header, which must be specified in the 'hosts' attribute",
    ],
  ],
  [
    'a pattern',
    'route',
    { name: 'r', methods: ['get'] },
    [
      'routes.0.methods.0: route r: methods[0] "get" does not have the form that Kong asks for | it must match the Lua pattern ^%u+$',
    ],
  ],
  [
    'a condition',
    'service',
    { name: 'a', host: 'h', protocol: 'tcp', path: '/x' },
    ['services.0.path: service a: path "/x" must not be set when protocol is "tcp"'],
  ],
  [
    'a condition met by a default',
    'service',
    { name: 'a', host: 'h', tls_verify: true },
    ['services.0.tls_verify: service a: tls_verify true must not be set when protocol is "http"'],
  ],
  [
    'a condition of a plugin',
    'plugin',
    { name: 'rate-limiting', config: { minute: 5, policy: 'redis' } },
    ['plugins.0.config.redis.host: plugin rate-limiting: config.redis.host is required when config.policy is "redis"'],
  ],
  ['one of several', 'consumer', {}, ['consumers.0: consumer: one of custom_id and username is required']],
  [
    'one of several in a plugin',
    'plugin',
    { name: 'rate-limiting' },
    [
      'plugins.0.config: plugin rate-limiting: one of config.second, config.minute, config.hour, config.day, config.month, config.year is required',
    ],
  ],
  [
    'exactly one',
    'plugin',
    { name: 'acl', config: { allow: ['a'], deny: ['b'] } },
    ['plugins.0.config: plugin acl: only one of config.allow and config.deny may be given'],
  ],
  [
    'what excludes each other',
    'route',
    { name: 'r', protocols: ['http', 'tcp'], paths: ['/'] },
    ['routes.0.protocols: route r: protocols mixes what cannot go together: http/https and tcp/tls/udp'],
  ],
  [
    'what must differ',
    'upstream',
    { name: 'u', hash_on: 'header', hash_on_header: 'x', hash_fallback: 'header', hash_fallback_header: 'x' },
    ['upstreams.0: upstream u: hash_on_header and hash_fallback_header must differ'],
  ],
  [
    'a flat field and its replacement',
    'plugin',
    { name: 'rate-limiting', config: { minute: 5, redis_host: 'a', redis: { host: 'b' } } },
    [
      'plugins.0.config.redis_host: plugin rate-limiting: config.redis_host and redis.host are both given and differ | leave out redis_host, which is deprecated',
    ],
  ],
  [
    'a scope that a plugin cannot have',
    'plugin',
    { name: 'key-auth', consumer: { id: 'x' } },
    ['plugins.0.consumer: plugin key-auth: consumer must not be set'],
  ],
  [
    'a field of Kong Enterprise',
    'plugin',
    { name: 'cors', ordering: { before: {} } },
    ['plugins.0.ordering: plugin cors: ordering is not a known field | ordering needs Kong Enterprise'],
  ],
  [
    'a field of another router',
    'route',
    { name: 'r', expression: 'http.path == "/"' },
    [
      'routes.0.expression: route r: expression is not a known field | it needs router_flavor = expressions in the gateway; --online checks with the schemas of the target',
    ],
  ],
  [
    'a vault of Kong Enterprise',
    'vault',
    { name: 'hcv', prefix: 'my-vault' },
    ['vaults.0.name: vault my-vault: Kong 3.9 has no vault "hcv" | the hcv vault needs Kong Enterprise'],
  ],
  [
    'a ttl',
    'key-auth',
    { key: 'k', ttl: -1 },
    ['keyauth_credentials.0.ttl: key-auth: ttl -1 is out of range | must be between 0 and 100000000'],
  ],
  [
    'digits that Kong would round',
    'plugin',
    { name: 'rate-limiting', config: { minute: 123456789012345 } },
    [
      'plugins.0.config.minute: plugin rate-limiting: config.minute has more than 14 significant digits | Kong would store another number',
    ],
  ],
  [
    'digits that Kong would round in health checks',
    'upstream',
    { name: 'u', healthchecks: { threshold: 33.3333333333333 } },
    [
      'upstreams.0.healthchecks.threshold: upstream u: healthchecks.threshold has more than 14 significant digits | Kong would store another number',
    ],
  ],
]

describe('one message for each field', () => {
  it.each(CASES)('%s', async (_, kind, fields, expected) => {
    expect(await lines(kind, fields)).toEqual(expected)
  })

  it('names all problems at once', async () => {
    const found = await lines('service', { name: 'a b', bogus: 1, port: -1, protocol: 'x', retries: 'a' })
    expect(found.map((each) => each.split(':')[0])).toEqual([
      'services.0.host',
      'services.0.bogus',
      'services.0.retries',
      'services.0.protocol',
      'services.0.port',
      'services.0.name',
    ])
  })

  it('takes a flat field for the one it stands for', async () => {
    const config = { minute: 5, policy: 'redis', redis_host: 'a' }
    expect(await lines('plugin', { name: 'rate-limiting', config })).toEqual([])
  })

  it('takes a vault reference in place of a text with a form', async () => {
    expect(
      await lines('plugin', { name: 'acme', config: { account_email: '{vault://env/mail}', tos_accepted: true } }),
    ).toEqual([])
  })
})

describe('values from the environment', () => {
  const secret = (value: string | number | boolean | undefined): Value => new Secret(value, 'DECK_X')

  it('are checked and never shown', async () => {
    const fields = { name: 'a', host: secret('bad host'), port: secret(99999), tags: [secret('x,y')] }
    const found = await lines('service', fields)
    expect(found).toEqual([
      'services.0.port: service a: port (secret) is out of range | must be between 0 and 65535',
      'services.0.tags.0: service a: tags[0] (secret) is not a valid tag | no comma, slash or control character',
      'services.0.host: service a: host (secret) is not a host name or IP address',
    ])
    expect(await lines('service', { name: 'a', host: 'h', port: secret('hunter2') })).toEqual([
      'services.0.port: service a: port (a secret string) is not an integer | write an integer',
    ])
  })

  it('that are not known are of the right type', async () => {
    const fields = {
      name: 'a',
      host: secret(undefined),
      port: secret(undefined),
      protocol: secret(undefined),
      path: '/x',
    }
    expect(await lines('service', fields)).toEqual([])
    const config = { minute: secret(undefined), policy: secret(undefined), redis: { port: secret(undefined) } }
    expect(await lines('plugin', { name: 'rate-limiting', config })).toEqual([])
    expect(await lines('plugin', { name: 'acl', config: { allow: [secret(undefined)] } })).toEqual([])
  })

  it('never stand in a message, whatever field they are put in', async () => {
    const value = secret('s3cr3t-value')
    const everywhere: Fields = {
      name: value,
      host: value,
      port: value,
      tags: value,
      path: value,
      protocol: value,
      bogus: value,
    }
    for (const kind of ['service', 'route', 'upstream', 'consumer', 'jwt', 'key', 'certificate', 'vault', 'plugin']) {
      const found = await check([entity(kind, everywhere), entity(kind, everywhere, {}, 1)])
      expect(found.map(line).join()).not.toContain('s3cr3t')
      expect(found.length).toBeGreaterThan(0)
    }
  })

  it('of a secret field are hidden wherever they came from', async () => {
    const [found] = await lines('plugin', { name: 'rate-limiting', config: { minute: 1, redis: { password: 12345 } } })
    expect(found).toContain('config.redis.password (a secret number) is not a string')
  })
})
