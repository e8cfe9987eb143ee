import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dependants } from '../../src/model/dependants.ts'
import type { Entity } from '../../src/model/entity.ts'
import type { Plan } from '../../src/model/plan.ts'
import { dependantsOf } from '../../src/plan/dependants/dependants.ts'
import { entityNames } from '../../src/plan/dependants/entity-names.ts'
import { idsOf, publicKey } from '../../src/plan/keys.ts'
import { kinds } from '../../src/providers/kong/kinds.ts'
import { MemoryController } from '../support/memory-controller.ts'
import { planFor, sync } from '../support/scenario.ts'
import { simpleTypes } from '../support/types.ts'
import { entitiesOf, world } from '../support/world.ts'

const typeOf = simpleTypes(kinds)
const rows = new Map(kinds.map((kind) => [kind.name, kind]))

function found({ changes }: Plan, entities: Entity[]): Dependants {
  const nameOf = entityNames({ kinds, changes, entities, pairs: [], typeOf })
  return dependantsOf({ kinds, changes, entities, nameOf, isWhole: () => true })
}

/** What tells an entity from others. */
function handle({ kind, id, fields }: Pick<Entity, 'kind' | 'id' | 'fields'>): string {
  const row = rows.get(kind)
  return `${kind} ${id ?? (row && publicKey(row, fields))}`
}

/** The simple way: whatever refers to what is touched or found, until nothing more does. */
function expected({ changes }: Plan, entities: Entity[]): number {
  const touched = new Set(
    changes.flatMap(({ kind, entityId, oldId, before }) => [
      ...[entityId, oldId].map((id) => `${kind} ${id}`),
      ...(before && rows.get(kind)?.idless ? [handle({ kind, fields: before })] : []),
    ]),
  )
  const reached = new Set<string>()
  for (let size = -1; size !== reached.size; ) {
    size = reached.size
    for (const entity of entities) {
      const leads = rows
        .get(entity.kind)
        ?.references.flatMap(({ kind, field }) => idsOf(entity.fields[field]).map((id) => `${kind} ${id}`))
      if (touched.has(handle(entity))) continue
      if (leads?.some((lead) => touched.has(lead) || reached.has(lead))) reached.add(handle(entity))
    }
  }
  return reached.size
}

describe('what depends on any plan', () => {
  it('is all that refers to what is touched or to what is reached, and each is reached by its edges', async () => {
    let seen = 0
    await fc.assert(
      fc.asyncProperty(world, world, fc.nat(), async (before, after, some) => {
        const controller = new MemoryController(kinds)
        await sync(entitiesOf(before), controller)
        const whole = planFor(entitiesOf(after), controller)
        // A part of the changes, as of a saved plan: what the others are about counts as unchanged.
        const made = { ...whole, changes: whole.changes.filter((_, index) => (some >> (index % 31)) & 1) }
        const { entities, more } = found(made, controller.read())
        const changes = new Set(made.changes.map(({ id }) => id))
        const reached = new Set<number>()
        for (const [place, each] of entities.entries()) {
          for (const id of each.changes) expect(changes).toContain(id)
          for (const other of each.entities) expect(entities[other]).toBeDefined()
          if (each.changes.length > 0 || each.entities.some((other) => reached.has(other))) reached.add(place)
        }
        expect([reached.size, more]).toEqual([entities.length, []])
        expect(entities.length).toBe(expected(made, controller.read()))
        expect(JSON.stringify(entities)).not.toMatch(/key-\d/)
        seen += entities.length
      }),
      { numRuns: 300, seed: 11 },
    )
    expect(seen).toBeGreaterThan(100)
  })
})
