import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import { storedHash } from '../../../src/plan/keys.ts'
import { controllerWith, entity, id, planFor, sync } from '../../support/scenario.ts'

const alice = entity('consumer', { username: 'alice' }, { id: id(1) })
const refs = { consumer: { entity: alice } }
const login = (password: string, tags: string[] = []) =>
  entity('basic-auth', { username: 'alice', password, tags }, { id: id(2), refs })

describe('secrets that cannot be read back', () => {
  it('knows a clear password by the hash that the controller keeps', async () => {
    const controller = await controllerWith([alice, login('hunter2')])
    expect(controller.entities.get(id(2))?.fields.password).toBe(storedHash('hunter2', id(1)))
    expect(planFor([alice, login('hunter2')], controller).changes).toEqual([])
    expect(planFor([alice, login('other')], controller).changes[0]?.fields.map(({ path }) => path)).toEqual([
      'password',
    ])
  })

  it('takes a hash equal to the stored one as unchanged, and leaves it alone when something else changes', async () => {
    const controller = await controllerWith([alice, login('hunter2')])
    const hash = storedHash('hunter2', id(1))
    expect(planFor([alice, login(hash)], controller).changes).toEqual([])
    const { plan } = await sync([alice, login(hash, ['new'])], controller)
    expect(plan.steps[0]?.body).not.toHaveProperty('password')
    expect(controller.entities.get(id(2))?.fields.password).toBe(hash)
  })

  it('refuses to write a hash, with the way out', async () => {
    const controller = await controllerWith([alice])
    const [problem] = planFor([alice, login(storedHash('x', id(9)))], controller).diagnostics
    expect(problem).toMatchObject({ code: 'hash-as-password', hint: expect.stringContaining('KEELSON_') })
  })

  it('shows no secret in a plan, however it is printed', async () => {
    const controller = await controllerWith([alice, entity('key-auth', { key: 'old-secret-key' }, { id: id(3), refs })])
    const made = planFor(
      [alice, entity('key-auth', { key: new Secret('new-secret-key', 'DECK_KEY') }, { id: id(3), refs })],
      controller,
    )
    expect(made.changes).toHaveLength(1)
    const printed = [
      JSON.stringify(made),
      inspect(made, { depth: 20 }),
      String(made.changes[0]?.fields[0]?.after),
    ].join()
    expect(printed).not.toMatch(/(old|new)-secret-key/)
  })

  it('gives a new entity whose key is secret no id that could be guessed from it', async () => {
    const controller = await controllerWith([alice])
    const [change] = planFor([alice, entity('key-auth', { key: 'k' }, { refs })], controller).changes
    expect(change).toMatchObject({ action: 'create', kind: 'key-auth', label: '(id drawn when applied)' })
    expect(change).not.toHaveProperty('entityId')
  })

  it('never reports time that ran down, and sends the rest back on an update', async () => {
    const key = (ttl: number | undefined, tags: string[] = []) =>
      entity('key-auth', { key: 'k', tags, ...(ttl !== undefined && { ttl }) }, { id: id(3), refs })
    const controller = await controllerWith([alice, key(100)])
    const held = controller.entities.get(id(3))
    if (held) held.fields.ttl = 40
    expect(planFor([alice, key(100)], controller).changes).toEqual([])
    expect(planFor([alice, key(undefined)], controller).changes).toEqual([])
    expect(planFor([alice, key(undefined, ['t'])], controller).steps[0]?.body).toMatchObject({ ttl: 40 })
    expect(planFor([alice, key(30)], controller).changes[0]?.fields).toEqual([{ path: 'ttl', before: 40, after: 30 }])
  })

  it('calls a consumer by its username though that has a line break, in one line', async () => {
    const named = (custom_id: string) => entity('consumer', { username: 'two\nlines', custom_id }, { id: id(1) })
    const old = named('old')
    const key = entity('key-auth', { key: 'k' }, { id: id(3), refs: { consumer: { entity: old } } })
    const made = planFor([named('new')], await controllerWith([old, key]))
    expect(made.changes.map(({ action, kind, label, parent }) => [action, kind, parent?.label ?? label])).toEqual([
      ['update', 'consumer', 'two\\nlines'],
      ['delete', 'key-auth', 'two\\nlines'],
    ])
  })

  it('masks a name that came from the environment, also where others refer to it', async () => {
    const controller = await controllerWith([])
    const hidden = entity('service', { name: new Secret('hidden-name', 'DECK_NAME') })
    const lost = { service: { name: 'hidden-elsewhere', hidden: true } } as const
    const made = planFor(
      [
        hidden,
        entity('route', { name: 'r' }, { refs: { service: { entity: hidden } } }),
        entity('route', { name: 'q' }, { refs: lost }),
      ],
      controller,
    )
    expect(made.diagnostics.map(({ message }) => message)).toEqual([
      'route refers to the service "(secret)", which is neither in the state files nor in the target',
    ])
    expect(JSON.stringify(made)).not.toMatch(/hidden-(name|elsewhere)/)
  })
})
