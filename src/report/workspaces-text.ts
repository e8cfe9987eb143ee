import type { Located } from './diagnostics-text.ts'
import { type Colour, ink } from './ink.ts'
import { printable } from './printable.ts'

/** How the part of a run that is about one workspace ended. */
export interface WorkspaceEnd {
  workspace: string
  status: string
}

/**
 * Writes the heading above what is about one workspace.
 * @param workspace its name
 * @param colour what the stream takes
 * @returns text that ends with an end of line
 */
export function workspaceHeading(workspace: string, colour: Colour): string {
  return `${ink(colour).strong(`Workspace ${printable(workspace)}`)}\n`
}

/**
 * Says of diagnostics which workspace they are about, where no file does.
 * @param diagnostics already resolved
 * @param workspace its name; undefined where a run is about one
 * @returns copies to be shown
 */
export function inWorkspace(diagnostics: readonly Located[], workspace: string | undefined): Located[] {
  return diagnostics.map((each) =>
    workspace === undefined || each.file !== undefined
      ? each
      : { ...each, message: `workspace ${workspace}: ${each.message}` },
  )
}

/**
 * Sums up a run over several workspaces: how many went well, and which did not.
 * @param ends how each ended
 * @param colour what the stream takes
 * @param done what is said when all went well and nothing differs
 * @returns text that ends with an end of line
 */
export function workspacesText(ends: readonly WorkspaceEnd[], colour: Colour, done = 'all of them done'): string {
  const paint = ink(colour)
  const bad = ends.filter(({ status }) => status !== 'done' && status !== 'changes')
  const count = `${ends.length} ${ends.length === 1 ? 'workspace' : 'workspaces'}`
  const changed = ends.filter(({ status }) => status === 'changes').length
  if (bad.length === 0 && changed > 0) return `${paint.strong(`${count}, ${changed} of them with changes.`)}\n`
  if (bad.length === 0) return `${paint.good(`${count}, ${done}.`)}\n`
  const names = bad.map(({ workspace, status }) => `${printable(workspace)} (${status})`).join(', ')
  return `${paint.error(`${count}; not done: ${names}.`)}\n`
}
