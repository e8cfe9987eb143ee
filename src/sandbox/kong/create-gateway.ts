import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { createCatalogue } from './catalogue.ts'
import { COLLECTIONS } from './collections.ts'
import { emptyConfig } from './declarative/load.ts'
import { enterpriseCollections } from './enterprise/collections.ts'
import type { Edition, Gateway } from './gateway.ts'
import { defaultSchemasFolder, loadSchemas } from './load-schemas.ts'
import type { SandboxOptions } from './options.ts'
import type { AtRest } from './store/at-rest.ts'
import { createSpaces } from './store/spaces.ts'

/** Enterprise counts its own releases in a fourth number, and names itself in the suffix (documents). */
const VERSIONS: Record<Edition, string> = { community: '3.9.3', enterprise: '3.9.1.1-enterprise-edition' }

/** Makes a gateway without entities. Throws when its schemas are not there, and for an edition that cannot do what is asked. */
export function createGateway(options: SandboxOptions, atRest?: AtRest): Gateway {
  const { edition = 'community', dbless = false, routerFlavor = 'traditional_compatible' } = options
  if (edition === 'community' && (options.enforceRbac || options.adminToken !== undefined))
    throw new Error('access rights need the Enterprise edition')
  if (edition === 'community' && options.keyring !== undefined)
    throw new Error('a keyring needs the Enterprise edition')
  if (edition === 'enterprise' && dbless)
    throw new Error('the Enterprise edition of the sandbox is never without a database')
  const all = loadSchemas(options.schemas ?? defaultSchemasFolder(), edition, options.ownSchemas)
  const schemas = options.plugins ? { ...all, plugins: only(all.plugins, options.plugins) } : all
  if (!schemas.entities.services) throw new Error('the schemas of Kong Gateway were not found: build them first')
  const collections = edition === 'enterprise' ? enterpriseCollections(COLLECTIONS) : COLLECTIONS
  const catalogue = createCatalogue(schemas, routerFlavor, collections)
  const spaces = createSpaces(catalogue, atRest)
  return {
    catalogue,
    edition,
    workspace: 'default',
    store: spaces.home,
    spaces,
    nodeId: randomUUID(),
    hostname: hostname(),
    version: options.version ?? VERSIONS[edition],
    dbless,
    expressions: routerFlavor === 'expressions',
    enforceRbac: options.enforceRbac ?? false,
    atRest: atRest?.settings ?? {},
    port: 0,
    invited: options.onInvitation ?? (() => undefined),
    ...emptyConfig(),
    now: () => Date.now() / 1000,
  }
}

const only = <T>(schemas: Record<string, T>, names: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(schemas).filter(([name]) => names.includes(name)))
