import { Refusal } from '../../model/diagnostic.ts'
import type { Connection, IgnoreEntry } from '../../model/settings.ts'
import { type Ignoring, readIgnore } from '../../plan/drift/ignore.ts'
import { provider } from '../../providers/index.ts'

/** Reads what is no drift, before any request. Raises a Refusal (invalid) with all that is wrong, each with its place. */
export async function readIgnoreOf(
  { provider: name }: Pick<Connection, 'provider'>,
  entries: readonly IgnoreEntry[],
): Promise<Ignoring> {
  const { ignoring, diagnostics } = readIgnore(entries, await provider(name))
  if (diagnostics.length > 0) throw new Refusal('invalid', diagnostics)
  return ignoring
}
