import { Refusal } from '../refusal.ts'
import type { Endpoint } from './exchange.ts'

/** GET and POST /config. */
export function configEndpoints(): Endpoint[] {
  const refuse = () => {
    throw new Refusal(400, { message: 'this endpoint is only available when Kong is configured to not use a database' })
  }
  return [{ path: '/config', methods: { GET: refuse, POST: refuse } }]
}
