/** The state of a gateway to which no configuration was sent. */
export function emptyConfig(): { configHash: string; configText: string } {
  return { configHash: '0'.repeat(32), configText: "_format_version: '3.0'\n_transform: false\n" }
}
