import type { Unmanaged } from '../../model/provider.ts'

/**
 * What is left out by default because it is secret or grants rights; a kind of `kinds.ts` with such a section comes in
 * only by --include. The keyring and the developer portal have no kind, for no state file can hold them.
 */
export const secretSections: readonly Unmanaged[] = [
  { section: 'rbac_users', why: 'needs Kong Enterprise; the tokens of those who administer the gateway', secret: true },
  {
    section: 'rbac_roles',
    why: 'needs Kong Enterprise; access rights are not managed with the configuration',
    secret: true,
  },
  { section: 'rbac_permissions', why: 'needs Kong Enterprise; they belong to rbac_roles', secret: true },
  { section: 'rbac_groups', why: 'needs Kong Enterprise; they grant roles to people of a directory', secret: true },
  { section: 'admins', why: 'needs Kong Enterprise; making one sends an invitation', secret: true },
  { section: 'licenses', why: 'needs Kong Enterprise; a licence is a secret', secret: true },
  { section: 'event_hooks', why: 'needs Kong Enterprise; their addresses and headers hold secrets', secret: true },
  { section: 'keyring', why: 'never part of a state file; custody of keys has commands of its own', secret: true },
  {
    section: 'developer_portal',
    why: 'never part of a state file; its files and developers are content',
    secret: true,
  },
]

/** Sections that decK's format knows and that Keelson does not manage (yet), with the reason. */
export const foreignSections: readonly Unmanaged[] = [
  { section: 'consumer_groups', why: 'needs Kong Enterprise' },
  { section: 'partials', why: 'needs Kong Enterprise' },
  { section: 'custom_entities', why: 'needs Kong Enterprise' },
  { section: 'service_packages', why: 'belongs to Konnect' },
  { section: 'cloned_plugins', why: 'needs Kong Enterprise 3.15' },
  { section: 'custom_plugins', why: 'needs Kong Enterprise 3.15' },
]

/** Why a section is left out by default; undefined for the others. */
export function defaultExclusion(section: string): string | undefined {
  return secretSections.find((row) => row.section === section)?.why
}
