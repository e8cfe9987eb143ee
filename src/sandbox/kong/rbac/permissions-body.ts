import type { Exchange } from '../api/exchange.ts'
import type { Row } from '../schema/value.ts'
import { rowsByIds } from '../store/table.ts'
import { permissionsOf } from './roles.ts'

/** What roles may do, by workspace and endpoint and by entity (documents: "List Role Permissions"). */
export function permissionsBody({ gateway: { store } }: Exchange, roles: readonly Row[]): Row {
  const endpoints: Record<string, Row> = {}
  const entities: Row = {}
  for (const { id } of roles) {
    for (const { workspace, endpoint, actions, negative } of permissionsOf(store, String(id))) {
      const inWorkspace: Row = endpoints[workspace] ?? {}
      inWorkspace[endpoint] = { actions: [...actions], negative }
      endpoints[workspace] = inWorkspace
    }
    const table = store.table('rbac_role_entities')
    for (const { entity_id, actions = [], negative = false } of rowsByIds(table, table.children('role', String(id))))
      entities[String(entity_id)] = { actions, negative }
  }
  return { endpoints, entities }
}
