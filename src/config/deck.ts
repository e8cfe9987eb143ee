/** An option of decK (1.64) that Keelson has no use for, and what it does when it meets it. */
export interface DeckOption {
  name: string
  /** Takes a value. */
  value?: boolean
  /** `ignored`: accepted with a remark; `refused`: an error that says why. */
  fate: 'ignored' | 'refused'
  why: string
}

const KONNECT = 'Keelson does not talk to Konnect'

/** decK's options beyond those of the options table. */
export const deckOptions: readonly DeckOption[] = [
  { name: 'analytics', fate: 'ignored', why: 'Keelson sends no analytics' },
  {
    name: 'skip-workspace-crud',
    fate: 'ignored',
    why: 'Keelson needs no right to look at workspaces, and makes one only where it is missing',
  },
  {
    name: 'no-mask-deck-env-vars-value',
    fate: 'ignored',
    why: 'values from the environment stay masked, but for the variables under show: in keelson.yaml',
  },
  { name: 'db-update-propagation-delay', value: true, fate: 'ignored', why: 'Keelson does not sleep between writes' },
  { name: 'kong-cookie-jar-path', value: true, fate: 'refused', why: 'send the cookie with --header "Cookie: …"' },
  { name: 'ca-cert', value: true, fate: 'refused', why: 'PEM comes from a file: use --ca-cert-file' },
  { name: 'tls-client-cert', value: true, fate: 'refused', why: 'PEM comes from a file: use --tls-client-cert-file' },
  { name: 'tls-client-key', value: true, fate: 'refused', why: 'PEM comes from a file: use --tls-client-key-file' },
  { name: 'rbac-resources-only', fate: 'refused', why: '--include rbac_roles --only rbac_roles does that' },
  {
    name: 'skip-consumers-with-consumer-groups',
    fate: 'refused',
    why: '--exclude consumer_group_consumers leaves out who is in a group',
  },
  { name: 'consumer-group-policy-overrides', fate: 'refused', why: 'plugins are scoped to consumer groups instead' },
  { name: 'skip-hash-for-basic-auth', fate: 'refused', why: KONNECT },
  { name: 'include-plugin-definitions', fate: 'refused', why: 'plugin definitions need Kong Enterprise 3.15' },
  { name: 'skip-plugin-definitions', fate: 'ignored', why: 'Keelson does not manage plugin definitions' },
  { name: 'sanitize', fate: 'refused', why: 'Keelson does not make anonymous dumps' },
  { name: 'online-entities-list', value: true, fate: 'refused', why: 'validate --online checks every entity' },
  { name: 'konnect-compatibility', fate: 'refused', why: KONNECT },
  { name: 'konnect-token', value: true, fate: 'refused', why: KONNECT },
  { name: 'konnect-token-file', value: true, fate: 'refused', why: KONNECT },
  { name: 'konnect-addr', value: true, fate: 'refused', why: KONNECT },
  { name: 'konnect-control-plane-name', value: true, fate: 'refused', why: KONNECT },
  { name: 'konnect-runtime-group-name', value: true, fate: 'refused', why: KONNECT },
  { name: 'warnings-as-errors', value: true, fate: 'refused', why: 'the level of a problem cannot be changed' },
  { name: 'errors-as-warnings', value: true, fate: 'refused', why: 'the level of a problem cannot be changed' },
]
