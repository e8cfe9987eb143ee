import { describe, expect, it } from 'vitest'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { type SchemaSet, shippedSchemas } from '../../../src/providers/kong/schema/schema-set.ts'
import { validate } from '../../../src/providers/kong/validate/validate.ts'
import { recordings } from '../kong-schema/recordings.ts'
import { stateOf } from './desired.ts'
import { type Sample, samples } from './exchanges.ts'

const { schemas } = shippedSchemas('3.9')

/** Refused by the gateway for what only it can see; each with the reason. */
const ONLINE_ONLY = new Map([
  ['plugins 85', 'Lua source is compiled by the gateway'],
  ['credentials 34', 'a missing parent is reported where the file is read'],
])

async function refusals(sample: Sample): Promise<string[]> {
  const found = await validate(stateOf([sample.entity]), schemas, { kinds, resolvable: () => true })
  return found.filter(({ level }) => level === 'error').map(({ message }) => message)
}

describe.skipIf(!recordings)('verdicts against recorded answers (skipped without ../shared)', () => {
  it('refuses nothing that the gateway took', async () => {
    const wrong: string[] = []
    for (const sample of samples().filter(({ accepted }) => accepted)) {
      const found = await refusals(sample)
      if (found.length > 0) wrong.push(`${sample.name}: ${found.join('; ')}`)
    }
    expect(wrong).toEqual([])
  })

  it('refuses what the gateway refused, but for what only it can see', async () => {
    const refused = samples().filter(({ accepted }) => !accepted)
    const missed: string[] = []
    for (const sample of refused) {
      if ((await refusals(sample)).length === 0) missed.push(`${sample.name}: ${sample.answer}`)
    }
    expect(missed.filter((each) => !ONLINE_ONLY.has(each.split(':')[0] ?? ''))).toEqual([])
    expect(refused.length).toBeGreaterThan(100)
  })
})

/** What only the router itself can tell of an expression. */
const ROUTER_ONLY = new Set(['expressions-flavor 3', 'expressions-flavor 4', 'expressions-flavor 10'])

describe.skipIf(!recordings)('verdicts with the schemas of an expressions router (skipped without ../shared)', () => {
  const router: SchemaSet = {
    ...schemas,
    entity: (name) => schemas.entity(name === 'routes' ? 'routes.expressions-flavor' : name),
  }

  it('agree but for what is inside an expression', async () => {
    const wrong: string[] = []
    const recordedThere = samples(['expressions-flavor'])
    for (const { name, entity, accepted } of recordedThere) {
      const found = await validate(stateOf([entity]), router, { kinds })
      if ((found.length === 0) !== accepted && !ROUTER_ONLY.has(name)) wrong.push(`${name}: ${found[0]?.message}`)
    }
    expect(wrong).toEqual([])
    expect(recordedThere.length).toBeGreaterThan(10)
  })
})
