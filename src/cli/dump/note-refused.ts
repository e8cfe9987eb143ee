import type { Dump } from '../../workflow/dump/dump.ts'
import type { Context } from '../arguments/command.ts'

/**
 * Tells what a dump leaves out because the token may not read it.
 * @param context the command's context
 * @param dump what was read
 * @param workspace whose it is, in a run over several
 */
export async function noteRefused(
  { print }: Context,
  { refused }: Pick<Dump, 'refused'>,
  workspace?: string,
): Promise<void> {
  if (refused === undefined) return
  const where = workspace === undefined ? '' : `Workspace ${workspace}: `
  await print.note(`${where}left out, as this token may not read them: ${refused.map(({ kind }) => kind).join(', ')}\n`)
}
