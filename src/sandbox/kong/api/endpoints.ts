import type { Catalogue } from '../catalogue.ts'
import { certificateEndpoints, namedById } from './certificate-endpoints.ts'
import { collectionEndpoints } from './collection-endpoints.ts'
import { configEndpoints } from './config-endpoints.ts'
import type { Endpoint } from './exchange.ts'
import { nestedEndpoints } from './nested-endpoints.ts'
import { nodeEndpoints } from './node-endpoints.ts'
import { schemaEndpoints } from './schema-endpoints.ts'
import { tagEndpoints } from './tag-endpoints.ts'
import { targetEndpoints } from './target-endpoints.ts'

/** Every endpoint of the Admin API that the sandbox offers, with those that something else brings along. */
export function allEndpoints(catalogue: Catalogue, added: Endpoint[] = []): Endpoint[] {
  const endpoints: Endpoint[] = [...added]
  for (const collection of catalogue.collections.values()) endpoints.push(...collectionEndpoints(collection))
  const certificates = catalogue.collections.get('certificates')
  if (certificates) endpoints.push(...certificateEndpoints(certificates))
  const nested = nestedEndpoints(catalogue)
  endpoints.push(...nested.map((one) => (one.path.startsWith('/certificates/{') ? namedById(one) : one)))
  endpoints.push(...targetEndpoints(), ...schemaEndpoints(), ...tagEndpoints(), ...configEndpoints())
  return [...endpoints, ...nodeEndpoints(endpoints)]
}
