import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expressionFault } from '../../../src/sandbox/kong/rules/expression-rule.ts'
import { luaSyntaxFault } from '../../../src/sandbox/kong/rules/lua-syntax.ts'
import { faultsText } from '../../../src/sandbox/kong/schema/error-text.ts'
import { matchesLuaPattern } from '../../../src/sandbox/kong/schema/lua-pattern.ts'
import { isRegex } from '../../../src/sandbox/kong/schema/regex.ts'
import { type Client, connect } from './client.ts'

let kong: Client
beforeAll(async () => {
  kong = await connect()
})
afterAll(() => kong.sandbox.close())

describe('schema violations', () => {
  it.each([
    ['services', { host: 'h', port: 70000 }, { port: 'value should be between 0 and 65535' }],
    ['services', { host: 'h', port: '80' }, { port: 'expected an integer' }],
    [
      'services',
      { host: '', name: 'a b' },
      { host: 'length must be at least 1', name: expect.stringContaining('invalid value') },
    ],
    [
      'services',
      { host: 'h', tags: ['a,b', 'ok', 5] },
      { tags: [expect.stringContaining('invalid tag'), null, 'expected a string'] },
    ],
    ['services', { host: 'h', bogus: 1, enabled: null }, { bogus: 'unknown field', enabled: 'required field missing' }],
    [
      'services',
      { host: 'h', protocol: 'tcp', path: '/x' },
      { path: 'value must be null', '@entity': expect.any(Array) },
    ],
    ['routes', { paths: ['a'] }, { paths: ['should start with: / (fixed path) or ~/ (regex path)'] }],
    [
      'routes',
      { paths: ['/%41/../b', '/a b', '/a%2fb', '/ok', '~/(?<x>a%zz)'] },
      {
        paths: [
          "non-normalized path, consider use '/b' instead",
          null,
          "non-normalized path, consider use '/a%2Fb' instead",
        ],
      },
    ],
    ['snis', { name: 'a.*.b', certificate: { id: 'x' } }, { name: 'wildcard must be leftmost or rightmost character' }],
    [
      'plugins',
      { name: 'request-transformer', config: { add: { body: ['k:'] }, rename: { headers: ['a:b c'] } } },
      { config: { add: { body: ["key 'k' has no value"] }, rename: { headers: ["'b c' is not a valid header"] } } },
    ],
    [
      'plugins',
      {
        name: 'ai-proxy',
        config: {
          route_type: 'llm/v1/completions',
          model: { provider: 'anthropic', options: { anthropic_version: '1' } },
          logging: { log_statistics: true },
        },
      },
      { config: { '@entity': ['anthropic does not support statistics when route_type is llm/v1/completions'] } },
    ],
    [
      'routes',
      { protocols: ['http', 'tcp'], paths: ['/'] },
      { protocols: expect.stringContaining('mutually exclusive') },
    ],
    ['routes', { protocols: ['tls'] }, { '@entity': [expect.stringContaining("'sources', 'destinations', 'snis'")] }],
    [
      'routes',
      { protocols: ['grpc'], paths: ['/'], methods: ['GET'] },
      { methods: expect.stringContaining('cannot set') },
    ],
    ['consumers', {}, { '@entity': [expect.stringContaining('at least one of these fields')] }],
    [
      'upstreams',
      { name: 'u', hash_on: 'ip', hash_fallback: 'ip' },
      { hash_fallback: expect.any(String), '@entity': expect.any(Array) },
    ],
    ['plugins', { name: 'nope' }, { name: expect.stringContaining('not enabled') }],
    [
      'plugins',
      { name: 'acl', config: { allow: ['a'], deny: ['b'] } },
      { '@entity': [expect.stringContaining('exactly one')] },
    ],
    [
      'plugins',
      { name: 'rate-limiting', config: { hour: 1, minute: 2 } },
      { config: expect.stringContaining('cannot be lower') },
    ],
    ['plugins', { name: 'key-auth', consumer: { id: 'x' } }, { consumer: 'value must be null' }],
    [
      'plugins',
      { name: 'pre-function', config: { access: ['x y'] } },
      { config: { access: [expect.stringContaining("'=' expected near 'y'")] } },
    ],
    ['vaults', { name: 'env', prefix: 'Bad' }, { prefix: 'invalid value: Bad' }],
    [
      'jwt_secrets',
      { consumer: { id: 'x' }, algorithm: 'RS256' },
      { consumer: { id: 'expected a valid UUID' }, rsa_public_key: 'required field missing' },
    ],
    [
      'certificates',
      { cert: 'x', key: 'y' },
      { cert: expect.stringContaining('invalid certificate'), key: expect.stringContaining('invalid key') },
    ],
  ])('of %s %j', async (name, body, fields) => {
    const answer = await kong.post(`/schemas/${name}/validate`, body)
    expect(answer.status).toBe(400)
    expect(answer.body.fields).toMatchObject(fields)
  })

  it('are summed up with their number, two levels deep, the rest as a Lua table', () => {
    expect(faultsText({ b: 'x', a: { c: 'y', d: { e: ['z'] } }, '@entity': ['first'] })).toBe(
      '4 schema violations (first; a.c: y; a.d: {\n  e = {\n    "z"\n  }\n}; b: x)',
    )
  })
})

describe('every bundled plugin', () => {
  it('has a schema, and its default configuration is taken or refused for a stated reason', async () => {
    const plugins = ((await kong.get('/plugins/enabled')).body.enabled_plugins ?? []) as string[]
    expect(plugins).toHaveLength(45)
    for (const name of plugins) {
      expect((await kong.get(`/schemas/plugins/${name}`)).status).toBe(200)
      const { status, body } = await kong.post('/schemas/plugins/validate', { name })
      if (status !== 200)
        expect(JSON.stringify(body.fields), name).toMatch(/required field missing|must be (true|non-empty)|accepted/)
    }
  })

  it('keeps numbers at 14 significant digits', async () => {
    const { body } = await kong.post('/plugins', {
      name: 'request-size-limiting',
      config: { allowed_payload_size: 123456789012345 },
    })
    expect(body.config).toMatchObject({ allowed_payload_size: 123456789012340 })
  })

  it('makes a new random secret for sessions at each start', async () => {
    const secret = async (client: Client) => {
      const { body } = await client.post('/plugins', { name: 'session' })
      return (body.config as { secret: string }).secret
    }
    const other = await connect()
    const [first, second] = [await secret(kong), await secret(other)]
    expect(first).toMatch(/^[\w+/]{43}=$/)
    expect(second).not.toBe(first)
    await other.sandbox.close()
  })
})

describe('Lua patterns', () => {
  it.each([
    ['^[a-z][a-z%d-]-[a-z%d]+$', 'my-env', true],
    ['^[a-z][a-z%d-]-[a-z%d]+$', 'Bad_Prefix', false],
    ['^[^:]+:.*$', 'a:b', true],
    ['^%u+$', 'GET', true],
    ['^%u+$', 'get', false],
    ['%.%*$', 'x.*', true],
    ['^%*%.', '*.x', true],
    ['//', '/a//b', true],
    ['^[^*]*%*?[^*]*$', 'a.*.*', false],
    ['%w*%p*@+%w*%.?%w*', 'a@b.c', true],
    ['^[%a_-][%a%d_-]*$', '1a', false],
    ['^[^*&%%\\`]+$', 'a%b', false],
  ])('%s on %s is %s', (pattern, text, expected) => {
    expect(matchesLuaPattern(text, pattern)).toBe(expected)
  })
})

describe('Lua source', () => {
  it.each([
    'return function(a, ...) local t = { 1; x = 2, [3] = "]]" } return t[1].b:c(...) end',
    'for k, v in pairs(t) do if not v then break elseif k ~= 2 then goto x end ::x:: end -- c',
    "local s = [==[ ]] ]==] .. 'a\\'b' f\"x\" { 0x1p4, 1e-3, .5, 10ULL } while x do repeat until y end",
    '',
  ])('%s compiles', (source) => {
    expect(luaSyntaxFault(source)).toBeUndefined()
  })

  it.each([
    ['syntax error here', `[string "syntax error here"]:1: '=' expected near 'error'`],
    ['if x then\nfoo()\n', `[string "if x then..."]:3: 'end' expected (to close 'if' at line 1) near '<eof>'`],
    ['x = ', `[string "x = "]:1: unexpected symbol near '<eof>'`],
  ])('%j is refused in its words', (source, fault) => {
    expect(luaSyntaxFault(source)).toBe(fault)
  })
})

describe('router expressions', () => {
  it.each([
    'http.path == "/x"',
    'any(http.headers.x) ~ "^a" && !(net.dst.port >= 80 || tls.sni =^ ".b")',
    'net.src.ip in 10.0.0.0/8',
  ])('%s is fine', (source) => {
    expect(expressionFault(source)).toBeUndefined()
  })

  it.each([
    ['bogus == 1', 'Unknown LHS field'],
    ['net.dst.port == "80"', 'Type mismatch'],
    ['http.path ==', 'expected rhs'],
    ['http.path ~ "("', 'unclosed group'],
    ['http.path', 'expected binary_operator'],
  ])('%s is refused: %s', (source, why) => {
    expect(expressionFault(source)).toContain(why)
  })
})

describe("the gateway's own code", () => {
  it.each(['/a*+b', '/(?i)a', '/(?>a|b)[[:alpha:]]\\Q(\\E$', '/(?P<n>a)(?P=n)', '/[]a]', '/(?:a|(?#c)b)?+$'])(
    'takes the PCRE expression %s',
    (regex) => expect(isRegex(regex)).toBe(true),
  )

  it.each(['/a++(b', '/[a', '/a)', '/(?P<n>a', '/+*a'])('refuses the expression %s', (regex) => {
    expect(isRegex(regex)).toBe(false)
  })

  it.each([
    ['upstreams', { name: 'u', hash_on: 'cookie', hash_on_cookie: 'a b' }, 'hash_on_cookie', /^bad cookie name 'a b'/],
    [
      'plugins',
      { name: 'zipkin', config: { static_tags: ['b', 'c'].map((value) => ({ name: 'a', value })) } },
      'config',
      { static_tags: 'repeated tags are not allowed: a' },
    ],
  ])('checks %s %j', async (path, body, field, expected) => {
    const { fields } = (await kong.post(`/${path}`, body)).body
    const fault = expected instanceof RegExp ? expect.stringMatching(expected) : expected
    expect(fields?.[field]).toEqual(fault)
  })

  it('refuses to list what can be no tag', async () => {
    expect(await kong.get('/tags/a,b')).toMatchObject({ status: 400, body: { code: 10, name: 'invalid unique tag' } })
  })

  it('needs password and consumer together when a PATCH changes either', async () => {
    await kong.post('/consumers', { username: 'one' })
    await kong.post('/consumers', { username: 'two' })
    await kong.post('/consumers/one/basic-auth', { username: 'ba', password: 'p' })
    const text = "all or none of these fields must be set: 'password', 'consumer.id'"
    for (const body of [{ password: 'q' }, { consumer: { username: 'two' } }])
      expect((await kong.patch('/basic-auths/ba', body)).body.fields).toEqual({ '@entity': [text] })
    expect((await kong.patch('/basic-auths/ba', { consumer: { username: 'one' } })).status).toBe(200)
    expect((await kong.patch('/basic-auths/ba', { consumer: { username: 'two' }, password: 'q' })).status).toBe(200)
  })

  it('hashes a client secret when asked for, and a hash never again', async () => {
    await kong.post('/consumers', { username: 'three' })
    const made = await kong.post('/consumers/three/oauth2', { name: 'o', client_id: 'c', hash_secret: true })
    const hash = made.body.client_secret
    expect(hash).toMatch(/^\$pbkdf2-sha512\$i=10000,l=32\$[\w+/]{43}\$[\w+/]{43}$/)
    const again = await kong.put('/consumers/three/oauth2/c', { name: 'o', hash_secret: true, client_secret: hash })
    expect(again.body.client_secret).toBe(hash)
    expect((await kong.patch('/oauth2/c', { client_secret: 'x' })).status).toBe(400)
    expect((await kong.patch('/oauth2/c', { name: 'p' })).status).toBe(200)
  })
})
