import type { Entity } from '../model/entity.ts'

/** The entities of one kind that the controller has, each of which one node of the files may claim. */
export class Unclaimed {
  readonly #entities: readonly Entity[]
  readonly #claimed: Uint8Array
  #left: number

  constructor(entities: readonly Entity[]) {
    this.#entities = entities
    this.#claimed = new Uint8Array(entities.length)
    this.#left = entities.length
  }

  /** Gives a function that claims by a key: the first entity that has it, unless it was claimed already. */
  by(keyOf: (entity: Entity) => string | undefined): (key: string) => Entity | undefined {
    const indexes = new Map<string, number>()
    if (this.#left > 0) this.#enter(keyOf, indexes)
    return (key) => {
      const index = indexes.get(key)
      return index === undefined ? undefined : this.#claim(index)
    }
  }

  /** Those that nobody claimed. */
  rest(): Entity[] {
    return this.#left === 0 ? [] : this.#entities.filter((_, index) => this.#claimed[index] === 0)
  }

  #enter(keyOf: (entity: Entity) => string | undefined, indexes: Map<string, number>): void {
    for (let index = 0; index < this.#entities.length; index++) {
      const entity = this.#claimed[index] === 0 ? this.#entities[index] : undefined
      const key = entity && keyOf(entity)
      if (key !== undefined && !indexes.has(key)) indexes.set(key, index)
    }
  }

  #claim(index: number): Entity | undefined {
    if (this.#claimed[index] !== 0) return undefined
    this.#claimed[index] = 1
    this.#left--
    return this.#entities[index]
  }
}
