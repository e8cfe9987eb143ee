import type { Entity } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import type { NestOptions, Section } from '../../../model/provider.ts'
import { isFields } from '../../../model/secret.ts'
import type { Sink, WriteRecord } from '../../../model/sink.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { kinds, workspaceKind } from '../kinds.ts'
import { collect } from './collect.ts'
import { writeDumpLists } from './dump-lists.ts'
import { handleOf, idOf, referenceText } from './handle.ts'
import { type Row, rowsOf } from './layout.ts'
import { handleField, nestedIn, sharedSections } from './sections.ts'
import { type Tidiness, tidyField } from './tidy.ts'
import { buildTree, type Tree } from './tree.ts'
import { isEmpty } from './walk.ts'
import { workspaceFields } from './workspace-header.ts'

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

/**
 * Makes the content of a state file from a controller's entities (references as `{id}`), in the order in which it is
 * to be written: the same entities always give the same bytes. It means what decK's dump of the same controller
 * means. Entities that the format only knows under a parent which is not among `entities` go to a top-level section
 * with the parent named; decK would drop them without a word. Entries are made one by one, as they are asked for.
 */
export function* nest(entities: readonly Entity[], options: NestOptions): Generator<Section> {
  const tree = buildTree(entities, options.others ?? [])
  yield { name: '_format_version', value: '3.0' }
  if (options.workspace !== undefined) yield { name: '_workspace', value: options.workspace }
  const settings = options.self && settingsOf(options.self, tree, options)
  if (settings) yield { name: '_workspace_settings', value: settings }
  const tags = options.selectTags ?? []
  if (tags.length > 0) yield { name: '_info', value: { defaults: {}, select_tags: [...tags] } }
  if (options.lists) yield { name: '_plugin_configs', value: writeDumpLists(options.lists) }
  const ordered = [...kinds].sort((left, right) => rankOf(left) - rankOf(right))
  for (const kind of ordered) {
    const list = tree.top.get(kind.name)
    if (list !== undefined && kind.sharedSection === undefined)
      yield { name: kind.section, entries: rendered(list, kind, tree, options) }
  }
  for (const [name, types] of sharedSections) {
    const held = [...types.values()].filter((kind) => tree.top.has(kind.name))
    if (held.length > 0) yield { name, entries: typed(held, tree, options) }
  }
}

function* typed(held: readonly Kind[], tree: Tree, options: NestOptions): Generator<WriteRecord> {
  for (const kind of held)
    for (const write of rendered(tree.top.get(kind.name) ?? [], kind, tree, options))
      yield (sink) => {
        sink.field('type', kind.schema)
        sink.field('fields', collect(write))
      }
}

/** What a workspace has beside its name, without what it has anyway; undefined when that is nothing. */
function settingsOf(self: Entity, tree: Tree, options: NestOptions): Fields | undefined {
  const how = { ...options, skipDefaults: true }
  const found = collect((sink) => writeFields(sink, self, workspaceKind, tree, how, undefined))
  const named = workspaceFields.filter((field) => !isEmpty(found[field])).map((field) => [field, found[field]])
  return named.length === 0 ? undefined : Object.fromEntries(named)
}

function* rendered(list: readonly Entity[], kind: Kind, tree: Tree, options: NestOptions): Generator<WriteRecord> {
  for (const entity of list) yield (sink) => render(sink, entity, kind, tree, options)
}

function rankOf(kind: Kind): number {
  const rank = FIRST_SECTIONS.indexOf(kind.section)
  return rank === -1 ? FIRST_SECTIONS.length : rank
}

/** `parentField` is the reference that nesting stands for, where the entity is nested. */
function render(sink: Sink, entity: Entity, kind: Kind, tree: Tree, options: NestOptions, parentField?: string): void {
  if (kind.joins && parentField !== undefined) {
    const own = collect((into) => writeOwn(into, entity, kind, tree, options, parentField))
    writeAll(sink, joined(own, kind, entity, parentField, tree))
    return
  }
  writeOwn(sink, entity, kind, tree, options, parentField)
  for (const { section, kind: inner, reference } of nestedIn.get(kind.name)?.values() ?? []) {
    const list = tree.within(entity, section)
    if (list.length === 0) continue
    sink.list(section)
    for (const each of list) {
      sink.record()
      render(sink, each, inner, tree, options, reference.field)
      sink.endRecord()
    }
    sink.endList()
  }
}

/** An entry that ties its parent to another entity is that one's name, with what else is said of the two. */
function joined(result: Fields, kind: Kind, entity: Entity, parentField: string, tree: Tree): Fields {
  const other = kind.references.find(({ field }) => field !== parentField)
  if (other === undefined) return result
  const { [other.field]: _written, ...rest } = result
  return { ...named(other, idOf(entity.fields[other.field]) ?? '', tree), ...rest }
}

function writeAll(sink: Sink, fields: Fields): void {
  for (const name of Object.keys(fields)) {
    const value = fields[name]
    if (value !== undefined) sink.field(name, value)
  }
}

/** Writes what an entity holds itself. */
function writeOwn(
  sink: Sink,
  entity: Entity,
  kind: Kind,
  tree: Tree,
  options: NestOptions,
  parentField: string | undefined,
): void {
  if (entity.id !== undefined && !kind.idless && (options.withId || kind.keepId || handleOf(entity) === undefined))
    sink.field('id', entity.id)
  writeFields(sink, entity, kind, tree, options, parentField)
}

/** Writes the fields of a dump in reading order: names, references, plain values, and last what takes several lines. */
function writeFields(
  sink: Sink,
  entity: Entity,
  kind: Kind,
  tree: Tree,
  options: NestOptions,
  parentField: string | undefined,
): void {
  const { fields } = entity
  let late: Row[] | undefined
  for (const row of rowsOf(kind, options.typeOf(entity), fields)) {
    const value = fields[row.name]
    if (value === undefined || row.name === parentField) continue
    if (isLate(row, value)) {
      late ??= []
      late.push(row)
    } else writeField(sink, row, value, kind, tree, options)
  }
  for (const row of late ?? []) writeField(sink, row, fields[row.name] ?? null, kind, tree, options)
}

function writeField(sink: Sink, row: Row, value: Value, kind: Kind, tree: Tree, options: NestOptions): void {
  if (isLeftOut(row.name, value, kind, options)) return
  const written = row.reference ? writeReference(row.reference, value, tree) : writeValue(row, value, options)
  if (written !== undefined) sink.field(row.name, written)
}

const isLate = ({ mayBeLate }: Row, value: Value): boolean => mayBeLate && typeof value === 'object' && value !== null

function writeValue({ name, type, isKey }: Row, value: Value, { skipDefaults }: NestOptions): Value | undefined {
  const skips = skipDefaults === true && !isKey
  // Most values: nothing in them can be left out.
  if (!skips && typeof value !== 'object') return value
  return tidyField(name, value, type, skips ? SKIPPING : KEEPING)
}

const KEEPING: Tidiness = { skipDefaults: false, keepNulls: false }
const SKIPPING: Tidiness = { skipDefaults: true, keepNulls: false }

function isLeftOut(name: string, value: Value, kind: Kind, options: NestOptions): boolean {
  if (name === kind.elapsing) return !options.withTtl
  if (name === kind.hashed?.field && kind.hashed.salt === undefined) return true
  return name === 'config' && isFields(value) && Object.keys(value).length === 0
}

function writeReference(reference: Reference, value: Value, tree: Tree): Value | undefined {
  const id = idOf(value)
  if (value === null) return undefined
  if (reference.records) return writeRecords(reference, value, tree)
  if (reference.many && Array.isArray(value)) return value.map((each) => writeOfMany(reference, each, tree))
  if (id === undefined) return value
  return reference.form === 'object' ? named(reference, id, tree) : referenceText(tree.find(reference, id), id)
}

const writeOfMany = (reference: Reference, id: Value, tree: Tree): Value =>
  typeof id === 'string' ? referenceText(tree.find(reference, id), id) : id

/** What a reference leads to, by name where it has one. */
function named(reference: Reference, id: string, tree: Tree): Fields {
  const text = referenceText(tree.find(reference, id), id)
  return { [text === id ? 'id' : (handleField(reference.kind) ?? 'id')]: text }
}

function writeRecords(reference: Reference, value: Value, tree: Tree): Value {
  if (!Array.isArray(value)) return value
  return value.map((each) => {
    const id = idOf(each)
    if (id === undefined || !isFields(each)) return each
    const { id: _id, ...rest } = each
    return { ...named(reference, id, tree), ...rest }
  })
}
