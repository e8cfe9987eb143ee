import type { Collection } from '../collections.ts'

/**
 * What Kong Enterprise has beside the open-source kinds; all of it from public documents (docs/kong-enterprise.md). Those
 * with `internal` have endpoints of their own, and no others.
 */
const MORE: readonly Collection[] = [
  { name: 'workspaces', path: 'workspaces', endpointKey: 'name', global: true, builtIn: true },
  { name: 'consumer_groups', path: 'consumer_groups', endpointKey: 'name' },
  {
    name: 'consumer_group_consumers',
    path: 'consumer_group_consumers',
    composite: ['consumer_group', 'consumer'],
    internal: true,
  },
  { name: 'partials', path: 'partials', endpointKey: 'name' },
  { name: 'rbac_users', path: 'rbac/users', endpointKey: 'name', builtIn: true },
  { name: 'rbac_roles', path: 'rbac/roles', endpointKey: 'name', builtIn: true },
  { name: 'rbac_user_roles', path: 'rbac/user_roles', composite: ['user', 'role'], internal: true, builtIn: true },
  {
    name: 'rbac_role_endpoints',
    path: 'rbac/role_endpoints',
    composite: ['role', 'workspace', 'endpoint'],
    hides: ['id'],
    internal: true,
    builtIn: true,
  },
  {
    name: 'rbac_role_entities',
    path: 'rbac/role_entities',
    composite: ['role', 'entity_id'],
    hides: ['id'],
    internal: true,
    builtIn: true,
  },
  { name: 'groups', path: 'groups', endpointKey: 'name', global: true },
  {
    name: 'group_rbac_roles',
    path: 'group_rbac_roles',
    composite: ['group', 'rbac_role', 'workspace'],
    global: true,
    internal: true,
  },
  {
    name: 'admins',
    path: 'admins',
    endpointKey: 'username',
    hides: ['rbac_user'],
    global: true,
    internal: true,
    builtIn: true,
  },
  { name: 'licenses', path: 'licenses', global: true },
  { name: 'event_hooks', path: 'event-hooks', global: true },
  { name: 'degraphql_routes', path: 'degraphql_routes', nested: 'degraphql/routes' },
  { name: 'graphql_ratelimiting_cost_decorations', path: 'graphql-rate-limiting-advanced/costs' },
  {
    name: 'mtls_auth_credentials',
    path: 'mtls-auths',
    nested: 'mtls-auth',
    composite: ['subject_name', 'ca_certificate'],
  },
  { name: 'keyauth_enc_credentials', path: 'key-auths-enc', nested: 'key-auth-enc', ttl: true },
]

/** The kinds of Enterprise: the open-source ones, of which plugins can be scoped by a consumer group too, and its own. */
export function enterpriseCollections(open: readonly Collection[]): Collection[] {
  return [...open.map((one) => (one.name === 'plugins' ? scopedByGroup(one) : one)), ...MORE]
}

const scopedByGroup = (plugins: Collection): Collection => ({
  ...plugins,
  composite: [...(plugins.composite ?? []), 'consumer_group'],
})
