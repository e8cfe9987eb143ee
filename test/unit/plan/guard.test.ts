import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Limits } from '../../../src/model/settings.ts'
import { type GuardInput, guard } from '../../../src/plan/guard.ts'
import { guardCertificates } from '../../../src/plan/guard-certificates.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { remarksOf } from '../../../src/report/remarks.ts'
import { controllerWith, entity, id, planFor } from '../../support/scenario.ts'
import { one } from '../report/certificates.ts'

const limits: Limits = {
  deletePercent: 30,
  deleteCount: 5,
  deleteAllFrom: 3,
  allowEmpty: false,
  prune: false,
  cascade: false,
}
const services = (count: number) =>
  Array.from({ length: count }, (_, index) => entity('service', { name: `s${index}` }))

async function refusals(
  had: number,
  left: number,
  over: Partial<Limits> = {},
  more: Partial<GuardInput> = {},
): Promise<string[]> {
  const controller = await controllerWith(services(had))
  const input = {
    limits: { ...limits, ...over },
    kinds,
    mentioned: new Set(['service']),
    only: new Set<string>(),
    desired: left,
    ...more,
  }
  return guard(planFor(services(left), controller), input).map(({ code, message }) => `${code}: ${message}`)
}

describe('guards', () => {
  it('lets small deletes through and stops more than 30 % from 5 on', async () => {
    expect(await refusals(20, 14)).toEqual([])
    expect(await refusals(20, 13)).toEqual(['too-many-deletes: this would delete 7 of 20 of kind service (35 %)'])
    expect(await refusals(10, 6)).toEqual([])
  })

  it('stops the delete of all of a kind from 3 on', async () => {
    const more = { desired: 9 }
    expect(await refusals(2, 0, {}, more)).toEqual([])
    expect(await refusals(3, 0, {}, more)).toEqual([
      'too-many-deletes: this would delete all 3 of 3 of kind service (100 %)',
    ])
  })

  it('takes --allow-deletes as a count or as a share', async () => {
    expect(await refusals(20, 10, { allowDeletes: { count: 10 } })).toEqual([])
    expect(await refusals(20, 10, { allowDeletes: { count: 9 } })).toEqual([
      'too-many-deletes: this would delete 10 of 20 of kind service (50 %)',
    ])
    expect(await refusals(20, 10, { allowDeletes: { percent: 50 } })).toEqual([])
    expect(await refusals(20, 9, { allowDeletes: { percent: 50 } })).toHaveLength(1)
  })

  it('stops an empty state, and a kind that no file mentions', async () => {
    expect((await refusals(2, 0, {}, { mentioned: new Set() })).map((each) => each.split(':')[0])).toEqual([
      'empty-state',
      'kind-not-mentioned',
    ])
    expect(await refusals(2, 0, { allowEmpty: true, prune: true }, { mentioned: new Set() })).toEqual([])
    expect(await refusals(2, 1, {}, { mentioned: new Set(), only: new Set(['service']) })).toEqual([])
  })

  it('stops a delete that takes along what the files do not speak for', async () => {
    const owner = entity('consumer', { username: 'u' }, { id: id(1) })
    const controller = await controllerWith([owner])
    const dependants = [
      {
        entity: { ...entity('key-auth', { key: 'theirs', consumer: { id: id(1) } }, { id: id(2) }) },
        outside: 'selection' as const,
      },
    ]
    const made = planFor([], controller, { dependants })
    expect(made.changes.map(({ id: name, takenBy }) => [name, takenBy])).toEqual([
      ['delete consumer u', undefined],
      [`delete key-auth ${id(2)} of consumer u`, 'delete consumer u'],
    ])
    const input = { limits, kinds, mentioned: new Set(['consumer']), only: new Set<string>(), desired: 1 }
    expect(guard(made, input).map(({ message }) => message)).toEqual([
      `deleting consumer u would take along the key-auth ${id(2)}, which is outside the selected tags`,
    ])
    expect(guard(made, { ...input, limits: { ...limits, cascade: true } })).toEqual([])
    const narrow = planFor([], controller, {
      dependants: dependants.map((each) => ({ ...each, outside: 'excluded' as const })),
    })
    expect(guard(narrow, input)[0]?.message).toMatch(/which is outside the kinds of this run$/)
    expect(narrow.changes.flatMap((change) => remarksOf(change))).toContain('outside the kinds of this run')
  })
})

describe('certificates about to expire', () => {
  const certificate = entity('ca-certificate', { cert: one }, { id: id(7) })
  const day = 86_400_000
  const end = new Date(new X509Certificate(one).validTo).getTime()

  it('are weighed by the days that are left', async () => {
    const made = planFor([certificate], await controllerWith([]))
    const weigh = (certificateDays: number, before: number) =>
      guardCertificates(made, { ...limits, certificateDays }, end - before).map(({ message }) => message)
    expect(weigh(0, 1)).toEqual([])
    expect(weigh(30, 30 * day)).toEqual([])
    expect(weigh(30, 10.5 * day)).toEqual([
      `create ca-certificate ${id(7)}: its certificate expires ${new Date(end).toISOString().replace('.000Z', 'Z')}, in 10 days`,
    ])
    expect(guardCertificates(made, { ...limits, certificateDays: 30, allowExpiring: true }, end)).toEqual([])
  })
})
