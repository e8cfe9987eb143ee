import type { Place, Position } from '../../model/diagnostic.ts'
import type { ProviderModule } from '../../model/provider.ts'
import type { State } from '../../model/state.ts'
import type { Desired } from './desired.ts'

/** What files would say that speak for every kind and hold no entity. */
export function nothing(module: ProviderModule): Desired {
  const state: State = {
    entities: [],
    mentioned: new Set(module.kinds.map(({ name }) => name)),
    selectTags: [],
    lookupTags: {},
  }
  const locate = ({ file }: Place): Position => ({ file, line: 1, column: 1 })
  const provenance = { dumps: [], others: [], origins: [], diagnostics: [] }
  return {
    state,
    provenance,
    diagnostics: [],
    loaded: { files: [], documents: [], diagnostics: [], digests: () => new Map(), locate },
  }
}
