import type { ProviderModule } from '../model/provider.ts'
import type { Connection } from '../model/settings.ts'

/** The one list of providers; each is loaded when it is asked for. */
const PROVIDERS: Record<Connection['provider'], () => Promise<ProviderModule>> = {
  kong: async () => (await import('./kong/provider.ts')).kong,
}

/** Loads a provider by name. */
export function provider(name: Connection['provider']): Promise<ProviderModule> {
  return PROVIDERS[name]()
}
