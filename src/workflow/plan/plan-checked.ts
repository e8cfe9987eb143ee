import { type Diagnostic, problem } from '../../model/diagnostic.ts'
import type { Kind } from '../../model/kind.ts'
import type { Session } from '../../model/provider.ts'
import type { State } from '../../model/state.ts'
import type { Selected } from '../../plan/select.ts'
import { selectedFor } from '../../plan/select.ts'
import { checkTarget } from '../desired/check-desired.ts'
import type { Checked } from '../desired/check-input.ts'
import { stopOnErrors } from '../desired/positioned.ts'
import { refuseUnreadable } from '../gateway/refuse-unreadable.ts'
import { type PlanContext, type Prepared, planned } from './planned.ts'

/** Where a plan is for, and how it is made. */
export type PlanWhere = Omit<PlanContext, 'state' | 'tags' | 'locate' | 'warnings' | 'files' | 'origins' | 'notDumped'>

/**
 * Lets the target check what passed the checks without it, and plans. Raises a Refusal `invalid` for what the target cannot
 * hold, a Failure when it cannot be read.
 */
export async function planChecked(where: PlanWhere, checked: Checked, signal?: AbortSignal): Promise<Prepared> {
  const { module, session, target } = where
  const { desired, tags, unsure, warnings, notDumped } = checked
  const { state, loaded } = desired
  const selected = selectedFor(where.selected, state.mentioned, module.kinds)
  const locate = loaded.locate
  const unsupported = findUnsupported(session, module.kinds, state, selected).catch(refuseUnreadable('plan'))
  stopOnErrors(await unsupported, locate)
  if (unsure || !`${target.version}.`.startsWith(`${module.shippedVersion}.`))
    for (const each of await checkTarget(session, state, locate, signal)) warnings.push(each)
  const { origins } = desired.provenance
  const from = { state, tags, locate, warnings, files: loaded.digests, origins }
  return planned({ ...where, selected, ...from, ...(notDumped && { notDumped }) }, signal)
}

/** Kinds that not every gateway has (filter chains need Wasm) are looked for before anything is written. */
export async function findUnsupported(
  session: Session,
  kinds: readonly Kind[],
  { entities, mentioned }: State,
  { excluded }: Selected,
): Promise<Diagnostic[]> {
  const isHeld = (name: string): boolean =>
    mentioned.has(name) && !excluded.has(name) && entities.some((entity) => entity.kind === name)
  const held = kinds.filter((kind) => kind.optional && isHeld(kind.name))
  if (held.length === 0) return []
  const missing = new Map((await session.supports(held)).map(({ kind, missing: why }) => [kind.name, why]))
  return entities.flatMap(({ kind, place }) => {
    const why = missing.get(kind)
    return why === undefined
      ? []
      : [problem('unsupported-kind', `the target has no ${kind}: ${why}`, place ? { place } : {})]
  })
}
