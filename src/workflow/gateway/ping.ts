import type { Emit } from '../../model/event.ts'
import type { Target } from '../../model/provider.ts'
import type { Connection } from '../../model/settings.ts'
import { provider } from '../../providers/index.ts'

/** Reaches a controller and says who it is; with `count`, how many entities of each kind it holds. Raises a Failure when it cannot be reached. */
export async function ping(
  connection: Connection,
  options: { count: boolean },
  emit: Emit,
): Promise<{ target: Target; counts?: Record<string, number> }> {
  const { connect, kinds: all } = await provider(connection.provider)
  // What is left out by default is not read to be counted.
  const kinds = all.filter(({ excluded }) => excluded === undefined)
  const session = await connect(connection, { emit })
  try {
    const target = await session.describe()
    if (!options.count) return { target }
    const counts: Record<string, number> = {}
    for (const { kind, missing } of await session.supports(kinds)) if (missing === undefined) counts[kind.name] = 0
    for (const { kind } of await session.read({ kinds: kinds.filter(({ name }) => name in counts), tags: [] }))
      counts[kind] = (counts[kind] ?? 0) + 1
    return { target, counts }
  } finally {
    await session.close()
  }
}
