import { Refusal } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Emit } from '../model/event.ts'
import type { Kind } from '../model/kind.ts'
import type { Target, TypeOf } from '../model/provider.ts'
import { isFields, Secret } from '../model/secret.ts'
import type { Connection, Selection } from '../model/settings.ts'
import type { Value } from '../model/value.ts'
import { normalise } from '../plan/normalise.ts'
import { belongsToExcluded, select } from '../plan/select.ts'
import { provider } from '../providers/index.ts'
import { toJson } from '../state/json-writer.ts'
import { toYaml } from '../state/yaml-writer.ts'

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
  text: string
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
    const tree = module.nest(wanted, { ...options, typeOf: types, selectTags: options.selection.tags, others: read })
    const text = options.format === 'json' ? toJson(tree) : HEAD + toYaml(tree)
    return { text, secrets: wanted.some((entity) => holdsSecret(entity, types)), counts: countKinds(wanted), target }
  } finally {
    await session.close()
  }
}

function isWanted(entity: Entity, kinds: ReadonlyMap<string, Kind>, selected: ReturnType<typeof select>): boolean {
  const kind = kinds.get(entity.kind)
  return kind !== undefined && selected.kinds.has(kind.name) && !belongsToExcluded(entity, kind, selected.excluded)
}

function holdsSecret(entity: Entity, typeOf: TypeOf): boolean {
  return anySecret(normalise(entity.fields, typeOf(entity), 'current'))
}

function anySecret(value: Value | undefined): boolean {
  if (value instanceof Secret) return true
  if (Array.isArray(value)) return value.some(anySecret)
  return isFields(value) && Object.values(value).some(anySecret)
}

/** Counts entities by kind. */
export function countKinds(entities: readonly Entity[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of entities) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
