import type { Gateway } from '../gateway.ts'
import { schemaViolation } from '../refusal.ts'
import { prepareEntity } from '../schema/prepare.ts'
import type { Value } from '../schema/value.ts'
import { referenceId } from '../store/table.ts'
import { findEntity } from './find.ts'

/** Checks the `snis` shorthand of a certificate: no duplicates, no name of another certificate (certificates-snis #9 to #11). */
export function checkSnis(gateway: Gateway, snis: Value | undefined, certificate: string): void {
  if (!Array.isArray(snis)) return
  for (const [at, name] of snis.entries()) {
    if (snis.indexOf(name) !== at) throw schemaViolation({ snis: `${String(name)} is duplicated` })
  }
  for (const name of snis) {
    const owner = referenceId(findEntity(gateway, 'snis', String(name))?.certificate)
    if (owner !== undefined && owner !== certificate) {
      throw schemaViolation({ snis: `${String(name)} already associated with existing certificate '${owner}'` })
    }
  }
}

/** Makes the SNIs of a certificate be exactly these; undefined leaves them as they are (certificates-snis #25 to #31). */
export function applySnis(gateway: Gateway, certificate: string, snis: Value | undefined): void {
  if (snis === undefined) return
  const wanted = new Set(Array.isArray(snis) ? snis.map(String) : [])
  const table = gateway.store.table('snis')
  for (const id of table.children('certificate', certificate)) {
    if (!wanted.delete(String(table.get(id)?.name))) table.remove(id)
  }
  for (const name of wanted) {
    const body = { name, certificate: { id: certificate } }
    table.put(prepareEntity(gateway.catalogue.shape('snis'), body, 'insert', gateway.now()).entity)
  }
}
