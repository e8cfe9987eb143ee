import type { Entity } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import type { NestOptions } from '../../../model/provider.ts'
import { isFields } from '../../../model/secret.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { kinds } from '../kinds.ts'
import { layoutOf } from './layout.ts'
import { handleField, kindByName, nestedIn } from './sections.ts'
import { orderedNames, tidyField } from './tidy.ts'
import { buildTree, handleOf, idOf, referenceText, type Tree } from './tree.ts'

/** What a reader looks for first; the other sections follow in the order of the kinds. */
const FIRST_SECTIONS = [
  'services',
  'routes',
  'plugins',
  'consumers',
  'upstreams',
  'certificates',
  'ca_certificates',
  'vaults',
  'key_sets',
  'keys',
]

/** Times that a dump leaves out, as decK does. */
const TIMES = ['created_at', 'updated_at']

/**
 * Makes the content of a state file from a controller's entities (references as `{id}`), in the order in which it is
 * to be written: the same entities always give the same bytes. It means what decK's dump of the same controller
 * means. Entities that the format only knows under a parent which is not among `entities` go to a top-level section
 * with the parent named; decK would drop them without a word.
 */
export function nest(entities: readonly Entity[], options: NestOptions): Fields {
  const tree = buildTree(entities, options.others ?? [])
  const content: Fields = { _format_version: '3.0' }
  if (options.workspace !== undefined) content._workspace = options.workspace
  const tags = options.selectTags ?? []
  if (tags.length > 0) content._info = { defaults: {}, select_tags: [...tags] }
  for (const kind of [...kinds].sort((left, right) => rankOf(left) - rankOf(right))) {
    const list = tree.top.get(kind.name)
    if (list !== undefined) content[kind.section] = list.map((entity) => render(entity, kind, tree, options))
  }
  return content
}

function rankOf(kind: Kind): number {
  const rank = FIRST_SECTIONS.indexOf(kind.section)
  return rank === -1 ? FIRST_SECTIONS.length : rank
}

function render(entity: Entity, kind: Kind, tree: Tree, options: NestOptions): Fields {
  const result: Fields = {}
  if (entity.id !== undefined && (options.withId || kind.keepId || handleOf(entity) === undefined))
    result.id = entity.id
  for (const [name, value] of writtenFields(entity, kind, tree, options)) result[name] = value
  const sections = tree.nested.get(entity)
  if (sections === undefined) return result
  for (const { section, kind: inner } of nestedIn.get(kind.name)?.values() ?? []) {
    const list = sections.get(section)
    if (list !== undefined) result[section] = list.map((each) => render(each, inner, tree, options))
  }
  return result
}

/** The fields of a dump in reading order: names, references, plain values, and last what takes several lines. */
function writtenFields(entity: Entity, kind: Kind, tree: Tree, options: NestOptions): [string, Value][] {
  const type = options.typeOf(entity)
  const { rank, keys, references } = layoutOf(kind)
  const ranks: [string, Value][][] = [[], [], [], [], []]
  for (const name of orderedNames(entity.fields, type)) {
    const value = entity.fields[name]
    if (value === undefined || isLeftOut(name, value, entity, kind, tree, options)) continue
    const reference = references.get(name)
    const how = { skipDefaults: options.skipDefaults === true && !keys.has(name), keepNulls: false }
    const written = reference
      ? writeReference(reference, value, tree)
      : tidyField(name, value, type?.fields?.get(name), how)
    if (written !== undefined) ranks[rank(name, written)]?.push([name, written])
  }
  return ranks.flat()
}

function isLeftOut(name: string, value: Value, entity: Entity, kind: Kind, tree: Tree, options: NestOptions): boolean {
  if (TIMES.includes(name) || name === 'id' || tree.parentField.get(entity) === name) return true
  if (name === 'config' && isFields(value) && Object.keys(value).length === 0) return true
  return name === kind.elapsing && !options.withTtl
}

function writeReference(reference: Reference, value: Value, tree: Tree): Value | undefined {
  const id = idOf(value)
  if (value === null) return undefined
  if (reference.many || id === undefined) return value
  const target = tree.find(reference, id)
  const text = referenceText(target, id)
  if (reference.form !== 'object') return text
  const kind = kindByName.get(reference.kind)
  const field = text === id || kind === undefined ? 'id' : (handleField(kind) ?? 'id')
  return { [field]: text }
}
