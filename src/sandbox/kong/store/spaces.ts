import type { Catalogue } from '../catalogue.ts'
import type { AtRest } from './at-rest.ts'
import { createStore, type Kept, type Store } from './store.ts'

/** The stores of all workspaces. */
export interface Spaces extends Kept {
  /** That of the workspace `default`, which also holds what belongs to no workspace. */
  home: Store
  /** That of another workspace, by its id. */
  of(id: string): Store | undefined
  add(id: string): Store
  remove(id: string): void
  /** All but this one. */
  others(store: Store): Store[]
}

/** Makes the store of the workspace `default`, to which others can be added. */
export function createSpaces(catalogue: Catalogue, atRest?: AtRest): Spaces {
  const home = createStore(catalogue, atRest && { atRest })
  const added = new Map<string, Store>()
  function add(id: string): Store {
    const store = createStore(catalogue, { home, ...(atRest && { atRest }) })
    added.set(id, store)
    return store
  }
  return {
    home,
    of: (id) => added.get(id),
    add,
    remove: (id) => added.delete(id),
    others: (store) => [home, ...added.values()].filter((one) => one !== store),
    onChange: home.onChange,
    snapshot() {
      const spaces = Object.fromEntries([...added].map(([id, store]) => [id, store.snapshot()]))
      return { ...home.snapshot(), ...(added.size > 0 && { spaces }) }
    },
    load({ spaces = {}, ...own }) {
      home.load(own)
      added.clear()
      for (const [id, snapshot] of Object.entries(spaces)) add(id).load(snapshot)
    },
  }
}
