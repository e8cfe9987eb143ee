import { normaliseAddress } from '../../../http/address.ts'
import type { Target } from '../../../model/provider.ts'
import { isName } from '../../../model/same-target.ts'
import { isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import type { Gateway } from './gateway.ts'

/** Says who the gateway is. Raises a Failure when it cannot be read, and a Refusal for a workspace that it does not have. */
export async function describeGateway(gateway: Gateway): Promise<Target> {
  const target = await identify(gateway)
  await gateway.prefix()
  return target
}

/** Says who the gateway is, from its `GET /` (Kong 3.9 Admin API, recorded), whatever workspaces it has. */
export async function identify(gateway: Gateway): Promise<Target> {
  const root = await gateway.root()
  const address = normaliseAddress(gateway.connection.addr).normal
  const target: Target = {
    product: 'Kong Gateway',
    version: text(root.version) ?? '',
    edition: editionOf(root),
    database: text(inside(root, 'configuration').database) ?? 'unknown',
    ...named(gateway.connection.identity, databaseOf(inside(root, 'configuration')), address),
    address,
  }
  const plugins = inside(inside(root, 'plugins'), 'available_on_server')
  const names = Object.keys(plugins).sort()
  if (names.length > 0) target.plugins = names
  const flavor = text(inside(root, 'configuration').router_flavor)
  if (flavor !== undefined) target.routerFlavor = flavor
  return target
}

/** A configured identity that is a name is what the target is called. */
function named(identity: string | undefined, database: string | undefined, address: string) {
  if (identity === undefined || !isName(identity)) return { identity: database ?? address }
  return { identity, ...(database !== undefined && { cluster: database }) }
}

/** All nodes of a cluster share one database; `node_id` and `hostname` belong to one node only. Without one the address must do. */
function databaseOf(configuration: Fields): string | undefined {
  const { database, pg_host, pg_port, pg_database } = configuration
  if (database !== 'postgres' || typeof pg_host !== 'string') return undefined
  return `postgres://${pg_host}:${pg_port}/${pg_database}`
}

/** Kong before 3.0 does not say its edition; Enterprise shows in the version: a word, or a fourth number. */
export function editionOf(root: Fields): string {
  const version = text(root.version) ?? ''
  const enterprise = /enterprise/i.test(version) || /^\d+\.\d+\.\d+\.\d+/.test(version)
  return text(root.edition) ?? (enterprise ? 'enterprise' : 'community')
}

/** The record under a name, or an empty one. */
export function inside(record: Fields, name: string): Fields {
  const value = record[name]
  return isFields(value) ? value : {}
}

const text = (value: Value | undefined): string | undefined => (typeof value === 'string' ? value : undefined)
