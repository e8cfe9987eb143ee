import { Refusal } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Emit } from '../model/event.ts'
import type { Kind } from '../model/kind.ts'
import type { Section, Target } from '../model/provider.ts'
import type { Connection, Selection } from '../model/settings.ts'
import { holdsSecret } from '../plan/holds-secret.ts'
import { belongsToExcluded, select } from '../plan/select.ts'
import { provider } from '../providers/index.ts'
import { jsonPieces } from '../state/json-writer.ts'
import { yamlPieces } from '../state/yaml-writer.ts'

/** What a dump is to hold. */
export interface DumpOptions {
  selection: Selection
  format: 'yaml' | 'json'
  withId: boolean
  skipDefaults: boolean
  withTtl: boolean
}

/** A dump, ready to be written. */
export interface Dump {
  /** The text in pieces, made as they are asked for: a large dump is never in memory whole. */
  pieces(): Iterable<string>
  /** All of the text. */
  readonly text: string
  /** Whether anything in it is a secret. */
  secrets: boolean
  counts: Record<string, number>
  target: Target
}

/** The first lines of every YAML dump: by one editors find the schema, by the other Keelson its own files. */
const HEAD =
  '# yaml-language-server: $schema=node_modules/keelson/schemas/state/kong.schema.json\n# Written by keelson dump\n'

/**
 * Reads a controller and gives its configuration as the text of a state file: the same text for the same
 * configuration, whenever it is taken. Raises a Failure when any part cannot be read.
 */
export async function dump(
  connection: Connection,
  options: DumpOptions,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Dump> {
  const module = await provider(connection.provider)
  const selected = select(module.kinds, options.selection)
  if (selected.diagnostics.length > 0) throw new Refusal('invalid', selected.diagnostics)
  const session = await module.connect(connection, { emit })
  try {
    const target = await session.describe()
    const read = await session.read({ kinds: selected.read, tags: options.selection.tags }, signal)
    const types = await session.types(read, signal)
    const kinds = new Map(module.kinds.map((kind) => [kind.name, kind]))
    const wanted = read.filter((entity) => isWanted(entity, kinds, selected))
    const how = { ...options, typeOf: types, selectTags: options.selection.tags, others: read }
    const pieces = () => (options.format === 'json' ? jsonPieces : yamlText)(module.nest(wanted, how))
    const secrets = wanted.some((entity) => holdsSecret(entity.fields, types(entity)))
    const counts = countKinds(wanted)
    return {
      pieces,
      get text() {
        return [...pieces()].join('')
      },
      secrets,
      counts,
      target,
    }
  } finally {
    await session.close()
  }
}

function* yamlText(sections: Iterable<Section>): Generator<string> {
  yield HEAD
  yield* yamlPieces(sections)
}

function isWanted(entity: Entity, kinds: ReadonlyMap<string, Kind>, selected: ReturnType<typeof select>): boolean {
  const kind = kinds.get(entity.kind)
  return kind !== undefined && selected.kinds.has(kind.name) && !belongsToExcluded(entity, kind, selected.excluded)
}

/** Counts entities by kind. */
export function countKinds(entities: readonly Entity[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of entities) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
