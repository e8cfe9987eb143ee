import type { Catalogue } from './catalogue.ts'
import type { Store } from './store/store.ts'

/** One sandbox's state, handed to whatever answers a request. */
export interface Gateway {
  catalogue: Catalogue
  store: Store
  /** Id of this node, new at each start. */
  nodeId: string
  hostname: string
  version: string
  dbless: boolean
  expressions: boolean
  port: number
  /** DB-less: hash of the loaded configuration. */
  configHash: string
  /** DB-less: the loaded configuration as YAML, written when asked for. */
  configText: () => string
  /** Seconds since the epoch, with fraction. */
  now(): number
}
