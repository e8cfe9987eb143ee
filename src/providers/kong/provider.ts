import type { ProviderModule } from '../../model/provider.ts'
import { kinds, unmanaged, workspaceKind } from './kinds.ts'
import { connectKong } from './session/connect-kong.ts'
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
  connect: async (connection, tools) => connectKong(connection, tools),
}
