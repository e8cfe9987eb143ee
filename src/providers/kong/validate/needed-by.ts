/** Fields of open-source kinds that only Kong Enterprise has, by kind (plugins 16 and 17, consumers 37, recorded). */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  plugin: ['ordering', 'consumer_group', 'partials', 'condition'],
  consumer: ['type', 'groups', 'consumer_groups'],
  service: ['tls_sans'],
}

/** Vaults that need Kong Enterprise (vaults-keys 9, recorded for `hcv`). */
const VAULTS: readonly string[] = ['aws', 'azure', 'conjur', 'gcp', 'hcv']

/** Fields that depend on how a gateway is set up (routes 43 and 44 against expressions-flavor 1 and 2, recorded). */
const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  route: {
    expression: 'it needs router_flavor = expressions in the gateway; --online checks with the schemas of the target',
    priority: 'it needs router_flavor = expressions in the gateway; --online checks with the schemas of the target',
  },
}

/** Says what an unknown field would need, Kong Enterprise or a setting, or nothing. */
export function neededBy(kind: string, field: string): string | undefined {
  const setting = SETTINGS[kind]?.[field]
  if (setting !== undefined) return setting
  return FIELDS[kind]?.includes(field) ? `${field} needs Kong Enterprise` : undefined
}

/** Says that an unknown vault belongs to Kong Enterprise, or nothing. */
export function enterpriseVault(name: string): string | undefined {
  return VAULTS.includes(name) ? `the ${name} vault needs Kong Enterprise` : undefined
}
