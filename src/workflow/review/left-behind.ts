import { type Diagnostic, problem } from '../../model/diagnostic.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Session } from '../../model/provider.ts'

/**
 * Finds what a workspace that is to go would still hold once a plan has emptied it: a controller deletes none that is not empty by its
 * own count, which takes in what no plan looks at (access rights, kinds that Keelson does not know).
 * @param session inside the workspace
 * @param kinds all there are
 * @param plan by which the workspace goes
 * @returns an error for each kind of which something is left; nothing where the controller does not tell
 */
export async function leftBehind(
  session: Session,
  kinds: readonly Kind[],
  plan: Pick<Plan, 'changes'>,
  signal?: AbortSignal,
): Promise<Diagnostic[]> {
  const counts = (await session.workspaces?.counts(signal)) ?? new Map<string, number>()
  const rows = new Map(kinds.map((kind) => [kind.schema, kind]))
  const deleted = (name: string | undefined): number =>
    plan.changes.filter(({ action, kind }) => action === 'delete' && kind === name).length
  return [...counts].flatMap(([schema, count]) => {
    const kind = rows.get(schema)
    const left = count - deleted(kind?.name)
    return left > 0 ? remainder(schema, kind, left) : []
  })
}

function remainder(schema: string, kind: Kind | undefined, left: number): Diagnostic {
  const what = kind?.section ?? schema
  const message = `the workspace goes only when it is empty, and this would leave ${what} (${left}) in it, which the plan is not about`
  const way = kind?.excluded === undefined ? 'delete them first' : `--include ${what} deletes them too`
  return problem('workspace-holds', message, {
    about: { kind: kind?.name ?? schema },
    hint: `${way}, or keep the workspace: give it a file`,
  })
}
