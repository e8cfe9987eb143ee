import type { Diagnostic } from '../../model/diagnostic.ts'
import type { Kind } from '../../model/kind.ts'
import type { ProviderModule } from '../../model/provider.ts'
import type { PlanOptions } from '../../model/settings.ts'
import { wrongProtect } from '../../plan/guard-protected.ts'
import type { Selected } from '../../plan/select.ts'
import { checkOffline } from './check-desired.ts'
import { type Desired, selectTags } from './desired.ts'
import { type NotDumped, notDumped } from './not-dumped.ts'

/** What state files say, after all checks that need no controller. */
export interface Checked {
  desired: Desired
  /** Tags that select, of the command line or the files. */
  tags: readonly string[]
  notDumped?: NotDumped
  /** The target's own schemas have the last word on something. */
  unsure: boolean
  warnings: Diagnostic[]
}

/** Checks what state files say, before any request. Raises a Refusal `invalid` with all that is wrong. */
export async function checkInput(
  module: ProviderModule,
  selected: Selected,
  desired: Desired,
  { selection, mode, limits }: PlanOptions,
): Promise<Checked> {
  const { tags, diagnostics } = selectTags(desired.state, selection.tags, module.kinds)
  const found = [...selected.diagnostics, ...wrongProtect(module, limits), ...desired.diagnostics, ...diagnostics]
  const kept = notDumped(desired.provenance, module.kinds, desired.state.mentionedIn ?? new Map())
  desired.state.elsewhere = elsewhere(module.kinds, selected, mode, kept)
  const offline = await checkOffline(module, desired.state, found, desired.loaded.locate)
  return { desired, tags, ...offline, ...(kept && { notDumped: kept }) }
}

/** Kinds that the controller may have without the files: those not selected whole, and all of them where nothing is deleted. */
export function elsewhere(
  kinds: readonly Kind[],
  { kinds: whole, partly }: Selected,
  mode: PlanOptions['mode'],
  kept: NotDumped | undefined,
): Set<string> {
  const names = kinds.map(({ name }) => name)
  const isPart = (name: string): boolean => !whole.has(name) || partly.has(name) || kept?.kinds.has(name) === true
  return new Set(mode === 'apply' ? names : names.filter(isPart))
}
