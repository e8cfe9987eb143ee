import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stampWith } from '../../src/plan/saved/fingerprint.ts'
import { narrow } from '../../src/plan/saved/narrow.ts'
import { recall } from '../../src/plan/saved/recall.ts'
import { type SavedChanges, saveChanges } from '../../src/plan/saved/save.ts'
import { stableJson } from '../../src/plan/saved/stable-json.ts'
import { findStale } from '../../src/plan/saved/stale.ts'
import { kinds } from '../../src/providers/kong/kinds.ts'
import { MemoryController } from '../support/memory-controller.ts'
import { entity, planFor, sync } from '../support/scenario.ts'
import { entitiesOf, world } from '../support/world.ts'

const stamp = fc.constantFrom(undefined, stampWith(Buffer.alloc(32, 1)))
const written = (saved: SavedChanges): string => [...stableJson(saved, 2)].join('')
const readBack = (text: string): SavedChanges => JSON.parse(text)

async function holding(given: ReturnType<typeof entitiesOf>): Promise<MemoryController> {
  const controller = new MemoryController(kinds)
  await sync(given, controller)
  return controller
}

describe('any plan', () => {
  it('is the same after it was saved and read back, and is not stale while nothing moves', async () => {
    await fc.assert(
      fc.asyncProperty(world, world, stamp, async (before, after, key) => {
        const controller = await holding(entitiesOf(before))
        const [one, other] = [planFor(entitiesOf(after), controller), planFor(entitiesOf(after), controller)]
        fc.pre(one.diagnostics.length === 0)
        const text = written(saveChanges(one, { kinds, stamp: key }))
        expect(written(saveChanges(other, { kinds, stamp: key }))).toBe(text)
        expect(text).not.toMatch(/key-\d/)
        const saved = readBack(text)
        expect(findStale(saved, saveChanges(other, { kinds, stamp: key }), kinds)).toEqual([])
        const kept = narrow(other, new Set(saved.changes.map(({ id }) => id)))
        expect([kept.steps, kept.waves, kept.deletesFrom]).toEqual([one.steps, one.waves, one.deletesFrom])
        const back = recall({ ...saved, warnings: [], refusals: [] }).plan
        expect(back.steps.map(({ id, action }) => [id, action])).toEqual(
          one.steps.map(({ id, action }) => [id, action]),
        )
      }),
      { numRuns: 150 },
    )
  })

  it('keeps out what came to the controller since, and takes nothing else from the new plan', async () => {
    await fc.assert(
      fc.asyncProperty(world, world, async (before, after) => {
        const controller = await holding(entitiesOf(before))
        const first = planFor(entitiesOf(after), controller)
        fc.pre(first.diagnostics.length === 0)
        const saved = readBack(written(saveChanges(first, { kinds })))
        controller.entities.set(late.id ?? '', { ...late, refs: {} })
        const made = planFor(entitiesOf(after), controller)
        expect(made.changes.map(({ id }) => id)).toContain('delete service late')
        expect(findStale(saved, saveChanges(made, { kinds }), kinds)).toEqual([])
        const kept = narrow(made, new Set(saved.changes.map(({ id }) => id)))
        expect([kept.changes, kept.steps, kept.waves]).toEqual([first.changes, first.steps, first.waves])
      }),
      { numRuns: 100 },
    )
  })

  it('is stale once an entity that it touches has another tag, or is gone', async () => {
    await fc.assert(
      fc.asyncProperty(world, world, fc.nat(), fc.boolean(), async (before, after, pick, gone) => {
        const controller = await holding(entitiesOf(before))
        const first = planFor(entitiesOf(after), controller)
        const touched = first.changes.filter(({ before: held, kind }) => held && !untagged.has(kind))
        const change = touched[pick % Math.max(touched.length, 1)]
        fc.pre(first.diagnostics.length === 0 && change !== undefined)
        const held = controller.entities.get(change?.oldId ?? change?.entityId ?? '')
        if (gone) controller.entities.delete(held?.id ?? '')
        else if (held) held.fields.tags = ['moved']
        const made = planFor(entitiesOf(after), controller)
        const lines = findStale(saveChanges(first, { kinds }), saveChanges(made, { kinds }), kinds).map(
          (each) => each.message,
        )
        expect(lines.join('\n')).toContain(change?.id)
        if (!gone) expect(lines).toContainEqual(expect.stringContaining(`${change?.id}: tags was (none)`))
      }),
      { numRuns: 150 },
    )
  })
})

const untagged = new Set(kinds.filter(({ taggable }) => !taggable).map(({ name }) => name))
const late = entity('service', { name: 'late' }, { id: '00000000-0000-4000-8000-999999999999' })
