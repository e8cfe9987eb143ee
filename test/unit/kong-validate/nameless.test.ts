import { expect, it } from 'vitest'
import { Secret } from '../../../src/model/secret.ts'
import { validateShipped } from '../../../src/providers/kong/validate-state.ts'
import { entity, line, stateOf } from './desired.ts'

const check = async (...entities: ReturnType<typeof entity>[]) => (await validateShipped(stateOf(entities))).map(line)

const HINT = 'give it one, so that the next run finds it again'

it('finds what no later run could find again, which the gateway would take', async () => {
  expect(await check(entity('route', { paths: ['/'] }), entity('service', { host: 'h' }, {}, 1))).toEqual([
    `routes.0: this route has neither an id nor name | ${HINT}`,
    `services.1: this service has neither an id nor name | ${HINT}`,
  ])
})

it('says no more where the gateway asks for the key itself', async () => {
  expect(await check(entity('consumer', { tags: ['x'] }), entity('upstream', { tags: ['x'] }))).toEqual([
    'consumers.0: consumer: one of custom_id and username is required',
    'upstreams.0.name: upstream: name is required | add name: a string',
  ])
})

it('says it beside another fault', async () => {
  expect(await check(entity('service', { host: 'h', port: 99999 }))).toEqual([
    'services.0.port: service: port 99999 is out of range | must be between 0 and 65535',
    `services.0: this service has neither an id nor name | ${HINT}`,
  ])
})

it('takes an id, a value that is not known yet, a parent, and a key that is a secret for what they are', async () => {
  const consumer = entity('consumer', { username: 'bob' })
  const refs = { consumer: { entity: consumer } }
  expect(
    await check(
      { ...entity('route', { paths: ['/'] }), id: '00000000-0000-4000-8000-000000000001' },
      entity('service', { name: new Secret(undefined, 'DECK_X'), host: 'h' }),
      consumer,
      entity('acl', { group: 'g' }, refs),
      entity('key-auth', { key: 'k' }, refs),
      entity('plugin', { name: 'cors' }),
    ),
  ).toEqual([])
})
