import type { Gateway } from '../gateway.ts'
import { mirrorShorthands } from '../schema/shorthand.ts'
import type { Row } from '../schema/value.ts'
import { HOOKS } from './hooks.ts'

/** An entity as answers show it: deprecated mirrors, a certificate's SNIs, the remaining seconds of a ttl (credentials #158). */
export function present(gateway: Gateway, collection: string, row: Row): Row {
  const shown = mirrorShorthands(gateway.catalogue.shape(collection, row), row)
  if (collection === 'certificates') shown.snis = certificateNames(gateway, String(row.id))
  const { ttl, hides = [] } = gateway.catalogue.collections.get(collection) ?? {}
  if (ttl && !gateway.dbless) shown.ttl = remaining(gateway, String(row.id))
  for (const field of hides) delete shown[field]
  return HOOKS[collection]?.show?.(gateway, shown) ?? shown
}

/** The SNI names of a certificate, sorted (certificates-snis #8). */
function certificateNames(gateway: Gateway, id: string): string[] {
  const snis = gateway.store.table('snis')
  const names = snis.children('certificate', id).map((sni) => String(snis.get(sni)?.name))
  return names.sort()
}

function remaining(gateway: Gateway, id: string): number | null {
  const end = gateway.store.expiry.get(id)
  return end === undefined ? null : Math.max(0, Math.ceil(end / 1000 - gateway.now()) - 1)
}

/** Removes entities whose time is over. */
export function expire(gateway: Gateway): void {
  const now = gateway.now() * 1000
  for (const [id, end] of gateway.store.expiry) {
    if (end > now) continue
    gateway.store.expiry.delete(id)
    for (const { name, ttl } of gateway.catalogue.collections.values()) if (ttl) gateway.store.table(name).remove(id)
  }
}
