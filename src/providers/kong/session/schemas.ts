import { Failure } from '../../../http/failure.ts'
import { kinds } from '../kinds.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { layOut } from '../schema/lay-out.ts'
import { type Pulled, pullSchemas } from '../schema/pull.ts'
import { liveSchemas, type SchemaSet, shippedSchemas } from '../schema/schema-set.ts'
import { describeGateway, identify, inside } from './describe.ts'
import type { Gateway } from './gateway.ts'
import { readList } from './pages.ts'
import { kindsWithin } from './supports.ts'

/**
 * The schemas for one gateway: those that come with Keelson when they are of its version and know the plugin, else
 * its own, each fetched once. Routes are the gateway's own where its router takes expressions: they have other fields.
 * Enterprise's own come first: what is shipped for it rests on documents, and is for what it has no answer about.
 */
export async function gatewaySchemas(gateway: Gateway): Promise<SchemaSet> {
  const { version, edition, plugins = [] } = await identify(gateway)
  if (edition === 'enterprise') return enterpriseSchemas(gateway, version, plugins)
  const { schemas: shipped, note } = shippedSchemas(version)
  const live = liveSchemas((path) => readSchema(gateway, path), { version, pluginNames: plugins })
  const exact = note === undefined
  const expressions = inside(await gateway.root(), 'configuration').router_flavor === 'expressions'
  type Get = (set: SchemaSet) => Promise<JsonSchema | undefined>
  const either = async (use: boolean, get: Get) => (use ? await get(shipped) : undefined) ?? (await get(live))
  return {
    version: exact ? shipped.version : live.version,
    entity: (name) => either(exact && !(name === 'routes' && expressions), (set) => set.entity(name)),
    variant: (collection, name) =>
      either(exact && (collection !== 'plugins' || shipped.pluginNames.includes(name)), (set) =>
        set.variant(collection, name),
      ),
    pluginNames: plugins.length > 0 ? plugins : shipped.pluginNames,
  }
}

function enterpriseSchemas(gateway: Gateway, version: string, plugins: readonly string[]): SchemaSet {
  const { schemas: shipped } = shippedSchemas(version, 'enterprise')
  const live = liveSchemas((path) => readSchema(gateway, path), { version, pluginNames: plugins })
  return {
    version: live.version,
    entity: async (name) => (await live.entity(name)) ?? shipped.entity(name),
    variant: async (collection, name) => {
      const own = await live.variant(collection, name)
      return own ?? (collection === 'plugins' ? undefined : shipped.variant(collection, name))
    },
    pluginNames: plugins.length > 0 ? plugins : shipped.pluginNames,
  }
}

async function readSchema(gateway: Gateway, path: string): Promise<unknown> {
  const { status, body } = await gateway.http.get(`${await schemaBase(gateway)}${path}`, {
    accept: [404],
    turn: 'first',
  })
  return status === 404 ? undefined : body
}

/** All workspaces have the same schemas, also one that is not there yet; a token may be limited to reading them in its own. */
async function schemaBase(gateway: Gateway): Promise<string> {
  const isMissing = gateway.workspace !== 'default' && (await gateway.own()) === 'missing'
  return isMissing ? '' : gateway.prefix()
}

/**
 * Writes the gateway's own schemas as JSON Schema: those of the kinds, of all plugins that it can load, and of the
 * vaults that it uses, with a list of them in `index.json`.
 */
export async function pullGatewaySchemas(
  gateway: Gateway,
  write: (name: string, text: string) => Promise<void>,
): Promise<Pulled> {
  const { version, plugins = [] } = await describeGateway(gateway)
  const collections = [...new Set((await kindsWithin(gateway, kinds)).map((kind) => kind.schema))]
  const vaults = await vaultNames(gateway)
  const get = (path: string): Promise<unknown> => readSchema(gateway, path)
  const pulled = await pullSchemas({ get, collections, plugins, vaults, write })
  const has = (name: string): boolean => pulled.written.includes(name)
  const index = {
    gateway: version,
    entities: collections.filter(has),
    plugins: plugins.filter((name) => has(`plugins/${name}`)),
    vaults: vaults.filter((name) => has(`vaults/${name}`)),
  }
  await write('index.json', layOut(index))
  return pulled
}

/** Kong has no list of the vaults that it can load; every edition has `env`. Who may not read vaults has no use for the others. */
async function vaultNames(gateway: Gateway): Promise<string[]> {
  const reading = readList(gateway.http, `${await gateway.prefix()}/vaults`, { optional: true })
  const used = (await reading.catch(noneIfDenied)) ?? []
  return [...new Set(['env', ...used.map((vault) => String(vault.name))])].sort()
}

function noneIfDenied(error: unknown): undefined {
  if (!(error instanceof Failure) || error.status !== 403) throw error
  return undefined
}
