import { type Diagnostic, problem, Refusal } from '../../model/diagnostic.ts'
import { type Approved, type ApprovedPart, stale } from './approved.ts'

/** Anything that is about one workspace. */
interface OfWorkspace {
  workspace: string
}

/**
 * Gives each workspace of an approved plan its part, and drops the workspaces that it says nothing of. Raises a Refusal (refused) where
 * one is not to be had any more.
 */
export function withParts<T extends OfWorkspace>(
  approved: Approved | undefined,
  tasks: readonly T[],
): (T & { approved?: ApprovedPart })[] {
  if (approved === undefined) return [...tasks]
  const byName = new Map(tasks.map((task) => [task.workspace, task]))
  const { plans } = approved.saved
  const gone = plans.filter(({ workspace = '' }) => !byName.has(workspace))
  if (gone.length > 0) throw stale(gone.map(({ workspace }) => problem('stale', `the workspace ${workspace} is gone`)))
  return plans.flatMap((part) => {
    const task = byName.get(part.workspace ?? '')
    return task ? [{ ...task, approved: { ...approved, part } }] : []
  })
}

/**
 * An approved plan is applied in all of its workspaces or in none: raises what was raised for any of them, refusals of several together.
 */
export function requireEach(workspaces: readonly (OfWorkspace & { error?: unknown })[]): void {
  const failed = workspaces.filter(({ error }) => error !== undefined)
  const other = failed.find(({ error }) => !(error instanceof Refusal))
  if (other) throw other.error
  const found = failed.flatMap(({ workspace, error }) =>
    error instanceof Refusal ? error.diagnostics.map((each) => inWorkspace(each, workspace)) : [],
  )
  const headings = new Map(found.filter(({ heading }) => heading).map((each) => [each.message, each]))
  if (found.length > 0) throw new Refusal('refused', [...headings.values(), ...found.filter(({ heading }) => !heading)])
}

/** What is said of all of them together is said once. */
const inWorkspace = (each: Diagnostic, workspace: string): Diagnostic =>
  each.heading ? each : { ...each, message: `workspace ${workspace}: ${each.message}` }
