import type { Kind, Reference } from '../../model/kind.ts'
import { kindRow } from './kind-row.ts'

const ENTERPRISE = { edition: 'enterprise', optional: true, taggable: false } as const

/** They stand beside the workspaces: they are seen from `default`. */
const GLOBAL = { ...ENTERPRISE, global: true } as const

/** Roles that every workspace is made with (documents: "RBAC reference"). */
const BUILT_IN = [
  ...['super-admin', 'admin', 'read-only'],
  ...['workspace-super-admin', 'workspace-admin', 'workspace-read-only', 'workspace-portal-admin'],
]

const ofRole = (nested: string): Reference => ({
  field: 'role',
  kind: 'rbac-role',
  onDelete: 'cascade',
  nested,
  always: true,
})

const ROLES: Reference = {
  field: 'roles',
  kind: 'rbac-role',
  many: true,
  onDelete: 'nothing',
  form: 'string',
  apart: true,
}

/**
 * The kinds of Enterprise that grant rights or are secret, one row each: left out unless they are included. Enterprise is
 * closed: all facts are from its public documents, sections from decK's file format where it has them (docs/kong-enterprise.md).
 */
export const accessKinds: readonly Kind[] = [
  kindRow({
    ...ENTERPRISE,
    name: 'rbac-role',
    section: 'rbac_roles',
    aliases: ['rbac-roles'],
    path: 'rbac/roles',
    keys: [['name']],
    unique: [['name']],
    builtIn: BUILT_IN,
    renameable: ['name'],
  }),
  kindRow({
    ...ENTERPRISE,
    name: 'rbac-endpoint-permission',
    section: 'rbac_role_endpoints',
    aliases: ['rbac-permissions', 'rbac-roles'],
    keys: [['role', 'workspace', 'endpoint']],
    unique: [['role', 'workspace', 'endpoint']],
    title: ['workspace', 'endpoint'],
    idless: true,
    references: [ofRole('endpoint_permissions')],
    endpoint: { path: 'endpoints', parent: 'rbac-role' },
  }),
  kindRow({
    ...ENTERPRISE,
    name: 'rbac-entity-permission',
    section: 'rbac_role_entities',
    aliases: ['rbac-permissions', 'rbac-roles'],
    keys: [['role', 'entity_id']],
    unique: [['role', 'entity_id']],
    title: ['entity_id'],
    generated: ['entity_type'],
    idless: true,
    references: [ofRole('entity_permissions')],
    endpoint: { path: 'entities', parent: 'rbac-role' },
  }),
  kindRow({
    ...ENTERPRISE,
    name: 'rbac-user',
    section: 'rbac_users',
    aliases: ['rbac-users'],
    keys: [['name']],
    unique: [['name']],
    secret: ['user_token'],
    hashed: { field: 'user_token' },
    readOnly: ['user_token_ident'],
    references: [ROLES],
    endpoint: { path: 'rbac/users', by: 'name' },
  }),
  kindRow({
    ...GLOBAL,
    name: 'rbac-group',
    section: 'rbac_groups',
    aliases: ['rbac-groups', 'groups'],
    schema: 'groups',
    path: 'groups',
    keys: [['name']],
    unique: [['name']],
    renameable: ['name'],
    references: [ROLES],
  }),
  kindRow({
    ...GLOBAL,
    name: 'admin',
    section: 'admins',
    keys: [['username']],
    unique: [['username'], ['custom_id'], ['email']],
    readOnly: ['status', 'rbac_user'],
    invites: true,
    references: [ROLES],
    endpoint: { path: 'admins', by: 'username' },
  }),
  kindRow({
    ...GLOBAL,
    name: 'license',
    section: 'licenses',
    keys: [['payload']],
    secret: ['payload'],
    secretKey: true,
  }),
  kindRow({
    ...GLOBAL,
    name: 'event-hook',
    section: 'event_hooks',
    aliases: ['event-hooks'],
    keys: [['source', 'event', 'handler', 'config.url']],
    mayLack: ['event', 'config.url'],
    title: ['source', 'event', 'handler'],
    secret: ['config.url', 'config.headers', 'config.secret'],
    variant: { field: 'handler', schemas: 'event_hooks' },
    endpoint: { path: 'event-hooks', posted: true },
  }),
]
