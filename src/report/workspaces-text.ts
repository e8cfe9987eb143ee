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
 * Sums up a run over several workspaces: how many went well, and which did not.
 * @param ends how each ended
 * @param colour what the stream takes
 * @returns text that ends with an end of line
 */
export function workspacesText(ends: readonly WorkspaceEnd[], colour: Colour): string {
  const paint = ink(colour)
  const bad = ends.filter(({ status }) => status !== 'done' && status !== 'changes')
  const count = `${ends.length} ${ends.length === 1 ? 'workspace' : 'workspaces'}`
  if (bad.length === 0) return `${paint.good(`${count}, all of them done.`)}\n`
  const names = bad.map(({ workspace, status }) => `${printable(workspace)} (${status})`).join(', ')
  return `${paint.error(`${count}; not done: ${names}.`)}\n`
}
