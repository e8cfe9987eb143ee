import { describe, expect, it } from 'vitest'
import type { Change, FieldChange } from '../../../../src/model/change.ts'
import { Secret } from '../../../../src/model/secret.ts'
import { fieldRows } from '../../../../src/report/html/field-rows.ts'

const change = (more: Partial<Change>): Change => ({
  id: 'c',
  action: 'update',
  kind: 'route',
  label: 'r',
  fields: [],
  ...more,
})
const rowOf = (field: Omit<FieldChange, 'path'>) => fieldRows(change({ fields: [{ path: 'a.b', ...field }] }))[0]

describe('fieldRows', () => {
  it('gives all values of an entity that comes or goes, nested ones with their paths', () => {
    const body = {
      name: 'r',
      port: 80,
      none: null,
      absent: undefined,
      config: { redis: { host: 'h' }, empty: {} },
      list: ['a', 'b'],
      records: [{ x: 1 }, { x: 2 }],
    }
    const texts = [
      ['name', '"r"'],
      ['list', '["a","b"]'],
      ['records[0].x', '1'],
      ['records[1].x', '2'],
      ['config.empty', '{}'],
      ['config.redis.host', '"h"'],
      ['port', '80'],
    ]
    const side = (name: string) => texts.map(([path, text]) => ({ path, [name]: text }))
    expect(fieldRows(change({ action: 'create', after: body }))).toEqual(side('after'))
    expect(fieldRows(change({ action: 'delete', before: body }))).toEqual(side('before'))
  })

  it('begins with what tells most of it, and ends with references and times of the controller', () => {
    const before = {
      created_at: 1795296328,
      service: { id: 's' },
      protocols: ['http'],
      https_redirect_status_code: 426,
      paths: ['/s'],
      updated_at: 1795296328,
      name: 'r',
    }
    const deleted = change({ action: 'delete', before, parent: { kind: 'service', label: 's' } })
    expect(fieldRows(deleted).map(({ path }) => path)).toEqual([
      'name',
      'paths',
      'protocols',
      'https_redirect_status_code',
      'created_at',
      'service.id',
      'updated_at',
    ])
  })

  it('never gives a change without a field', () => {
    expect(fieldRows(change({ action: 'delete', before: {}, entityId: 'i' }))).toEqual([{ path: 'id', before: 'i' }])
    expect(fieldRows(change({ action: 'create' }))).toEqual([{ path: 'id', after: '(drawn when applied)' }])
  })

  it('sets both sides beside each other', () => {
    expect(rowOf({ before: 1, after: 'x' })).toEqual({ path: 'a.b', before: '1', after: '"x"' })
    expect(rowOf({ after: null })).toEqual({ path: 'a.b' })
    expect(rowOf({ before: false })).toEqual({ path: 'a.b', before: 'false' })
    expect(rowOf({ after: 'x', moved: { from: 3, to: 0 } })).toEqual({
      path: 'a.b',
      before: '"x"',
      after: '"x"',
      note: 'moved from 3 to 0',
    })
  })

  it('shows of long texts the part that differs', () => {
    const [one, other] = [`${'a'.repeat(30_000)}X`, `${'a'.repeat(30_000)}Y`]
    expect(rowOf({ before: one, after: other })).toEqual({
      path: 'a.b',
      before: `…"${'a'.repeat(20)}X"`,
      after: `…"${'a'.repeat(20)}Y"`,
    })
  })

  it('compares texts line by line', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`)
    const other = lines.map((line) => (line === 'line 9' ? 'LINE 9' : line)).filter((line) => line !== 'line 19')
    expect(rowOf({ before: `${lines.join('\n')}\n`, after: `${other.join('\n')}\n` })?.lines).toEqual([
      ['line 6', 'line 6'],
      ['line 7', 'line 7'],
      ['line 8', 'line 8'],
      ['line 9', 'LINE 9'],
      ['line 10', 'line 10'],
      ['line 11', 'line 11'],
      ['line 12', 'line 12'],
      [null, null],
      ['line 16', 'line 16'],
      ['line 17', 'line 17'],
      ['line 18', 'line 18'],
      ['line 19', null],
    ])
  })

  it('never shows two texts alike without a word', () => {
    expect(rowOf({ before: 'a\nb', after: 'a\nb\n' })).toMatchObject({ note: 'only the end of the last line differs' })
  })

  it('says that secrets differ, and never more', () => {
    const changed = { path: 'a.b', before: '(secret)', after: '(secret, changed)' }
    expect(rowOf({ before: new Secret('a'), after: new Secret('b') })).toEqual(changed)
    expect(rowOf({ before: 'open', after: new Secret('b') })).toEqual({
      path: 'a.b',
      before: '"open"',
      after: '(secret)',
    })
    expect(rowOf({ before: { key: new Secret('a') }, after: { key: new Secret('b') } })).toEqual({
      path: 'a.b',
      before: '{"key":"(secret)"}',
      after: '{"key":"(secret)"} (secret, changed)',
    })
    const key = '-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n'
    expect(rowOf({ before: key, after: 'two\nlines\n' })).toEqual({
      path: 'a.b',
      before: '(secret)',
      after: 'two\nlines\n',
    })
  })
})
