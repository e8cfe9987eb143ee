import type { Kind } from '../../model/kind.ts'
import { API_KEY, kindRow, ofConsumer } from './kind-row.ts'

/** What all kinds of Enterprise have in common: other gateways lack them. */
const ENTERPRISE = { edition: 'enterprise', optional: true } as const

/**
 * The kinds that only Kong Enterprise has, one row each. Enterprise is closed: unique groups, references and cascades are
 * from its public documents, sections and nesting from decK's file format (docs/kong-enterprise.md).
 */
export const enterpriseKinds: readonly Kind[] = [
  kindRow({
    ...ENTERPRISE,
    name: 'consumer-group',
    section: 'consumer_groups',
    aliases: ['consumer-groups'],
    keys: [['name']],
    unique: [['name']],
    renameable: ['name'],
  }),
  kindRow({
    ...ENTERPRISE,
    name: 'consumer-group-member',
    section: 'consumer_group_consumers',
    aliases: ['consumer-group-members'],
    keys: [['consumer_group', 'consumer']],
    unique: [['consumer_group', 'consumer']],
    joins: true,
    idless: true,
    taggable: false,
    references: [
      {
        field: 'consumer_group',
        kind: 'consumer-group',
        onDelete: 'cascade',
        nested: 'consumers',
        always: true,
        form: 'string',
      },
      { field: 'consumer', kind: 'consumer', onDelete: 'cascade', nested: 'groups', always: true, form: 'string' },
    ],
    endpoint: { path: 'consumers', parent: 'consumer-group' },
  }),
  kindRow({
    ...ENTERPRISE,
    name: 'partial',
    section: 'partials',
    keys: [['name']],
    unique: [['name']],
    renameable: ['name'],
    variant: { field: 'type', schemas: 'partials' },
  }),
  kindRow({
    ...ENTERPRISE,
    name: 'mtls-auth',
    section: 'mtls_auth_credentials',
    aliases: ['mtls-auths'],
    path: 'mtls-auths',
    keys: [['consumer', 'subject_name', 'ca_certificate']],
    keepId: true,
    unique: [['subject_name', 'ca_certificate']],
    references: [
      ofConsumer('mtls_auth_credentials'),
      { field: 'ca_certificate', kind: 'ca-certificate', onDelete: 'cascade', form: 'object' },
    ],
  }),
  kindRow({
    ...ENTERPRISE,
    name: 'key-auth-enc',
    section: 'keyauth_enc_credentials',
    aliases: ['key-auths-enc'],
    path: 'key-auths-enc',
    ...API_KEY,
    references: [ofConsumer('keyauth_enc_credentials')],
  }),
  kindRow({
    ...ENTERPRISE,
    name: 'degraphql-route',
    section: 'degraphql_routes',
    sharedSection: 'custom_entities',
    keys: [['service', 'uri', 'query']],
    title: ['uri'],
    taggable: false,
    references: [{ field: 'service', kind: 'service', onDelete: 'cascade', always: true, form: 'object' }],
    endpoint: { path: 'degraphql/routes', parent: 'service', list: 'degraphql_routes' },
  }),
  kindRow({
    ...ENTERPRISE,
    name: 'graphql-cost',
    section: 'graphql_ratelimiting_cost_decorations',
    sharedSection: 'custom_entities',
    keys: [['service', 'type_path']],
    taggable: false,
    references: [{ field: 'service', kind: 'service', onDelete: 'cascade', always: true, form: 'object' }],
    endpoint: {
      path: 'graphql-rate-limiting-advanced/costs',
      parent: 'service',
      list: 'graphql-rate-limiting-advanced/costs',
    },
  }),
]
