import type { ProviderModule } from '../../model/provider.ts'
import { kinds, unmanaged, workspaceKind } from './kinds.ts'
import { flatten } from './shape/flatten.ts'
import { nest } from './shape/nest.ts'
import { workspaceOf } from './shape/workspace-header.ts'
import { shippedVersion, unsureCodes, validateShipped } from './validate-state.ts'

/** Kong Gateway as a provider: its kinds, its file format, its checks and its sessions. */
export const kong: ProviderModule = {
  kinds,
  workspaceKind,
  unmanaged,
  shippedVersion,
  flatten,
  workspaceOf,
  nest,
  validate: validateShipped,
  unsureCodes,
  // Loaded with all that it takes to send requests, by who sends some.
  connect: async (connection, tools) => (await import('./session/connect-kong.ts')).connectKong(connection, tools),
}
