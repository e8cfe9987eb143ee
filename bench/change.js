import { randomSource } from './random.js'

const CHANGES = {
  services: (entity) => ({ ...entity, read_timeout: entity.read_timeout + 1000 }),
  routes: (entity) => ({ ...entity, paths: [...entity.paths, '/added'] }),
  consumers: (entity) => ({ ...entity, tags: ['changed'] }),
  'key-auths': (entity) => ({ ...entity, tags: ['changed'] }),
}

/**
 * Copies a configuration with a share of its entities changed in one field, chosen repeatably.
 * @param {Map<string, object[]>} made as makeEntities gives it
 * @param {number} share 0.01 for one in a hundred
 */
export function changeShare(made, share) {
  const random = randomSource(7)
  const change = (name) => (entity) => (random.chance(share) ? (CHANGES[name]?.(entity) ?? entity) : entity)
  return new Map([...made].map(([name, list]) => [name, list.map(change(name))]))
}
