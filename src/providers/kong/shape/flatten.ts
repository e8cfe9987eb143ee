import type { Diagnostic, Place } from '../../../model/diagnostic.ts'
import type { Document } from '../../../model/document.ts'
import type { Entity } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import { nearest } from '../../../model/nearest.ts'
import { clear, isFields } from '../../../model/secret.ts'
import type { State } from '../../../model/state.ts'
import type { Fields, Value } from '../../../model/value.ts'
import { kinds } from '../kinds.ts'
import { complete, shorthands } from './complete.ts'
import { readDumpLists } from './dump-lists.ts'
import { headerKeys, readHeader } from './header.ts'
import { mergeJoins } from './merge-joins.ts'
import { readJoin } from './read-join.ts'
import { readShared } from './read-shared.ts'
import { leadsTo, readReference, UUID } from './reference.ts'
import {
  kindBySection,
  type Nesting,
  nestedIn,
  sharedSections,
  unmanagedNested,
  unmanagedSections,
} from './sections.ts'
import { describeValue, inside, isEmpty, type Parent, placeIn, refuse, refuseEmpty, type Walk, warn } from './walk.ts'
import type { WorkspaceOptions } from './workspace-header.ts'

/**
 * Turns documents in decK's file format 3.0 into one flat list of entities. All problems are collected; what is
 * wrong in one entity does not hide the next. Fields of entities are not judged here, only the file's structure.
 * Beyond decK's format, credentials, SNIs and targets may also stand at top level with their parent named.
 */
export function flatten(
  documents: readonly Document[],
  options: WorkspaceOptions = {},
): { state: State; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const header = readHeader(documents, options, diagnostics)
  const walk: Walk = { header, entities: [], mentioned: new Map(), diagnostics }
  for (const document of documents) readDocument(document, walk)
  const { selectTags, lookupTags, workspace, workspacePlace, self } = header
  const { mentioned } = walk
  const hasJoins = kinds.some(({ name, joins }) => joins && mentioned.has(name))
  const entities = hasJoins ? mergeJoins(walk.entities) : walk.entities
  const state: State = {
    entities,
    mentioned: new Set(mentioned.keys()),
    mentionedIn: mentioned,
    selectTags,
    lookupTags,
    narrowed: readDumpLists(documents, diagnostics),
  }
  if (workspace !== undefined) state.workspace = workspace
  if (workspacePlace) state.workspacePlace = workspacePlace
  if (self) state.self = self
  return { state, diagnostics }
}

function readDocument(document: Document, walk: Walk): void {
  for (const section of Object.keys(document.value)) {
    if (headerKeys.includes(section)) continue
    const [value, place] = [document.value[section], placeIn(document, section)]
    const kind = kindBySection.get(section)
    const why = unmanagedSections.get(section)
    const types = sharedSections.get(section)
    if (types !== undefined) readTyped(types, section, value, place, walk)
    else if (kind !== undefined) readSection(kind, value, place, undefined, walk)
    else if (why !== undefined) refuseUnmanaged(section, why, value, place, walk)
    else refuseUnknown(section, place, walk)
  }
}

function refuseUnknown(section: string, place: Place, walk: Walk): void {
  const meant = nearest(section, [
    ...kindBySection.keys(),
    ...sharedSections.keys(),
    ...headerKeys,
    ...unmanagedSections.keys(),
  ])
  refuse(
    walk.diagnostics,
    place,
    'unknown-field',
    `a state file has no section ${section}`,
    meant && `did you mean ${meant}?`,
  )
}

function refuseUnmanaged(section: string, why: string, value: Value | undefined, place: Place, walk: Walk): void {
  if (isEmpty(value))
    warn(walk.diagnostics, place, 'unmanaged-section', `${section} is empty and has no effect: ${why}`)
  else refuse(walk.diagnostics, place, 'unmanaged-section', `Keelson does not manage ${section}: ${why}`)
}

function readSection(kind: Kind, value: Value | undefined, place: Place, parent: Parent | undefined, walk: Walk): void {
  mention(kind, place, walk)
  if (value === null || value === undefined || refuseEmpty(walk.diagnostics, place, value)) return
  if (!Array.isArray(value)) {
    const message = `${kind.section} must be a list, not ${describeValue(value)}`
    refuse(walk.diagnostics, place, 'wrong-type', message, 'start each entry with a dash')
    return
  }
  const form = formOf(kind)
  for (let index = 0; index < value.length; index++) {
    if (kind.joins && parent) readJoin(kind, value[index] ?? null, inside(place, index), parent, walk)
    else readEntity(form, value[index] ?? null, inside(place, index), parent, walk)
  }
}

function readTyped(
  types: ReadonlyMap<string, Kind>,
  section: string,
  value: Value | undefined,
  place: Place,
  walk: Walk,
): void {
  for (const kind of types.values()) mention(kind, place, walk)
  for (const { kind, fields, at } of readShared(types, section, value, place, walk.diagnostics))
    readEntity(formOf(kind), fields, at, undefined, walk)
}

function mention({ name }: Kind, { file }: Place, { mentioned }: Walk): void {
  const files = mentioned.get(name)
  if (files) files.add(file)
  else mentioned.set(name, new Set([file]))
}

/** How entries of a section are read: what of a kind's fields is more than a value. */
interface Form {
  kind: Kind
  /** The field that is short for several. */
  short: string | undefined
  nestings: ReadonlyMap<string, Nesting>
  special: ReadonlySet<string>
  /** All of them: an entry without any is what it says. */
  more: ReadonlySet<string>
}

const forms = new WeakMap<Kind, Form>()

function formOf(kind: Kind): Form {
  const known = forms.get(kind)
  if (known) return known
  const nestings = nestedIn.get(kind.name) ?? new Map<string, Nesting>()
  const unmanaged = unmanagedNested.get(kind.name)?.keys() ?? []
  const special = new Set(['id', '__proto__', ...kind.references.map(({ field }) => field), ...unmanaged])
  const short = shorthands[kind.name]
  const more = new Set([...special, ...nestings.keys(), ...(short === undefined ? [] : [short])])
  const form: Form = { kind, short, nestings, special, more }
  forms.set(kind, form)
  return form
}

function readEntity(form: Form, value: Value, place: Place, parent: Parent | undefined, walk: Walk): void {
  const { kind, short } = form
  if (!isFields(value)) {
    refuse(
      walk.diagnostics,
      place,
      'wrong-type',
      `an entry of ${kind.section} must be a mapping, not ${describeValue(value)}`,
    )
    return
  }
  // Nobody else holds the entry: it is taken over, if there is nothing to take out of it.
  const plain = isPlain(value, form.more)
  const entity: Entity = { kind: kind.name, fields: plain ? value : {}, refs: {}, place }
  const nested = plain ? [] : readFields(form, entity, value, parent, walk)
  checkParent(kind, entity, parent, place, walk)
  complete(entity, short === undefined ? undefined : value[short], place, walk)
  walk.entities.push(entity)
  for (const { section, kind: inner, reference } of nested) {
    readSection(inner, value[section], inside(place, section), { entity, reference, target: { entity } }, walk)
  }
}

function isPlain(value: Fields, more: ReadonlySet<string>): boolean {
  for (const field in value) if (more.has(field)) return false
  return true
}

/** Copies what an entry says of itself; gives the sections in it. */
function readFields(form: Form, entity: Entity, value: Fields, parent: Parent | undefined, walk: Walk): Nesting[] {
  const nested: Nesting[] = []
  for (const field of Object.keys(value)) {
    const given = value[field]
    const nesting = form.nestings.get(field)
    if (nesting !== undefined) nested.push(nesting)
    else if (field === form.short || given === undefined) continue
    else if (form.special.has(field)) readSpecial(form.kind, entity, field, given, parent, walk)
    else entity.fields[field] = given
  }
  return nested
}

function readSpecial(
  kind: Kind,
  entity: Entity,
  field: string,
  value: Value,
  parent: Parent | undefined,
  walk: Walk,
): void {
  const reference = kind.references.find((each) => each.field === field)
  const why = unmanagedNested.get(kind.name)?.get(field)
  const place = inside(entity.place ?? { file: '', path: [] }, field)
  if (field === 'id' && !kind.idless) readId(entity, value, place, walk)
  else if (reference !== undefined) readRef(entity, reference, value, place, parent, walk)
  else if (why !== undefined) refuseUnmanaged(field, why, value, place, walk)
  else refuse(walk.diagnostics, place, 'unknown-field', `a ${kind.name} has no field ${field}`)
}

function readId(entity: Entity, value: Value | undefined, place: Place, walk: Walk): void {
  const id = clear(value)
  if (refuseEmpty(walk.diagnostics, place, value) || id === null || id === undefined) return
  if (typeof id === 'string' && UUID.test(id)) entity.id = id.toLowerCase()
  else
    refuse(
      walk.diagnostics,
      place,
      'invalid-id',
      'an id must be a UUID',
      'leave it out: entities are also found by name',
    )
}

function readRef(
  entity: Entity,
  reference: Reference,
  value: Value | undefined,
  place: Place,
  parent: Parent | undefined,
  walk: Walk,
): void {
  const target = readReference(reference, value, place, walk.diagnostics)
  if (target === undefined) return
  if (parent?.reference.field !== reference.field) entity.refs[reference.field] = target
  else if (reference.form === 'string' || !leadsTo(target, parent.entity))
    refuseNested(entity, reference, parent, place, walk)
}

/** decK refuses a nested plugin that names its parent again, and silently overrides what other kinds say there. */
function refuseNested(entity: Entity, reference: Reference, parent: Parent, place: Place, walk: Walk): void {
  const message = `this ${entity.kind} stands under a ${parent.entity.kind}; it cannot name a ${reference.kind} again`
  refuse(
    walk.diagnostics,
    place,
    'nested-reference',
    message,
    `remove ${reference.field}, or move the ${entity.kind} to the top level`,
  )
}

function checkParent(kind: Kind, entity: Entity, parent: Parent | undefined, place: Place, walk: Walk): void {
  if (parent !== undefined) {
    entity.refs[parent.reference.field] = parent.target
    return
  }
  const always = kind.references.find((reference) => reference.always && entity.refs[reference.field] === undefined)
  if (always === undefined) return
  const hint = always.nested ? `move it into ${always.nested} of its ${always.kind}` : `name it as ${always.field}`
  refuse(walk.diagnostics, place, 'no-parent', `a ${kind.name} belongs to a ${always.kind}`, hint)
}
