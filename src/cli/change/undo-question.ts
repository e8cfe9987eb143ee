import { changesText } from '../../report/plan-summary.ts'
import type { PreparedAll } from '../../workflow/plan/prepare-all.ts'
import type { Prepared } from '../../workflow/plan/prepare-plan.ts'

/**
 * Words the question before an undo.
 * @param run its id
 */
export const undoQuestion =
  (run: string) =>
  ({ plan, target }: Prepared): string =>
    `Undo run ${run}, ${changesText([plan])}, at ${target.address}?`

/**
 * The same over several workspaces.
 * @param run its id
 */
export const undoQuestionAll =
  (run: string) =>
  ({ workspaces, target }: PreparedAll): string => {
    const changed = workspaces.filter(({ prepared }) => prepared && prepared.plan.changes.length > 0)
    const names = changed.map(({ workspace }) => workspace).join(', ')
    const plans = changed.flatMap(({ prepared }) => prepared?.plan ?? [])
    return `Undo run ${run}, ${changesText(plans)} in ${names}, at ${target.address}?`
  }
