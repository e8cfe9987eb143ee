import fc from 'fast-check'
import type { Entity } from '../../src/model/entity.ts'

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** A small world, so that names, ids, keys and scopes collide often. */
const service = fc.record({ name: fc.nat(3), id: fc.option(fc.nat(3), { nil: undefined }), path: fc.nat(1) })
const route = fc.record({
  name: fc.nat(3),
  id: fc.option(fc.integer({ min: 10, max: 13 }), { nil: undefined }),
  service: fc.nat(3),
  path: fc.nat(1),
})
const consumer = fc.record({
  name: fc.nat(3),
  custom: fc.option(fc.nat(3), { nil: undefined }),
  id: fc.option(fc.integer({ min: 20, max: 23 }), { nil: undefined }),
})
const key = fc.record({
  key: fc.nat(3),
  consumer: fc.nat(3),
  id: fc.option(fc.integer({ min: 30, max: 33 }), { nil: undefined }),
})
const acl = fc.record({ group: fc.nat(1), consumer: fc.nat(3) })
const plugin = fc.record({
  name: fc.nat(1),
  instance: fc.option(fc.nat(2), { nil: undefined }),
  service: fc.option(fc.nat(3), { nil: undefined }),
  consumer: fc.option(fc.nat(3), { nil: undefined }),
  id: fc.option(fc.integer({ min: 40, max: 43 }), { nil: undefined }),
})
const group = fc.record({ name: fc.nat(2), members: fc.uniqueArray(fc.nat(3), { maxLength: 3 }) })
const linked = fc.record({
  name: fc.integer({ min: 2, max: 3 }),
  partials: fc.uniqueArray(fc.nat(2), { maxLength: 2 }),
})
const user = fc.record({ name: fc.nat(2), roles: fc.uniqueArray(fc.nat(2), { maxLength: 3 }) })
/** What a controller may hold. */
export const world = fc.record({
  services: fc.uniqueArray(service, { maxLength: 4, selector: (each) => each.name }),
  routes: fc.uniqueArray(route, { maxLength: 4, selector: (each) => each.name }),
  consumers: fc.uniqueArray(consumer, { maxLength: 4, selector: (each) => each.name }),
  keys: fc.uniqueArray(key, { maxLength: 4, selector: (each) => each.key }),
  acls: fc.uniqueArray(acl, { maxLength: 4, selector: (each) => `${each.consumer} ${each.group}` }),
  plugins: fc.uniqueArray(plugin, {
    maxLength: 5,
    selector: (each) => `${each.name} ${each.service} ${each.consumer}`,
  }),
  groups: fc.uniqueArray(group, { maxLength: 3, selector: (each) => each.name }),
  partials: fc.uniqueArray(fc.nat(2), { maxLength: 3 }),
  linked: fc.uniqueArray(linked, { maxLength: 2, selector: (each) => each.name }),
  roles: fc.uniqueArray(fc.nat(2), { maxLength: 3 }),
  users: fc.uniqueArray(user, { maxLength: 3, selector: (each) => each.name }),
})
export type World = typeof world extends fc.Arbitrary<infer W> ? W : never

/** The entities of a world; those that could not exist (missing parents, repeated ids) are left out. */
export function entitiesOf(given: World): Entity[] {
  const out: Entity[] = []
  const ids = new Set<number>()
  const customs = new Set<number>()
  const instances = new Set<number>()
  const add = (
    kind: string,
    number: number | undefined,
    fields: Entity['fields'],
    refs: Entity['refs'] = {},
  ): Entity => {
    const entity: Entity = { kind, fields, refs }
    if (number !== undefined && !ids.has(number)) entity.id = id(number)
    if (number !== undefined) ids.add(number)
    out.push(entity)
    return entity
  }
  const services = new Map(
    given.services.map((each) => [
      each.name,
      add('service', each.id, { name: `s${each.name}`, path: `/${each.path}` }),
    ]),
  )
  const consumers = new Map(
    given.consumers.map((each) => {
      const custom = each.custom !== undefined && !customs.has(each.custom) ? { custom_id: `c${each.custom}` } : {}
      if (each.custom !== undefined) customs.add(each.custom)
      return [each.name, add('consumer', each.id, { username: `u${each.name}`, ...custom })]
    }),
  )
  addEnterprise(given, consumers, add)
  for (const each of given.routes) {
    const parent = services.get(each.service)
    if (parent) add('route', each.id, { name: `r${each.name}`, path: `/${each.path}` }, { service: { entity: parent } })
  }
  for (const each of given.keys) {
    const parent = consumers.get(each.consumer)
    if (parent) add('key-auth', each.id, { key: `key-${each.key}` }, { consumer: { entity: parent } })
  }
  for (const each of given.acls) {
    const parent = consumers.get(each.consumer)
    if (parent) add('acl', undefined, { group: `g${each.group}` }, { consumer: { entity: parent } })
  }
  for (const each of given.plugins) {
    const [s, c] = [services.get(each.service ?? -1), consumers.get(each.consumer ?? -1)]
    const name = `p${each.name}`
    const taken = out.some(
      (other) =>
        other.kind === 'plugin' &&
        other.fields.name === name &&
        target(other, 'service') === s &&
        target(other, 'consumer') === c,
    )
    if (taken) continue
    const instance =
      each.instance !== undefined && !instances.has(each.instance) ? { instance_name: `i${each.instance}` } : {}
    if (each.instance !== undefined) instances.add(each.instance)
    add(
      'plugin',
      each.id,
      { name, ...instance },
      { ...(s && { service: { entity: s } }), ...(c && { consumer: { entity: c } }) },
    )
  }
  return out
}

type Add = (kind: string, id: undefined, fields: Entity['fields'], refs?: Entity['refs']) => Entity

/** What ties two entities together, lists of records that refer, and lists of ids. */
function addEnterprise(given: World, consumers: ReadonlyMap<number, Entity>, add: Add): void {
  const partials = new Map(given.partials.map((each) => [each, add('partial', undefined, { name: `x${each}` })]))
  const roles = new Map(given.roles.map((each) => [each, add('rbac-role', undefined, { name: `o${each}` })]))
  for (const { name, members } of given.groups) {
    const made = add('consumer-group', undefined, { name: `g${name}` })
    for (const member of members) {
      const consumer = consumers.get(member)
      const refs = consumer && { consumer_group: { entity: made }, consumer: { entity: consumer } }
      if (refs) add('consumer-group-member', undefined, {}, refs)
    }
  }
  for (const each of given.linked) {
    const links = each.partials.flatMap((name) => (partials.has(name) ? [{ name: `x${name}`, more: {} }] : []))
    add('plugin', undefined, { name: `p${each.name}` }, links.length > 0 ? { partials: links } : {})
  }
  for (const each of given.users) {
    const held = each.roles.flatMap((name) => (roles.has(name) ? [{ nameOrId: `o${name}` }] : []))
    add('admin', undefined, { username: `n${each.name}` }, held.length > 0 ? { roles: held } : {})
  }
}

function target(entity: Entity, field: string): Entity | undefined {
  const given = entity.refs[field]
  return given && !Array.isArray(given) && 'entity' in given ? given.entity : undefined
}
