import type { Writer } from '../../src/apply/write.ts'
import type { Journal } from '../../src/model/run.ts'
import type { MemoryController } from './memory-controller.ts'

/** What may happen to one write; `killed…` ends the process there. */
export const mishaps = ['refused', 'answer lost', 'request lost', 'killed before', 'killed after'] as const
export type Mishap = (typeof mishaps)[number]

/** A process that writes to a controller, as bad luck will have it: by number of the write, from 0. */
export class UnluckyProcess {
  readonly #luck: ReadonlyMap<number, Mishap>
  #count = 0
  #dead = false

  constructor(luck: Iterable<readonly [number, Mishap]>) {
    this.#luck = new Map(luck)
  }

  get killed(): boolean {
    return this.#dead
  }

  /** A journal into which the dead write nothing. */
  journal(journal: Journal): Journal {
    return {
      begin: async (step, workspace) => {
        if (this.#dead) throw new Error('dead')
        return journal.begin(step, workspace)
      },
      end: (number, result) => {
        if (!this.#dead) journal.end(number, result)
      },
    }
  }

  writer(controller: MemoryController): Writer {
    return {
      check: async () => [],
      write: async (step) => {
        if (this.#dead) throw new Error('dead')
        const mishap = this.#luck.get(this.#count++)
        if (mishap === 'killed before') this.#dead = true
        if (mishap === 'refused' || this.#dead) throw new Error('refused by the test')
        if (mishap !== 'request lost') await controller.write(step)
        if (mishap === 'killed after') this.#dead = true
        if (mishap !== undefined) throw Object.assign(new Error(mishap), { facts: { uncertain: true, attempts: 1 } })
      },
    }
  }
}
