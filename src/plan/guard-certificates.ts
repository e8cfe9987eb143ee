import { X509Certificate } from 'node:crypto'
import type { Change } from '../model/change.ts'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Plan } from '../model/plan.ts'
import { clear } from '../model/secret.ts'
import type { Limits } from '../model/settings.ts'

const BEGIN = '-----BEGIN CERTIFICATE-----'
const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g
const DAY_MS = 86_400_000

/**
 * Finds certificates that this plan would write though they have expired, or will within the limit. Those that it leaves as
 * they are do not count: nothing would be better without the sync.
 * @param now milliseconds since 1970
 */
export function guardCertificates(plan: Plan, limits: Limits, now: number): Diagnostic[] {
  if (limits.allowExpiring) return []
  const days = limits.certificateDays ?? 0
  return plan.changes.flatMap((change) => {
    const end = writtenCertificates(change)
      .flatMap(endsOf)
      .sort((a, b) => a - b)[0]
    return end === undefined || end - now >= days * DAY_MS ? [] : [refusal(change, end, days, now)]
  })
}

/** Texts with certificates at the top of what is written, for an update of those that change. */
function writtenCertificates({ action, fields, after = {} }: Change): string[] {
  if (action === 'delete') return []
  const found: string[] = []
  for (const name in after) {
    const text = clear(after[name])
    if (typeof text !== 'string' || !text.includes(BEGIN)) continue
    if (action !== 'update' || fields.some(({ path }) => path === name)) found.push(text)
  }
  return found
}

/** When the certificates in a text end, milliseconds since 1970; what cannot be read is a matter of validation. */
export function endsOf(text: string): number[] {
  if (!text.includes(BEGIN)) return []
  return (text.match(BLOCK) ?? []).flatMap((pem) => {
    try {
      return new Date(new X509Certificate(pem).validTo).getTime()
    } catch {
      return []
    }
  })
}

function refusal({ id, kind, label, place }: Change, end: number, days: number, now: number): Diagnostic {
  const date = new Date(end).toISOString().replace('.000Z', 'Z')
  const left = Math.floor((end - now) / DAY_MS)
  const what = end <= now ? `expired ${date}` : `expires ${date}, in ${left} ${left === 1 ? 'day' : 'days'}`
  const limit = end <= now ? '' : `; the guard stands at ${days} days (guards.certificate-days)`
  return problem('certificate-expires', `${id}: its certificate ${what}`, {
    about: { kind, name: label },
    hint: `put a newer one into the file; --allow-expiring lifts this guard${limit}`,
    ...(place && { place }),
  })
}
