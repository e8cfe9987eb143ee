import { describe, expect, it } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import type { Entity } from '../../../src/model/entity.ts'
import type { Kind } from '../../../src/model/kind.ts'
import type { Session } from '../../../src/model/provider.ts'
import { idsOf } from '../../../src/plan/keys.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { readOnward } from '../../../src/workflow/gateway/read-onward.ts'

const held = (kind: string, id: string, fields: Entity['fields'] = {}): Entity => ({ kind, id, fields, refs: {} })
const to = (id: string) => ({ id })
const updates = (kind: string, id: string): Change => ({
  id: `update ${id}`,
  action: 'update',
  kind,
  entityId: id,
  label: id,
  fields: [],
})

/** A session on these entities that counts what is asked, and refuses some kinds. */
function sessionOn(all: readonly Entity[], refused: readonly string[] = []) {
  const asked: string[] = []
  const guarded = (kind: Kind, text: string) => {
    asked.push(text)
    if (refused.includes(kind.name)) throw new Error('403')
    return all.filter((each) => each.kind === kind.name)
  }
  const session: Pick<Session, 'read' | 'find' | 'dependants' | 'supports'> = {
    read: async ({ kinds: [kind] }) => (kind ? guarded(kind, `all ${kind.name}`) : []),
    find: async (kind, ids) => guarded(kind, `find ${kind.name}`).filter(({ id }) => ids.includes(id ?? '')),
    dependants: async (kind, field, parent) =>
      guarded(kind, `${kind.name} of ${parent}`).filter(({ fields }) => idsOf(fields[field]).includes(parent)),
    supports: async (list) =>
      list.map((kind) => (kind.name === 'filter-chain' ? { kind, missing: 'no Wasm' } : { kind })),
  }
  return { session: session as Session, asked }
}

const ALL = [
  held('service', 's', { client_certificate: to('c') }),
  held('route', 'r', { service: to('s') }),
  held('plugin', 'p', { route: to('r') }),
  held('plugin', 'other', { route: to('elsewhere') }),
]

describe('readOnward', () => {
  it('goes on from what it finds, and from what is known, to the end', async () => {
    const { session } = sessionOn(ALL)
    const known = ALL.filter(({ kind }) => kind === 'service')
    const isRead = ({ name }: Kind) => name === 'service'
    const changes = [updates('certificate', 'c')]
    const { entities, failed } = await readOnward({ session, kinds, changes, known, isRead })
    expect([entities.map(({ id }) => id), failed.size]).toEqual([['r', 'p'], 0])
  })

  it('asks nothing about what is deleted or new, nor of kinds that were read or are not there', async () => {
    const { session, asked } = sessionOn(ALL)
    const changes = (['delete', 'create', 'replace'] as const).map((action) => ({ ...updates('service', 's'), action }))
    const isRead = () => false
    expect((await readOnward({ session, kinds, changes, known: [], isRead })).entities).toEqual([])
    await readOnward({ session, kinds, changes: [updates('service', 's')], known: ALL, isRead: () => true })
    expect(asked).toEqual([])
    await readOnward({ session, kinds, changes: [updates('service', 's')], known: [], isRead })
    expect(asked).not.toContain('filter-chain of s')
  })

  it('reads a list whole where many are asked about', async () => {
    const services = Array.from({ length: 60 }, (_, index) => `s${index}`)
    const { session, asked } = sessionOn([held('route', 'r', { service: to('s7') }), ...ALL])
    const changes = services.map((id) => updates('service', id))
    const { entities } = await readOnward({ session, kinds, changes, known: [], isRead: () => false })
    expect(entities.map(({ id }) => id)).toContain('r')
    expect(asked.filter((text) => text.includes('route of'))).toEqual([])
    expect(asked).toContain('all route')
  })

  it('takes what cannot be read as unknown', async () => {
    const { session } = sessionOn(ALL, ['plugin'])
    const changes = [updates('service', 's')]
    const { entities, failed } = await readOnward({ session, kinds, changes, known: [], isRead: () => false })
    expect(entities.map(({ id }) => id)).toEqual(['r'])
    expect([...failed].map(({ name }) => name)).toEqual(['plugin'])
  })
})
