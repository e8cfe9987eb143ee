import { describe, expect, it } from 'vitest'
import type { Entity } from '../../../src/model/entity.ts'
import type { Kind } from '../../../src/model/kind.ts'
import { Secret } from '../../../src/model/secret.ts'
import { leftOut } from '../../../src/plan/aside.ts'
import { glob } from '../../../src/plan/glob.ts'
import { select } from '../../../src/plan/select.ts'
import { kinds, unmanaged } from '../../../src/providers/kong/kinds.ts'

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

function chosen(lists: { exclude?: string[]; include?: string[]; only?: string[] }, known: readonly Kind[] = kinds) {
  return select(known, { only: [], exclude: [], ...lists }, unmanaged)
}

function leaves(
  lists: { exclude?: string[]; include?: string[] },
  kind: string,
  fields: Entity['fields'],
  own?: string,
) {
  return chosen(lists).leavesOut({ kind, fields, refs: {}, ...(own !== undefined && { id: own }) })
}

const said = (lists: Parameters<typeof chosen>[0], known?: readonly Kind[]) =>
  chosen(lists, known).diagnostics.map(({ message, hint }) => (hint === undefined ? message : `${message} | ${hint}`))

describe('a pattern', () => {
  it.each([
    ['svc-*', 'svc-a', true],
    ['svc-*', 'svc-', true],
    ['svc-*', 'my-svc-a', false],
    ['*legacy*', 'a-legacy-b', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a.c', 'abc', false],
    ['a+(b)[c]', 'a+(b)[c]', true],
    ['A', 'a', false],
    ['?', '💡', true],
    ['**', '', true],
    ['*a*b*c', 'xxaxxbxxcxxc', true],
    ['*a*b*c', 'xxaxxbxxcxx', false],
  ])('%s and %s: %s', (pattern, text, expected) => {
    expect(glob(pattern)(text)).toBe(expected)
  })

  it('takes no time to speak of, however many stars it has', () => {
    expect(glob(`${'*a'.repeat(40)}b`)('a'.repeat(5000))).toBe(false)
  })
})

describe('an entry of the lists', () => {
  it.each([
    ['consumers:svc-*', 'consumer', { username: 'svc-a' }, true],
    ['consumers:svc-*', 'consumer', { username: 'alice', custom_id: 'svc-1' }, true],
    ['consumers:svc-*', 'consumer', { username: 'alice' }, false],
    ['consumers:svc-*', 'service', { name: 'svc-a' }, false],
    ['consumer:name=svc-a', 'consumer', { username: 'svc-a' }, true],
    ['plugins:tag=legacy', 'plugin', { name: 'cors', tags: ['x', 'legacy'] }, true],
    ['plugins:tag=leg*', 'plugin', { name: 'cors', tags: ['legacy'] }, true],
    ['plugins:tag=legacy', 'plugin', { name: 'cors', tags: null }, false],
    ['plugins:cors', 'plugin', { name: 'cors' }, true],
    ['plugins:mine', 'plugin', { name: 'cors', instance_name: 'mine' }, true],
    ['ca-certificates:00*', 'ca-certificate', {}, true],
    ['jwt_secrets:a:b', 'jwt', { key: 'a:b' }, true],
  ])('%s fits %s %j: %s', (entry, kind, fields, expected) => {
    expect(leaves({ exclude: [entry] }, kind, fields as Entity['fields'], id(1))).toBe(expected)
  })

  it('sees through values from the environment', () => {
    const fields = { username: new Secret('svc-a', 'KEELSON_U'), tags: [new Secret('old', 'KEELSON_T')] }
    expect(leaves({ exclude: ['consumers:svc-a'] }, 'consumer', fields)).toBe(true)
    expect(leaves({ exclude: ['consumers:tag=old'] }, 'consumer', fields)).toBe(true)
  })

  it.each([
    [['consumers'], ['consumers:svc-*'], 'svc-a', false],
    [['consumers'], ['consumers:svc-*'], 'alice', true],
    [['consumers:svc-*'], ['consumers:svc-a'], 'svc-a', false],
    [['consumers:svc-*'], ['consumers:svc-a'], 'svc-b', true],
    [['consumers:svc-*'], ['consumers:*-a'], 'svc-a', true],
    [['consumers:svc-a'], ['consumers:svc-*'], 'svc-a', true],
    [['consumers:svc-a'], ['consumers'], 'svc-a', true],
    [['consumers'], ['consumers'], 'svc-a', true],
  ])('exclude %j, include %j: is consumer %s left out? %s', (exclude, include, username, expected) => {
    expect(leaves({ exclude, include }, 'consumer', { username })).toBe(expected)
  })

  it.each([
    [{ exclude: ['consumer:'] }, '"consumer:" names nothing after the colon'],
    [{ exclude: ['consumers:tag='] }, '"consumers:tag=" names nothing after the colon'],
    [{ exclude: ['consumers:a\nb'] }, '"consumers:a\\nb" holds a control character'],
    [{ exclude: ['keyauth_credentials:abc-key'] }, 'a key-auth has no name that could be shown'],
    [{ exclude: ['nonsense:x'] }, 'there is no kind "nonsense"'],
    [{ include: ['keyring'] }, 'keyring cannot be included: never part of a state file'],
    [{ include: ['developer-portal'] }, 'developer-portal cannot be included: never part of a state file'],
  ])('%j is refused', (lists, message) => {
    expect(said(lists)).toEqual([expect.stringContaining(message)])
  })

  it('may leave out what is left out anyway', () => {
    expect(said({ exclude: ['rbac-users', 'keyring', 'developer_portal'] })).toEqual([])
  })
})

describe('a kind that is left out by default', () => {
  const secret: Kind = {
    name: 'rbac-role',
    section: 'rbac_roles',
    schema: 'rbac_roles',
    excluded: 'access rights',
    keys: [['name']],
    unique: [['name']],
    references: [],
    readOnly: [],
    generated: [],
    secret: [],
    renameable: [],
    taggable: false,
    endpoint: { path: 'rbac/roles' },
  }
  const child: Kind = {
    ...secret,
    name: 'rbac-permission',
    section: 'rbac_permissions',
    references: [{ field: 'role', kind: 'rbac-role', onDelete: 'cascade', nested: 'permissions', always: true }],
  }
  delete child.excluded
  const known = [secret, child]

  it('comes in by --include, with what belongs to it, or in part', () => {
    expect([...chosen({}, known).kinds]).toEqual([])
    expect([...chosen({ include: ['rbac-roles'] }, known).kinds]).toEqual(['rbac-role', 'rbac-permission'])
    const part = chosen({ include: ['rbac_roles:team-*'] }, known)
    expect([...part.partly]).toEqual(['rbac-role'])
    const role = (name: string): Entity => ({ kind: 'rbac-role', fields: { name }, refs: {} })
    expect([part.leavesOut(role('team-a')), part.leavesOut(role('super-admin'))]).toEqual([false, true])
  })

  it('does not come in by --only', () => {
    expect(said({ only: ['rbac_roles'] }, known)).toEqual([
      'rbac_roles is left out: access rights | --include rbac_roles brings it in',
    ])
    expect(said({ only: ['rbac_roles'], include: ['rbac_roles'] }, known)).toEqual([])
  })
})

describe('what belongs to an excluded entity', () => {
  it('is left out with it, and what only refers to it is not', () => {
    const { leavesOut } = chosen({ exclude: ['consumers:svc-*', 'services:old'] })
    const at = (kind: string, n: number, fields: Entity['fields']): Entity => ({ kind, id: id(n), fields, refs: {} })
    const all = [
      at('key-auth', 1, { key: 'k', consumer: { id: id(5) } }),
      at('plugin', 2, { name: 'cors', consumer: { id: id(5) }, service: { id: id(7) } }),
      at('plugin', 3, { name: 'cors', consumer: { id: id(6) } }),
      at('route', 4, { name: 'r', service: { id: id(8) } }),
      at('consumer', 5, { username: 'svc-a' }),
      at('consumer', 6, { username: 'alice' }),
      at('service', 7, { name: 'new' }),
      at('service', 8, { name: 'old' }),
      at('plugin', 9, { name: 'cors', service: { id: id(8) } }),
    ]
    const found = [...leftOut(all, kinds, leavesOut)].map((entity) => Number(entity.id?.slice(-2)))
    expect(found.sort()).toEqual([1, 2, 5, 8, 9])
  })
})
