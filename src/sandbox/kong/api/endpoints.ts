import type { Catalogue } from '../catalogue.ts'
import { enterpriseEndpoints } from '../enterprise/endpoints.ts'
import { certificateEndpoints, namedById } from './certificate-endpoints.ts'
import { collectionEndpoints } from './collection-endpoints.ts'
import { configEndpoints } from './config-endpoints.ts'
import type { Endpoint } from './exchange.ts'
import { nestedEndpoints } from './nested-endpoints.ts'
import { nodeEndpoints } from './node-endpoints.ts'
import { schemaEndpoints } from './schema-endpoints.ts'
import { tagEndpoints } from './tag-endpoints.ts'
import { targetEndpoints } from './target-endpoints.ts'

const asGlobal = (endpoint: Endpoint): Endpoint => ({ ...endpoint, global: true })

/** Every endpoint of the Admin API that the sandbox offers, with those that something else brings along. */
export function allEndpoints(catalogue: Catalogue, added: Endpoint[] = []): Endpoint[] {
  const endpoints: Endpoint[] = []
  for (const collection of catalogue.collections.values())
    if (!collection.internal) endpoints.push(...collectionEndpoints(collection))
  const certificates = catalogue.collections.get('certificates')
  if (certificates) endpoints.push(...certificateEndpoints(certificates))
  const nested = nestedEndpoints(catalogue)
  endpoints.push(...nested.map((one) => (one.path.startsWith('/certificates/{') ? namedById(one) : one)))
  if (catalogue.collections.has('workspaces')) endpoints.push(...enterpriseEndpoints())
  endpoints.push(
    ...targetEndpoints(),
    ...schemaEndpoints(),
    ...tagEndpoints(),
    ...configEndpoints(),
    ...added.map(asGlobal),
  )
  return [...endpoints, ...nodeEndpoints(endpoints)]
}
