/** One kind of entity of the gateway as the Admin API offers it. Names and paths: node #3 (GET /endpoints). */
export interface Collection {
  /** Name of the schema and of the entity in messages. */
  name: string
  /** Top-level path segment. */
  path: string
  /** Path segment below a parent, where it differs from `path`. */
  nested?: string
  /** The unique field that may stand for the id in a path. */
  endpointKey?: string
  /** Fields that are unique together. */
  composite?: string[]
  /** Entities expire (`ttl` in bodies and answers). */
  ttl?: boolean
  /** Collections whose references forbid a delete, in the order in which the gateway names them (cascade #14, #27). */
  restrictedBy?: string[]
  /** Columns that the database does not allow to be null although the schema does (upstreams-targets #22, #64). */
  notNull?: string[]
  /** PUT by the endpoint key breaks on PostgreSQL (vaults-keys #25, #48). */
  brokenUpsertByKey?: boolean
  /** Not offered at the top level (upstreams-targets #56 to #60). */
  nestedOnly?: boolean
  /** The path to its parent is switched off (certificates-snis #47). */
  hiddenParents?: string[]
  /** Belongs to no workspace. */
  global?: boolean
  /** No endpoints follow from it: it has its own, or none. */
  internal?: boolean
  /** Fields that answers leave out. */
  hides?: string[]
  /** Some entities are there from the start. */
  builtIn?: boolean
}

export const COLLECTIONS: readonly Collection[] = [
  { name: 'certificates', path: 'certificates', restrictedBy: ['upstreams', 'services'] },
  { name: 'ca_certificates', path: 'ca_certificates' },
  { name: 'services', path: 'services', endpointKey: 'name', restrictedBy: ['routes'] },
  { name: 'routes', path: 'routes', endpointKey: 'name' },
  { name: 'consumers', path: 'consumers', endpointKey: 'username' },
  {
    name: 'plugins',
    path: 'plugins',
    endpointKey: 'instance_name',
    composite: ['name', 'route', 'service', 'consumer'],
  },
  { name: 'upstreams', path: 'upstreams', endpointKey: 'name', notNull: ['slots'] },
  { name: 'targets', path: 'targets', composite: ['upstream', 'target'], notNull: ['weight'], nestedOnly: true },
  { name: 'snis', path: 'snis', endpointKey: 'name', hiddenParents: ['certificate'] },
  { name: 'vaults', path: 'vaults', endpointKey: 'prefix' },
  { name: 'key_sets', path: 'key-sets', endpointKey: 'name', brokenUpsertByKey: true },
  { name: 'keys', path: 'keys', endpointKey: 'name', composite: ['kid', 'set'], brokenUpsertByKey: true },
  { name: 'acls', path: 'acls', composite: ['consumer', 'group'] },
  { name: 'basicauth_credentials', path: 'basic-auths', nested: 'basic-auth', endpointKey: 'username' },
  { name: 'hmacauth_credentials', path: 'hmac-auths', nested: 'hmac-auth', endpointKey: 'username' },
  { name: 'jwt_secrets', path: 'jwts', nested: 'jwt', endpointKey: 'key' },
  { name: 'keyauth_credentials', path: 'key-auths', nested: 'key-auth', endpointKey: 'key', ttl: true },
  { name: 'oauth2_credentials', path: 'oauth2', endpointKey: 'client_id' },
  { name: 'oauth2_tokens', path: 'oauth2_tokens', endpointKey: 'access_token', ttl: true },
  { name: 'sessions', path: 'sessions', endpointKey: 'session_id', ttl: true },
  { name: 'acme_storage', path: 'acme_storage', endpointKey: 'key', ttl: true },
]
