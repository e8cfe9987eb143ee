import { stripVTControlCharacters } from 'node:util'
import { describe, expect, it } from 'vitest'
import type { Change, FieldChange } from '../../../src/model/change.ts'
import { Secret } from '../../../src/model/secret.ts'
import { planText } from '../../../src/report/plan-text.ts'
import { planOf } from '../../cli/fake-plan.ts'
import { one, two } from './certificates.ts'

const plain = { colour: 0, verbose: false } as const

function update(...fields: FieldChange[]): Change {
  return { id: 'update service a', action: 'update', kind: 'service', label: 'a', fields }
}

function fieldLines(field: FieldChange, verbose = false): string[] {
  const lines = planText(planOf([update(field)]), { colour: 0, verbose }).split('\n')
  return lines.slice(1, lines.indexOf('')).map((line) => line.slice(6))
}

function change(
  action: Change['action'],
  kind: string,
  label: string,
  parent?: string,
  more: Partial<Change> = {},
): Change {
  const [parentKind = '', parentLabel = ''] = parent?.split(' ') ?? []
  const under = parent === undefined ? {} : { parent: { kind: parentKind, label: parentLabel } }
  return { id: `${action} ${kind} ${label}`, action, kind, label, fields: [], ...under, ...more }
}

describe('the text of a plan', () => {
  it('without an entity in the files does not say that the target has none', () => {
    const empty = planOf([])
    expect(planText({ ...empty, current: { service: 48 } }, plain)).toBe(
      'No changes. The state files hold no entities to compare.\n',
    )
    expect(planText(empty, plain)).toBe('No changes. There are no entities to compare.\n')
  })

  it('is grouped by parent, one line a change, deletes first in the summary', () => {
    const plan = planOf(
      [
        change('create', 'route', 'r1', 'service a', { after: { name: 'r1' } }),
        change('update', 'service', 'a', undefined, { fields: [{ path: 'host', before: 'x', after: 'y' }] }),
        change('create', 'plugin', 'cors', 'route r1'),
        change('delete', 'route', 'r9', 'service z'),
        change('delete', 'consumer', 'bob'),
        change('delete', 'acl', 'admins', 'consumer bob', { takenBy: 'delete consumer bob', outside: 'selection' }),
        change('replace', 'upstream', 'u', undefined, { fields: [{ path: 'id', before: '1', after: '2' }] }),
      ],
      { service: 4, route: 3 },
    )
    expect(planText(plan, plain)).toBe(`~ update service a
      host: "x" → "y"
    + create route r1
        + create plugin cors
  service z
    - delete route r9
- delete consumer bob
    - delete acl admins (taken along by "delete consumer bob"; outside the selection)
± replace upstream u
      id: "1" → "2"

Plan: 3 to delete (1 of them taken along), 1 to replace, 2 to create, 1 to update; 7 unchanged.
`)
  })

  it('without changes says so', () => {
    const text = planText(planOf([], { service: 4, route: 3 }), plain)
    expect(text).toBe('No changes. 7 entities are as the state files say.\n')
    expect(planText(planOf([], { service: 1 }), plain)).toBe('No changes. 1 entity is as the state files say.\n')
  })

  it('shows whole entities with verbose, nested and without what is null', () => {
    const after = {
      name: 'a',
      tags: ['x', 'y'],
      retries: null,
      config: { redis: { host: 'h', password: new Secret('no') }, list: [{ a: 1, b: 2 }, { a: 3 }], empty: {} },
      script: 'line 1\nline 2\n',
    }
    const plan = planOf([change('create', 'plugin', 'p', undefined, { after })])
    expect(planText(plan, plain).split('\n')[1]).toBe('')
    expect(planText(plan, { colour: 0, verbose: true })).toBe(
      `+ create plugin p
      name: "a"
      tags: ["x","y"]
      config:
        redis:
          host: "h"
          password: (secret)
        list:
          - a: 1
            b: 2
          - a: 3
        empty: {}
      script:
        line 1
        line 2
        
Plan: 1 to create; 0 unchanged.
`.replace('        \nPlan', '        \n\nPlan'),
    )
  })

  it('tells detours', () => {
    const plan = planOf([
      change('update', 'service', 'a', undefined, { fields: [{ path: 'name', before: 'b', after: 'a' }] }),
    ])
    const [step] = plan.steps
    if (step === undefined) throw new Error('no step')
    plan.steps.push(
      { ...step, id: 'x', note: 'by way of a temporary name' },
      { ...step, id: 'y', note: 'by way of a temporary name' },
    )
    expect(planText(plan, plain)).toContain('~ update service a (by way of a temporary name)\n')
  })

  it('reads the same without colour', () => {
    const plan = planOf([update({ path: 'host', before: 'x', after: 'y' }), change('delete', 'route', 'r')])
    const coloured = planText(plan, { colour: 1, verbose: false })
    expect(coloured).toContain('\u001b[')
    expect(stripVTControlCharacters(coloured)).toBe(planText(plan, plain))
  })

  it('escapes what could steer a terminal', () => {
    const label = 'a\u001b[2Jb\u0007\n\u202Ec\u009b'
    const text = planText(planOf([change('create', 'service', label)]), plain)
    expect(text.split('\n')[0]).toBe('+ create service a\\u001b[2Jb\\u0007\\n\\u202ec\\u009b')
  })

  it('shows every line of a large plan', () => {
    const many = Array.from({ length: 50_000 }, (_, index) =>
      change('create', 'route', `r${index}`, `service s${index % 999}`),
    )
    expect(planText(planOf(many), plain).split('\n').length).toBeGreaterThan(50_000)
  })
})

describe('a field that changes', () => {
  it.each<[string, FieldChange, string]>([
    ['a value', { path: 'port', before: 80, after: 443 }, 'port: 80 → 443'],
    ['types', { path: 'x', before: '80', after: 80 }, 'x: "80" → 80'],
    ['a record', { path: 'x', before: { a: 1 }, after: [1] }, 'x: {"a":1} → [1]'],
    ['something new', { path: 'path', after: '/a' }, 'path: (none) → "/a"'],
    ['something gone', { path: 'path', before: false, after: null }, 'path: false → (none)'],
    ['an entry that came', { path: 'paths[2]', after: '/a' }, 'paths[2]: + "/a"'],
    ['an entry that went', { path: 'tags[]', before: 'x' }, 'tags[]: - "x"'],
    [
      'a move',
      { path: 'hosts[0]', before: 'd', after: 'd', moved: { from: 3, to: 0 } },
      'hosts[0]: "d" moved from 3 to 0',
    ],
    ['a secret', { path: 'key', before: new Secret('abc'), after: new Secret('def') }, 'key: (secret, changed)'],
    ['a secret that was clear', { path: 'key', before: 'abc', after: new Secret('def') }, 'key: (secret, changed)'],
    ['a secret that is clear', { path: 'key', before: new Secret('abc'), after: 'def' }, 'key: (secret, changed)'],
    ['a new secret', { path: 'key', after: new Secret('def') }, 'key: (none) → (secret)'],
    ['a secret gone', { path: 'key', before: new Secret('def') }, 'key: (secret) → (none)'],
    ['a secret entry', { path: 'keys[1]', after: new Secret('def') }, 'keys[1]: + (secret)'],
    [
      'a secret moved',
      { path: 'k[1]', before: new Secret('d'), after: new Secret('d'), moved: { from: 0, to: 1 } },
      'k[1]: (secret) moved from 0 to 1',
    ],
    [
      'a secret inside',
      { path: 'x', before: { a: new Secret('1') }, after: { a: new Secret('2') } },
      'x: {"a":"(secret)"} (secret, changed)',
    ],
    ['controls', { path: 'a\u001b', before: '\u001b[1m', after: '\u202e' }, 'a\\u001b: "\\u001b[1m" → "\\u202e"'],
  ])('%s', (_name, field, line) => {
    expect(fieldLines(field)).toEqual([line])
  })

  it('of several lines is a text difference', () => {
    const before = Array.from({ length: 12 }, (_, index) => `line ${index}\n`).join('')
    const after = before.replace('line 5\n', 'line five\nand more\u001b\n')
    expect(fieldLines({ path: 'script', before, after })).toEqual([
      'script:',
      '     line 3',
      '     line 4',
      '    -line 5',
      '    +line five',
      '    +and more\\u001b',
      '     line 6',
      '     line 7',
    ])
  })

  it('that is long is cut, unless verbose', () => {
    const before = Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join('')
    const short = fieldLines({ path: 'script', before, after: 'x\n' })
    expect([short.length, short.at(-1)]).toEqual([
      32,
      expect.stringMatching(/^ {4}… 7\d more lines \(--verbose shows all\)$/),
    ])
    expect(fieldLines({ path: 'script', before, after: 'x\n' }, true).length).toBeGreaterThan(100)
  })

  it('of one long line shows the part that differs', () => {
    const [head, tail] = ['h'.repeat(300), 't'.repeat(300)]
    const field = { path: 'x', before: `${head}old${tail}`, after: `${head}new${tail}` }
    const edges = (word: string) => `…"${'h'.repeat(20)}${word}${'t'.repeat(20)}"…`
    expect(fieldLines(field)).toEqual([`x: ${edges('old')} → ${edges('new')}`])
    expect(fieldLines(field, true)).toEqual([`x: "${field.before}" → "${field.after}"`])
  })

  it('that is a certificate is told by subject, expiry and fingerprint', () => {
    const lines = fieldLines({ path: 'cert', before: one, after: two + one })
    expect(lines).toEqual([
      'cert:',
      '    - CN=one.example, O=Test, expires 2036-11-18T11:33:38Z, SHA-256 C3:98:BC:C8:35:43:A2:27:F0:C1:4C:84:FA:43:54:CE:DF:C1:6D:EF:DF:66:99:73:60:4E:B0:D7:5B:81:7C:D6',
      expect.stringMatching(/^ {4}\+ CN=two\.example, O=Test, expires .* SHA-256 50:E1:.*, and 1 more in the chain$/),
    ])
    expect(lines.join()).not.toContain('BEGIN')
  })

  it('that only looks like a certificate is shown as text', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nnope\n-----END CERTIFICATE-----\n'
    expect(fieldLines({ path: 'cert', before: broken, after: `${broken}x` }).join('\n')).toContain('nope')
  })

  it('that is a private key is never shown, marked or not', () => {
    const key = '-----BEGIN EC PRIVATE KEY-----\nabc\n-----END EC PRIVATE KEY-----\n'
    expect(fieldLines({ path: 'x', before: key, after: `${key}\n` })).toEqual(['x: (secret, changed)'])
    expect(fieldLines({ path: 'x', after: { inner: [key] } })).toEqual(['x: (none) → {"inner":["(secret)"]}'])
  })
})
