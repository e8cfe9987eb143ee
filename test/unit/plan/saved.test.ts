import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import type { Value } from '../../../src/model/value.ts'
import { differences, sideText } from '../../../src/plan/saved/differences.ts'
import { nameOfKey, stampWith } from '../../../src/plan/saved/fingerprint.ts'
import { recall } from '../../../src/plan/saved/recall.ts'
import { saveChanges } from '../../../src/plan/saved/save.ts'
import { digestOf, stableJson } from '../../../src/plan/saved/stable-json.ts'
import { findStale } from '../../../src/plan/saved/stale.ts'
import { unveil, veil } from '../../../src/plan/saved/veil.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { controllerWith, entity, id, planFor } from '../../support/scenario.ts'

const key = Buffer.alloc(32, 7)
const veiled = (value: Value, stamp = stampWith(key)) => veil(value, 'a change', stamp)
const text = (value: object, indent = 0) => [...stableJson(value, indent)].join('')

describe('a secret in a saved plan', () => {
  it('is a reference where its value comes from elsewhere', () => {
    expect(veil(new Secret('s3cret', 'DECK_KEY'), '', undefined)).toEqual({
      $secret: { reference: `\${{ env "DECK_KEY" }}` },
    })
    expect(veil(new Secret('x', 'A, B'), '', undefined)).toEqual({
      $secret: { reference: `\${{ env "A" }} \${{ env "B" }}` },
    })
    expect(veil(new Secret('{vault://env/kong-key}'), '', undefined)).toEqual({
      $secret: { reference: '{vault://env/kong-key}' },
    })
  })

  it('is else nothing but the word that there is one, whatever its value and length', () => {
    for (const value of ['', 'short', 'long '.repeat(99), 42, true, 'prefix {vault://env/x}'])
      expect(veil(new Secret(value), '', undefined)).toEqual({ $secret: {} })
    expect(veil('-----BEGIN RSA PRIVATE KEY-----\nMIIE', '', undefined)).toEqual({ $secret: {} })
  })

  it('has a fingerprint under a key, which depends on the value, the change and the key, and not on chance', () => {
    const one = veiled(new Secret('a'))
    expect(one).toEqual({ $secret: { fingerprint: expect.stringMatching(/^hmac-sha256:[0-9a-f]{64}$/) } })
    expect(veiled(new Secret('a'))).toEqual(one)
    expect(veiled(new Secret('b'))).not.toEqual(one)
    expect(veiled(new Secret(1))).not.toEqual(veiled(new Secret('1')))
    expect(veil(new Secret('a'), 'another change', stampWith(key))).not.toEqual(one)
    expect(veiled(new Secret('a'), stampWith(randomBytes(32)))).not.toEqual(one)
    expect(nameOfKey(key)).not.toContain(key.toString('hex'))
  })

  it('is told from a field that is called like its mark', () => {
    const value = { $secret: 'no secret', $$secret: { $secret: 1 }, plain: [new Secret('x')] }
    const plain = veil(value, '', undefined)
    expect(plain).toEqual({ $$secret: 'no secret', $$$secret: { $$secret: 1 }, plain: [{ $secret: {} }] })
    expect(unveil(plain)).toEqual({ ...value, plain: [new Secret(undefined)] })
  })
})

describe('the canonical form', () => {
  it('is the same for the same data, whatever the order of its keys', () => {
    expect(text({ b: [1, { d: 1, c: { f: 0, e: undefined } }], a: null })).toBe(
      '{"a":null,"b":[1,{"c":{"f":0},"d":1}]}',
    )
    expect(digestOf({ a: 1, b: { c: [2], d: 3 } })).toBe(digestOf({ b: { d: 3, c: [2] }, a: 1 }))
    expect(digestOf({ a: [1, 2] })).not.toBe(digestOf({ a: [2, 1] }))
  })

  it('is JSON, with and without blanks, at every depth', () => {
    const value = { plans: [{ changes: [{ after: { x: { y: ['a\nb', {}, []] } } }], waves: [['a'], []] }], empty: {} }
    expect(JSON.parse(text(value))).toEqual(value)
    expect(JSON.parse(text(value, 2))).toEqual(value)
    expect(text(value, 2)).toBe(JSON.stringify(JSON.parse(text(value)), null, 2))
  })

  it('keeps keys that mean something to JavaScript', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"1":2,"a":3}')
    expect(JSON.parse(text(value, 2))).toEqual(value)
    expect(text(veil(value, '', undefined) as object)).toBe(text(value))
  })
})

describe('what moved', () => {
  it('is named by the smallest thing that differs; null and absent are the same', () => {
    const was = { a: { b: [1, { c: 1 }] }, gone: 'x', none: null }
    const is = { a: { b: [1, { c: 2 }] }, new: true }
    expect(differences(was, is)).toEqual([
      { path: 'a.b[1].c', was: 1, is: 2 },
      { path: 'gone', was: 'x' },
      { path: 'new', is: true },
    ])
    expect(differences([1], [1, 2])).toEqual([{ path: '', was: [1], is: [1, 2] }])
  })

  it('compares secrets by fingerprint where both sides have one, else as there or not', () => {
    const [one, other] = [veiled(new Secret('a')), veiled(new Secret('b'))]
    const bare = { $secret: {} }
    expect(differences({ s: one }, { s: other })).toHaveLength(1)
    expect(differences({ s: one }, { s: one })).toEqual([])
    expect(differences({ s: bare }, { s: other })).toEqual([])
    expect(differences({ s: bare }, {})).toEqual([{ path: 's', was: bare }])
    expect(differences({ s: bare }, { s: 'plain' })).toHaveLength(1)
    expect(sideText({ list: [one, 1] })).toBe('{"list":["(secret)",1]}')
    expect([sideText(one), sideText(undefined), sideText('x'.repeat(99)).length]).toEqual(['(secret)', '(none)', 61])
  })
})

const alice = entity('consumer', { username: 'alice' }, { id: id(1) })
const keyOf = (more: { [field: string]: Value }) =>
  entity('key-auth', { key: 'k', ...more }, { id: id(2), refs: { consumer: { entity: alice } } })

describe('a saved change', () => {
  it('says nothing of time that runs down, but where it is given or changed', async () => {
    const controller = await controllerWith([alice, keyOf({ ttl: 100 })])
    const saved = saveChanges(planFor([alice, keyOf({ ttl: 200, tags: ['new'] })], controller), { kinds })
    expect(JSON.stringify(saved)).not.toContain('ttl')
    const shorter = saveChanges(planFor([alice, keyOf({ ttl: 50 })], controller), { kinds })
    expect(shorter.changes[0]).toMatchObject({ before: { ttl: 100 }, after: { ttl: 50 } })
    const held = controller.entities.get(id(2))
    if (held) held.fields.ttl = 99
    expect(findStale(shorter, saveChanges(planFor([alice, keyOf({ ttl: 50 })], controller), { kinds }), kinds)).toEqual(
      [],
    )
    const fresh = saveChanges(planFor([alice, keyOf({ ttl: 50 })], await controllerWith([alice])), { kinds })
    expect(fresh.changes[0]?.after).toMatchObject({ ttl: 50 })
  })

  it('is told apart from another one of the same name by its parents', async () => {
    const other = entity('consumer', { username: 'bob' }, { id: id(3) })
    const acl = (consumer: typeof alice) => entity('acl', { group: 'g' }, { refs: { consumer: { entity: consumer } } })
    const saved = saveChanges(planFor([alice, other, acl(alice), acl(other)], await controllerWith([alice, other])), {
      kinds,
    })
    const now = saveChanges(
      planFor([alice, other, acl(alice), acl(other)], await controllerWith([alice, other, acl(alice)])),
      { kinds },
    )
    expect(findStale(saved, now, kinds).map(({ message }) => message)).toEqual([
      'create acl g of consumer alice: it exists by now',
    ])
  })

  it('comes back as it was, secrets aside', async () => {
    const made = planFor([alice, keyOf({ tags: ['a'] })], await controllerWith([alice, keyOf({})]))
    const part = { ...saveChanges(made, { kinds }), warnings: [], refusals: [] }
    const back = recall(JSON.parse(text(part)))
    expect(back.plan.changes.map(({ id: name, action, label }) => [name, action, label])).toEqual(
      made.changes.map(({ id: name, action, label }) => [name, action, label]),
    )
    expect(back.plan.changes[0]?.before?.key).toBeInstanceOf(Secret)
    expect(saveChanges(back.plan, { kinds })).toMatchObject({ waves: made.waves, deletes_from: made.deletesFrom })
  })
})
