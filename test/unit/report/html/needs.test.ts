import { describe, expect, it } from 'vitest'
import type { Change } from '../../../../src/model/change.ts'
import { needsOf } from '../../../../src/report/html/needs.ts'

const change = (kind: string, label: string, more: Partial<Change> = {}): Change => ({
  id: `create ${kind} ${label}`,
  action: 'create',
  kind,
  label,
  entityId: `id of ${label}`,
  fields: [],
  ...more,
})

describe('needsOf', () => {
  it('follows references to what is in the plan, wherever they stand', () => {
    const changes = [
      change('service', 's', { after: { ca_certificates: ['id of c', 'id of another'] } }),
      change('certificate', 'c'),
      change('plugin', 'p', { after: { route: { id: 'id of r' }, partials: [{ id: 'id of x', path: 'config' }] } }),
      change('route', 'r', { before: { service: { id: 'id of s' } }, after: { service: null } }),
      change('partial', 'x', { entityId: 'id of another x', oldId: 'id of x' }),
    ]
    expect(needsOf(changes)).toEqual([[1], [], [3, 4], [0], []])
  })

  it('knows what an entity belongs to, and what takes a delete along', () => {
    const changes = [
      change('route', 'r', { parent: { kind: 'service', label: 's' } }),
      change('service', 's'),
      change('plugin', 'p', { takenBy: 'create route r' }),
    ]
    expect(needsOf(changes)).toEqual([[1], [], [0]])
  })

  it('takes no text of another sort for a reference, and nothing for its own need', () => {
    const changes = [
      change('service', 's', { after: { id: 'id of s', self: { id: 'id of s' }, hosts: ['create route r', 's'] } }),
      change('route', 'r', { after: { name: 'id of s' } }),
    ]
    expect(needsOf(changes)).toEqual([[], []])
  })
})
