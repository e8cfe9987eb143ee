import type { Gateway } from '../gateway.ts'
import { schemaViolation } from '../refusal.ts'
import type { Row, Value } from '../schema/value.ts'
import { referenceId, rowsByIds } from '../store/table.ts'

/**
 * The protocols that a plugin names must be among those of its route, or of one route of its service when that has
 * routes. Kong 3.9's open source; not recorded. Throws a schema violation.
 */
export function checkPluginProtocols(gateway: Gateway, plugin: Row): void {
  const protocols = plugin.protocols
  if (!Array.isArray(protocols)) return
  const routes = gateway.store.table('routes')
  const route = referenceId(plugin.route)
  if (route !== undefined) {
    const found = routes.get(route)
    if (found && !shares(protocols, found)) throw refused("must match the associated route's protocols")
    return
  }
  const service = referenceId(plugin.service)
  const below = service === undefined ? [] : rowsByIds(routes, routes.children('service', service))
  if (below.length > 0 && !below.some((one) => shares(protocols, one))) {
    throw refused("must match the protocols of at least one route pointing to this Plugin's service")
  }
}

const refused = (text: string) => schemaViolation({ protocols: text })

function shares(protocols: Value[], route: Row): boolean {
  return Array.isArray(route.protocols) && route.protocols.some((protocol) => protocols.includes(protocol))
}
