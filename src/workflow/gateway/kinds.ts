import type { Kind } from '../../model/kind.ts'
import type { Connection } from '../../model/settings.ts'
import { select } from '../../plan/select.ts'
import { provider } from '../../providers/index.ts'

/** One row of the table of kinds. */
export interface KindRow {
  kind: string
  section: string
  key: string
  parents: string
  managed: boolean
  /** `enterprise`, or `all`; empty where there is no kind. */
  edition: string
  /** Why it is not managed, or not there. */
  why?: string
  /** Whether the target has it; absent without a target. */
  supported?: boolean
}

/** Lists the kinds that are managed, and those left out on purpose with the reason; with a target, what it supports. */
export async function kinds(connection?: Connection): Promise<KindRow[]> {
  const module = await provider(connection?.provider ?? 'kong')
  const support = connection && (await supported(connection))
  const { excluded: leftOut } = select(module.kinds, { only: [], exclude: [] })
  const managed = module.kinds.map((kind) => {
    const missing = support?.get(kind.name)
    return {
      kind: kind.name,
      section: kind.section,
      key: kind.keys.map((group) => group.join(' + ')).join(', or '),
      parents: kind.references
        .filter(({ nested }) => nested !== undefined)
        .map((each) => each.kind)
        .join(', '),
      managed: !leftOut.has(kind.name),
      edition: kind.edition ?? 'all',
      ...whyNot(missing, kind),
      ...(support && { supported: missing === undefined }),
    }
  })
  const excluded = module.unmanaged.map(({ section, why }) => ({
    kind: section,
    section,
    key: '',
    parents: '',
    managed: false,
    edition: '',
    why,
  }))
  return [...managed, ...excluded]
}

function whyNot(missing: string | undefined, { excluded, section }: Kind): { why?: string } {
  if (missing !== undefined) return { why: missing }
  return excluded === undefined ? {} : { why: `${excluded} (--include ${section})` }
}

async function supported(connection: Connection): Promise<Map<string, string | undefined>> {
  const module = await provider(connection.provider)
  const session = await module.connect(connection, { emit: () => undefined })
  try {
    return new Map((await session.supports(module.kinds)).map(({ kind, missing }) => [kind.name, missing]))
  } finally {
    await session.close()
  }
}
