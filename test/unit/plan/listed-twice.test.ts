import { expect, it } from 'vitest'
import { controllerWith, entity, id, planFor } from '../../support/scenario.ts'

it('never deletes what it keeps because the controller lists it twice', async () => {
  const bob = entity('consumer', { username: 'bob' })
  const controller = await controllerWith([entity('consumer', { username: 'bob' }, { id: id(1) })])
  const [held] = controller.read()
  if (held === undefined) throw new Error('nothing is there')
  const made = planFor([bob], controller, { current: [held, { ...held }] })
  expect(made.diagnostics).toMatchObject([
    {
      level: 'error',
      code: 'listed-twice',
      message: `the controller lists the consumer ${id(1)} twice; this plan would keep and delete it`,
    },
  ])
  expect(planFor([bob], controller).diagnostics).toEqual([])
})
