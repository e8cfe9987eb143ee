import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StoredRun } from '../../src/runs/stored-run.ts'
import type { MemoryController } from '../support/memory-controller.ts'
import { apply, holding, luck, planBack, planSync, snapshot } from '../support/undoing.ts'
import { entitiesOf, world } from '../support/world.ts'

/** Undoes until nothing is left, with bad luck in the first time; gives the runs that did it. */
async function undo(run: StoredRun, controller: MemoryController, unlucky: Parameters<typeof apply>[2]) {
  const undoers: StoredRun[] = []
  for (const each of [unlucky, []]) {
    const { plan, refusals } = await planBack(run, undoers, controller)
    expect(refusals.map(({ message }) => message)).toEqual([])
    const done = await apply(plan, controller, each, run.head.id)
    undoers.unshift(done.run)
    if (each?.length === 0) expect(done.failures).toEqual([])
  }
  return undoers
}

const hasNoWay = ({ diagnostics }: { diagnostics: readonly { code: string }[] }): boolean =>
  diagnostics.some(({ code }) => code === 'circle')

/** `npm run test:crash` gives both; what fails is printed with its seed. */
const numRuns = Number(process.env.KEELSON_CASES ?? 60)
const seed = Number(process.env.KEELSON_SEED ?? 17)

describe(`a run that fails or is killed anywhere, in ${numRuns} random cases`, () => {
  it('is undone to the state before, whatever happens to the first undo too', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, world, luck, luck, async (first, second, unlucky, again) => {
        const controller = await holding(first)
        const before = snapshot(controller)
        const made = planSync(entitiesOf(second), controller)
        fc.pre(!hasNoWay(made))
        const { run } = await apply(made, controller, unlucky)
        const undoers = await undo(run, controller, again)
        expect(snapshot(controller)).toEqual(before)
        expect((await planBack(run, undoers, controller)).plan.changes).toEqual([])
      }),
      { numRuns, seed },
    )
  })

  it('is brought to its end by the next sync', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(world, world, luck, async (first, second, unlucky) => {
        const controller = await holding(first)
        const made = planSync(entitiesOf(second), controller)
        fc.pre(!hasNoWay(made))
        await apply(made, controller, unlucky)
        const rest = planSync(entitiesOf(second), controller)
        expect(rest.diagnostics.filter(({ level }) => level === 'error')).toEqual([])
        expect((await apply(rest, controller)).failures).toEqual([])
        expect(planSync(entitiesOf(second), controller).changes).toEqual([])
      }),
      { numRuns, seed },
    )
  })
})
