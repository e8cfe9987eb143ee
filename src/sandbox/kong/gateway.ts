import type { Catalogue } from './catalogue.ts'
import type { Row } from './schema/value.ts'
import type { Spaces } from './store/spaces.ts'
import type { Store } from './store/store.ts'

export type Edition = 'community' | 'enterprise'

/** One sandbox's state as one workspace sees it, handed to whatever answers a request. */
export interface Gateway {
  catalogue: Catalogue
  edition: Edition
  /** The workspace whose entities `store` holds. */
  workspace: string
  store: Store
  spaces: Spaces
  /** Id of this node, new at each start. */
  nodeId: string
  hostname: string
  version: string
  dbless: boolean
  expressions: boolean
  /** Requests need a token, and a role that allows them. */
  enforceRbac: boolean
  /** Settings of encryption at rest, as `GET /` shows them. */
  atRest: Row
  port: number
  /** Told of a person who would now get an invitation. */
  invited(person: string): void
  /** DB-less: hash of the loaded configuration. */
  configHash: string
  /** DB-less: the loaded configuration as YAML, written when asked for. */
  configText: () => string
  /** Seconds since the epoch, with fraction. */
  now(): number
}
