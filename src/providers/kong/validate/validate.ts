import { type Diagnostic, problem } from '../../../model/diagnostic.ts'
import type { Entity } from '../../../model/entity.ts'
import type { Kind } from '../../../model/kind.ts'
import { nearest } from '../../../model/nearest.ts'
import type { State } from '../../../model/state.ts'
import type { SchemaSet } from '../schema/schema-set.ts'
import type { checkEntity } from './check-entity.ts'
import { describe, type KindByName, valueText } from './describe.ts'
import { type Directory, openDirectory } from './directory.ts'
import { findDuplicates, repetitionTest } from './duplicates.ts'
import { loadSchemas, type SchemaOf } from './load-schemas.ts'
import { looksFine, looksOfKinds } from './looks-fine.ts'
import { enterpriseVault } from './needed-by.ts'
import { oncePerVariable } from './once-per-variable.ts'
import { findProtocolClashes } from './plugin-protocols.ts'
import { type Beyond, noteDangling } from './references.ts'
import { withShared } from './shared.ts'

/** What validation needs to know besides the state and the schemas. */
export interface ValidateOptions extends Beyond {
  kinds: readonly Kind[]
  /** The schemas are those of the target itself, so that what they lack does not exist there. */
  online?: boolean
}

/** Kong takes at most five tags in a list's filter (pagination, recorded). */
const MOST_SELECT_TAGS = 5

/**
 * Checks a desired state before anything is sent: every field against its schema, rules that are code in the gateway,
 * references, and what is given twice. All problems at once, in the order of the entities; values from the environment are
 * checked and never shown, those that are not known are taken as right. Raises only what the schemas raise when fetched.
 */
export async function validate(state: State, schemas: SchemaSet, options: ValidateOptions): Promise<Diagnostic[]> {
  const kinds = new Map(options.kinds.map((kind) => [kind.name, kind]))
  const schemaOf = await loadSchemas(state.entities, kinds, schemas)
  const directory = openDirectory(state.entities, kinds)
  const [suspects, dangling] = [[] as Entity[], [] as Diagnostic[]]
  const isFine = fineTest(kinds, schemaOf, directory)
  const isRepeated = repetitionTest(directory, kinds)
  let isTwice = false
  // All in one round: of a large state, a look at an entity is mostly waiting for it to come out of memory.
  for (const entity of state.entities) {
    if (!isFine(entity)) suspects.push(entity)
    noteDangling(entity, directory, kinds, options, dangling)
    isTwice ||= isRepeated(entity)
  }
  return [
    ...checkSelectTags(state),
    ...(await explainAll(suspects, kinds, schemaOf, schemas, options, directory)),
    ...dangling,
    ...(isTwice ? findDuplicates(state.entities, directory, kinds) : []),
    ...findProtocolClashes(state, directory, kinds, (plugin) => defaultProtocols(schemaOf, plugin)),
  ]
}

/** Makes the quick look at each entity, which tells those that nothing can be wrong with. */
function fineTest(kinds: KindByName, schemaOf: SchemaOf, directory: Directory): (entity: Entity) => boolean {
  const lookOf = looksOfKinds(kinds, schemaOf)
  return (entity) => {
    const look = lookOf(entity)
    if (look) return look(entity)
    const kind = kinds.get(entity.kind)
    const found = kind && schemaOf(entity)
    if (kind === undefined || found === undefined || found.unknownName !== undefined) return kind === undefined
    return looksFine(withShared(entity, kind, found.schema, directory), kind, found.schema)
  }
}

/** What explains a fault is loaded for entities with one; most runs have none. */
async function explainAll(
  suspects: readonly Entity[],
  kinds: KindByName,
  schemaOf: SchemaOf,
  schemas: SchemaSet,
  options: ValidateOptions,
  directory: Directory,
): Promise<Diagnostic[]> {
  if (suspects.length === 0) return []
  const { checkEntity } = await import('./check-entity.ts')
  const found = suspects.flatMap((entity) =>
    checkOne(entity, checkEntity, kinds, schemaOf, schemas, options, directory),
  )
  return oncePerVariable(found)
}

function checkOne(
  entity: Entity,
  check: typeof checkEntity,
  kinds: KindByName,
  schemaOf: SchemaOf,
  schemas: SchemaSet,
  options: ValidateOptions,
  directory: Directory,
): Diagnostic[] {
  const kind = kinds.get(entity.kind)
  if (!kind) return []
  const found = schemaOf(entity)
  if (!found) return [unsupported(entity, kind, schemas, kinds)]
  const unknown =
    found.unknownName === undefined ? [] : [unknownName(entity, found.unknownName, schemas, options, kinds)]
  return [...unknown, ...check(withShared(entity, kind, found.schema, directory), kind, found.schema, kinds)]
}

function unsupported(entity: Entity, kind: Kind, schemas: SchemaSet, kinds: KindByName): Diagnostic {
  const message = `${describe(entity, kinds)}: Kong ${schemas.version} has no ${kind.section}`
  return problem('unsupported-kind', message, entity.place ? { place: entity.place } : {})
}

function unknownName(
  entity: Entity,
  name: string,
  schemas: SchemaSet,
  options: ValidateOptions,
  kinds: KindByName,
): Diagnostic {
  const field = kinds.get(entity.kind)?.variant?.field ?? 'name'
  const place = entity.place && { place: { ...entity.place, path: [...entity.place.path, field] } }
  const where = options.online ? 'the target' : `Kong ${schemas.version}`
  const message = `${describe(entity, kinds)}: ${where} has no ${entity.kind} ${valueText(entity.fields[field])}`
  const open = typeof entity.fields[field] === 'string' ? name : ''
  const hint = HINTS[entity.kind]?.(open, schemas, options) ?? 'check the spelling'
  return problem(`unknown-${entity.kind}`, message, { hint, ...place })
}

const HINTS: Readonly<Record<string, typeof pluginHint>> = { vault: vaultHint, plugin: pluginHint }

function vaultHint(name: string): string {
  return enterpriseVault(name) ?? 'open-source Kong has the vault "env"'
}

function pluginHint(name: string, schemas: SchemaSet, options: ValidateOptions): string {
  const near = nearest(name, schemas.pluginNames)
  const custom = options.online
    ? "it must be in the target's `plugins` setting"
    : 'a custom or Enterprise plugin is checked with --online, or with schemas from `keelson schemas pull`'
  return near === undefined ? custom : `did you mean "${near}"? ${custom}`
}

function checkSelectTags(state: State): Diagnostic[] {
  if (state.selectTags.length <= MOST_SELECT_TAGS) return []
  const message = `${state.selectTags.length} select tags are given, and Kong filters by at most ${MOST_SELECT_TAGS}`
  return [problem('too-many-tags', message, { hint: 'one tag that only these files have is enough' })]
}

function defaultProtocols(schemaOf: SchemaOf, plugin: Entity): readonly string[] | undefined {
  const found = schemaOf(plugin)
  const value = found?.unknownName === undefined ? found?.schema.properties?.protocols?.default : undefined
  return Array.isArray(value) ? value.map(String) : undefined
}
