import { type Diagnostic, problem, Refusal } from '../../model/diagnostic.ts'
import type { ProviderModule } from '../../model/provider.ts'
import type { PlanOptions } from '../../model/settings.ts'
import type { State } from '../../model/state.ts'
import { type Selected, selectedIn } from '../../plan/select.ts'
import { type Approved, requireFiles } from '../plan/approved.ts'
import { readAllDesired } from './all-desired.ts'
import { type Checked, checkInput } from './check-input.ts'
import type { Io } from './io.ts'
import { positioned } from './positioned.ts'

/**
 * Reads and checks the state files of all workspaces, before any request. Gives what passed, by name of the workspace.
 * Raises a Refusal `invalid` with all that is wrong in any of them, `refused` for other files than the approved plan was made of.
 */
export async function checkAll(
  module: ProviderModule,
  selected: Selected,
  options: { files: readonly string[]; plan: PlanOptions; show: readonly string[]; approved?: Approved },
  io: Io,
): Promise<Map<string, Checked>> {
  const { byWorkspace, loaded, diagnostics } = await readAllDesired(module, { ...options, missing: 'error' }, io)
  if (options.approved) requireFiles(options.approved, loaded)
  const checked = new Map<string, Checked>()
  const found: Diagnostic[] = positioned(diagnostics, loaded.locate)
  for (const [name, desired] of byWorkspace) {
    if (name !== 'default') for (const each of findGlobal(module, desired.state, name)) desired.diagnostics.push(each)
    try {
      checked.set(name, await checkInput(module, selectedIn(selected, name), desired, options.plan))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      for (const each of error.diagnostics) found.push(each)
    }
  }
  if (found.some(({ level }) => level === 'error')) throw new Refusal('invalid', found)
  return checked
}

/** What stands beside the workspaces is written in one place only, or two files would contradict each other. */
function findGlobal({ kinds }: ProviderModule, { entities }: State, workspace: string): Diagnostic[] {
  const global = new Set(kinds.filter((kind) => kind.global).map(({ name }) => name))
  return entities.flatMap(({ kind, place }) => {
    if (!global.has(kind)) return []
    const message = `a ${kind} belongs to no workspace, and this file is for ${workspace}`
    return [problem('global-kind', message, { hint: 'move it to the file of `default`', ...(place && { place }) })]
  })
}
