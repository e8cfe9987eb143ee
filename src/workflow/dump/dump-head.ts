import type { ProviderModule, Target } from '../../model/provider.ts'
import type { Selection } from '../../model/settings.ts'
import { omissions } from './make-manifest.ts'

/** The first lines of every YAML dump: by one editors find the schema, by the other Keelson its own files. */
const HEAD =
  '# yaml-language-server: $schema=node_modules/keelson/schemas/state/kong.schema.json\n# Written by keelson dump\n'

/**
 * Writes the comment above a dump: where it comes from, and what it leaves out. The same selection gives the same text.
 * The lists are as the user wrote them; they were read before, so that they hold no line break.
 */
export function dumpHead(
  known: Pick<ProviderModule, 'kinds' | 'unmanaged'>,
  selection: Selection,
  target: Target,
): string {
  const { include = [] } = selection
  const byDefault = omissions(known, { tags: [], only: [], exclude: [], include }, target).map(({ kind }) => kind)
  const lines: [string, readonly string[]][] = [
    ['Holds only', selection.only],
    ['Leaves out, with what belongs to them', selection.exclude],
    ['Holds all the same', include],
    ['Left out by default', byDefault],
  ]
  return HEAD + lines.map(([what, list]) => (list.length === 0 ? '' : `# ${what}: ${list.join(', ')}\n`)).join('')
}
