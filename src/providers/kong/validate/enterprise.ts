/** Fields of open-source kinds that only Kong Enterprise has, by kind (plugins 16 and 17, consumers 37, recorded). */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  plugin: ['ordering', 'consumer_group', 'partials', 'condition'],
  consumer: ['type', 'groups', 'consumer_groups'],
  service: ['tls_sans'],
}

/** Vaults that need Kong Enterprise (vaults-keys 9, recorded for `hcv`). */
const VAULTS: readonly string[] = ['aws', 'azure', 'conjur', 'gcp', 'hcv']

/** Says that an unknown field belongs to Kong Enterprise, or nothing. */
export function enterpriseField(kind: string, field: string): string | undefined {
  return FIELDS[kind]?.includes(field) ? `${field} needs Kong Enterprise` : undefined
}

/** Says that an unknown vault belongs to Kong Enterprise, or nothing. */
export function enterpriseVault(name: string): string | undefined {
  return VAULTS.includes(name) ? `the ${name} vault needs Kong Enterprise` : undefined
}
