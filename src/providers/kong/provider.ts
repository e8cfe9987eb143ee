import type { ProviderModule } from '../../model/provider.ts'
import { kinds, unmanaged } from './kinds.ts'
import { connectKong } from './session/connect-kong.ts'
import { flatten } from './shape/flatten.ts'
import { nest } from './shape/nest.ts'
import { shippedVersion, unsureCodes, validateShipped } from './validate-state.ts'

/** Kong Gateway as a provider: its kinds, its file format, its checks and its sessions. */
export const kong: ProviderModule = {
  kinds,
  unmanaged,
  shippedVersion,
  flatten,
  nest,
  validate: validateShipped,
  unsureCodes,
  connect: async (connection, tools) => connectKong(connection, tools),
}
