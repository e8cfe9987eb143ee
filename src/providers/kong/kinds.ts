import type { Kind } from '../../model/kind.ts'
import type { Unmanaged } from '../../model/provider.ts'
import { accessKinds } from './access-kinds.ts'
import { enterpriseKinds } from './enterprise-kinds.ts'
import { API_KEY, kindRow, ofConsumer } from './kind-row.ts'
import { foreignSections, secretSections } from './unmanaged.ts'

const HASHES = ['consumer', 'ip', 'header', 'cookie', 'path', 'query_arg', 'uri_capture']

/** An upstream's algorithm and what it hashes on follow each other (recorded: upstreams-targets 6, 8 and 14). */
const UPSTREAM_REWRITES: Kind['rewrites'] = [
  { when: { algorithm: ['least-connections'] }, stores: { hash_on: 'none' } },
  { when: { algorithm: ['consistent-hashing'], hash_on: ['none'] }, stores: { algorithm: 'round-robin' } },
  { when: { algorithm: ['round-robin', 'latency'], hash_on: HASHES }, stores: { algorithm: 'consistent-hashing' } },
]

/**
 * The kinds that Keelson manages, one row each: those of every Kong Gateway, and those that only Enterprise has.
 * Sources: `GET /schemas/<name>` of Kong 3.9.3 (unique, references, cascades) and decK's file format (sections, nesting, keys).
 */
export const kinds: readonly Kind[] = [
  kindRow({
    name: 'certificate',
    section: 'certificates',
    keys: [['cert', 'key'], ['cert']],
    secret: ['key', 'key_alt'],
    keepId: true,
  }),
  kindRow({
    name: 'sni',
    section: 'snis',
    keys: [['name']],
    unique: [['name']],
    // Here and for vaults: `unique_across_ws` of the recorded schemas.
    uniqueAcross: ['name'],
    renameable: ['name'],
    references: [{ field: 'certificate', kind: 'certificate', onDelete: 'cascade', nested: 'snis', always: true }],
  }),
  kindRow({
    name: 'ca-certificate',
    section: 'ca_certificates',
    keys: [['cert']],
    unique: [['cert']],
    readOnly: ['cert_digest'],
    keepId: true,
  }),
  kindRow({
    name: 'service',
    section: 'services',
    keys: [['name']],
    unique: [['name']],
    renameable: ['name'],
    references: [
      { field: 'client_certificate', kind: 'certificate', onDelete: 'restrict', form: 'string' },
      { field: 'ca_certificates', kind: 'ca-certificate', many: true, onDelete: 'restrict', form: 'string' },
    ],
  }),
  kindRow({
    name: 'route',
    section: 'routes',
    keys: [['name']],
    unique: [['name']],
    renameable: ['name'],
    references: [{ field: 'service', kind: 'service', onDelete: 'restrict', nested: 'routes', form: 'object' }],
  }),
  kindRow({
    name: 'consumer',
    section: 'consumers',
    keys: [['username'], ['custom_id']],
    unique: [['username'], ['custom_id']],
    renameable: ['username', 'custom_id'],
    // Recorded: consumers 15 to 17.
    endpoint: { path: 'consumers', filters: ['custom_id'] },
  }),
  kindRow({
    name: 'key-auth',
    section: 'keyauth_credentials',
    aliases: ['key-auths'],
    path: 'key-auths',
    ...API_KEY,
    references: [ofConsumer('keyauth_credentials')],
  }),
  kindRow({
    name: 'basic-auth',
    section: 'basicauth_credentials',
    aliases: ['basic-auths'],
    path: 'basic-auths',
    keys: [['username']],
    unique: [['username']],
    secret: ['password'],
    hashed: { field: 'password', salt: 'consumer' },
    renameable: ['username'],
    references: [ofConsumer('basicauth_credentials')],
  }),
  kindRow({
    name: 'hmac-auth',
    section: 'hmacauth_credentials',
    aliases: ['hmac-auths'],
    path: 'hmac-auths',
    keys: [['username']],
    unique: [['username']],
    secret: ['secret'],
    generated: ['secret'],
    renameable: ['username'],
    references: [ofConsumer('hmacauth_credentials')],
  }),
  kindRow({
    name: 'jwt',
    section: 'jwt_secrets',
    aliases: ['jwts'],
    path: 'jwts',
    keys: [['key']],
    unique: [['key']],
    secret: ['secret'],
    generated: ['key', 'secret'],
    renameable: ['key'],
    references: [ofConsumer('jwt_secrets')],
  }),
  kindRow({
    name: 'oauth2',
    section: 'oauth2_credentials',
    path: 'oauth2',
    keys: [['client_id']],
    unique: [['client_id']],
    secret: ['client_secret'],
    generated: ['client_id', 'client_secret'],
    renameable: ['client_id'],
    references: [ofConsumer('oauth2_credentials')],
  }),
  kindRow({
    name: 'acl',
    section: 'acls',
    keys: [['consumer', 'group']],
    unique: [['consumer', 'group']],
    references: [ofConsumer('acls')],
  }),
  kindRow({
    name: 'upstream',
    section: 'upstreams',
    keys: [['name']],
    unique: [['name']],
    renameable: ['name'],
    rewrites: UPSTREAM_REWRITES,
    references: [{ field: 'client_certificate', kind: 'certificate', onDelete: 'restrict', form: 'object' }],
  }),
  kindRow({
    name: 'target',
    section: 'targets',
    path: 'targets',
    keys: [['upstream', 'target']],
    unique: [['upstream', 'target']],
    references: [{ field: 'upstream', kind: 'upstream', onDelete: 'cascade', nested: 'targets', always: true }],
    endpoint: { path: 'targets', parent: 'upstream' },
  }),
  kindRow({
    name: 'vault',
    section: 'vaults',
    keys: [['prefix']],
    unique: [['prefix']],
    uniqueAcross: ['prefix'],
    renameable: ['prefix'],
    variant: { field: 'name', schemas: 'vaults' },
  }),
  kindRow({
    name: 'key-set',
    section: 'key_sets',
    aliases: ['key-sets'],
    path: 'key-sets',
    keys: [['name']],
    unique: [['name']],
    renameable: ['name'],
  }),
  kindRow({
    name: 'key',
    section: 'keys',
    keys: [['name']],
    unique: [['name'], ['kid', 'set']],
    secret: ['jwk', 'pem.private_key'],
    // Not `kid`: a JWK names it too (recorded: vaults-keys 29).
    renameable: ['name'],
    references: [{ field: 'set', kind: 'key-set', onDelete: 'cascade', form: 'object' }],
  }),
  kindRow({
    name: 'plugin',
    section: 'plugins',
    keys: [['name', 'service', 'route', 'consumer', 'consumer_group']],
    unique: [['name', 'service', 'route', 'consumer', 'consumer_group'], ['instance_name']],
    variant: { field: 'name', schemas: 'plugins' },
    renameable: ['instance_name'],
    references: [
      { field: 'service', kind: 'service', onDelete: 'cascade', nested: 'plugins', form: 'string' },
      { field: 'route', kind: 'route', onDelete: 'cascade', nested: 'plugins', form: 'string' },
      { field: 'consumer', kind: 'consumer', onDelete: 'cascade', nested: 'plugins', form: 'string' },
      { field: 'consumer_group', kind: 'consumer-group', onDelete: 'cascade', nested: 'plugins', form: 'string' },
      { field: 'partials', kind: 'partial', many: true, records: { usualPath: 'config.redis' }, onDelete: 'restrict' },
    ],
  }),
  kindRow({
    name: 'filter-chain',
    optional: true,
    section: 'filter_chains',
    aliases: ['filter-chains'],
    path: 'filter-chains',
    keys: [['service', 'route']],
    unique: [['name'], ['service', 'route']],
    references: [
      { field: 'service', kind: 'service', onDelete: 'cascade', nested: 'filter_chains', form: 'object' },
      { field: 'route', kind: 'route', onDelete: 'cascade', nested: 'filter_chains', form: 'object' },
    ],
  }),
  ...enterpriseKinds,
  ...accessKinds,
]

/**
 * The workspace itself. It stands in no section: a file describes the one that it is for by metadata keys.
 * Source: public documents of Kong Enterprise ("Workspaces"); it cannot be renamed, and goes only when it is empty.
 */
export const workspaceKind: Kind = kindRow({
  name: 'workspace',
  section: 'workspaces',
  keys: [['name']],
  unique: [['name']],
  // They hold the developer portal's client secret and the secret of its sessions.
  secret: ['config.portal_auth_conf', 'config.portal_session_conf'],
  taggable: false,
  edition: 'enterprise',
  global: true,
  endpoint: { path: 'workspaces', by: 'name' },
})

/** Sections that are known and of which there is no kind: what decK's format has beyond open-source Kong, and what is secret. */
export const unmanaged: readonly Unmanaged[] = [...foreignSections, ...secretSections].filter(
  ({ section }) => !kinds.some((each) => each.section === section || each.sharedSection === section),
)
