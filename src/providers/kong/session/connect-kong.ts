import { connectHttp, type HttpTools } from '../../../http/connect-http.ts'
import type { Entity } from '../../../model/entity.ts'
import type { KeyringPort } from '../../../model/keyring.ts'
import type { Session, Target } from '../../../model/provider.ts'
import type { Connection } from '../../../model/settings.ts'
import { hasKeyring, kongKeyring } from '../keyring.ts'
import type { SchemaSet } from '../schema/schema-set.ts'
import { validateOnline } from '../validate-state.ts'
import { checkEntity } from './check.ts'
import { describeGateway } from './describe.ts'
import { holdsBare, restoreEmptyLists } from './empty-lists.ts'
import { createGateway, type Gateway } from './gateway.ts'
import { findDependants, findEntities } from './lookup.ts'
import { readScope } from './read.ts'
import { gatewaySchemas, pullGatewaySchemas } from './schemas.ts'
import { supportedKinds } from './supports.ts'
import { type LoadTypes, typeLoader } from './types.ts'
import { readCounts } from './workspace.ts'
import { writeStep } from './write.ts'

/**
 * Opens a session with the Admin API of a Kong Gateway. Nothing is sent before it is used. Methods raise a Failure
 * when the gateway cannot be reached or refuses, and a Refusal for a workspace that it does not have. Raises a Refusal
 * for a bad address or TLS file.
 */
export function connectKong(connection: Connection, tools: HttpTools): Session {
  const http = connectHttp(connection, tools)
  const gateway = createGateway(http, connection, tools.emit)
  let schemas: Promise<SchemaSet> | undefined
  const openSchemas = (): Promise<SchemaSet> => {
    schemas ??= gatewaySchemas(gateway)
    return schemas
  }
  const known = { openSchemas, types: typeLoader(openSchemas), keyring: kongKeyring(gateway) }
  return sessionWith(gateway, known, () => http.close())
}

/** What is the same in all workspaces. */
interface Known {
  openSchemas: () => Promise<SchemaSet>
  types: LoadTypes
  keyring: KeyringPort
}

function sessionWith(gateway: Gateway, known: Known, close: () => Promise<void>): Session {
  const { types, openSchemas, keyring } = known
  let target: Target | undefined
  return {
    async describe() {
      target = await describeGateway(gateway)
      return target
    },
    get keyring() {
      return target && hasKeyring(target) ? keyring : undefined
    },
    async read(scope, signal) {
      // Whoever reads asks for the types next, and hears then what failed: they come while lists are still on their way.
      const doubtful: Entity[] = []
      const entities = await readScope(gateway, scope, signal, {
        onPage: (page) => void doubtful.push(...page.filter(holdsBare)),
        onList: (list) => void types(list).catch(() => undefined),
      })
      await restoreEmptyLists(doubtful, types)
      return entities
    },
    find: (kind, ids, signal) => findEntities(gateway, kind, ids, signal),
    dependants: (kind, field, parentId, signal) => findDependants(gateway, kind, field, parentId, signal),
    write: (step, signal) => writeStep(gateway, step, signal),
    check: (kind, body, signal) => checkEntity(gateway, kind, body, signal),
    types,
    supports: (kinds) => supportedKinds(gateway, kinds),
    validate: async (state) => validateOnline(state, await openSchemas()),
    pullSchemas: (write) => pullGatewaySchemas(gateway, write),
    workspaces: {
      own: () => gateway.own(),
      counts: (signal) => readCounts(gateway, signal),
      within: (name) => sessionWith(gateway.within(name), known, async () => undefined),
    },
    close,
  }
}
