import { type Diagnostic, problem, warning } from '../../model/diagnostic.ts'
import type { Kind } from '../../model/kind.ts'
import type { Target } from '../../model/provider.ts'
import { clear } from '../../model/secret.ts'
import type { State } from '../../model/state.ts'
import { endsOf } from '../../plan/guard-certificates.ts'

/** Finds plugins of a state that the target does not have, by its own list of those that it can load. */
export function missingPlugins({ entities }: State, kinds: readonly Kind[], { plugins }: Target): Diagnostic[] {
  if (plugins === undefined) return []
  const there = new Set(plugins)
  const fields = new Map(
    kinds.flatMap(({ name, variant }) => (variant?.schemas === 'plugins' ? [[name, variant.field]] : [])),
  )
  return entities.flatMap(({ kind, fields: own, place }) => {
    const name = clear(own[fields.get(kind) ?? ''])
    if (typeof name !== 'string' || there.has(name)) return []
    return problem('missing-plugin', `the target cannot load the plugin ${name}`, {
      hint: 'install it there and name it in `plugins` of kong.conf, or take it out of the file',
      ...(place && { place }),
    })
  })
}

/**
 * Finds certificates of a state that have expired, whether they would be written or not.
 * @param now milliseconds since 1970
 */
export function expiredCertificates({ entities }: State, now: number): Diagnostic[] {
  return entities.flatMap(({ fields, place }) =>
    Object.values(fields).flatMap((value) => {
      const text = clear(value)
      const [end] = typeof text === 'string' ? endsOf(text).sort((a, b) => a - b) : []
      if (end === undefined || end > now) return []
      const message = `this certificate expired ${new Date(end).toISOString().replace('.000Z', 'Z')}`
      return warning('certificate-expired', message, {
        hint: 'put a newer one into the file; clients refuse this one',
        ...(place && { place }),
      })
    }),
  )
}
