import { type Diagnostic, type Place, problem, warning } from '../../../model/diagnostic.ts'
import type { Document } from '../../../model/document.ts'
import type { Entity, Target } from '../../../model/entity.ts'
import type { Reference } from '../../../model/kind.ts'
import { Secret } from '../../../model/secret.ts'
import type { Value } from '../../../model/value.ts'
import type { Header } from './header.ts'

/** What is at hand while the documents are walked, and what the walk brings together. */
export interface Walk {
  header: Header
  entities: Entity[]
  /** By kind, the files that mention it. */
  mentioned: Map<string, Set<string>>
  diagnostics: Diagnostic[]
}

/** The entity that others are nested in, and the reference that stands for it. */
export interface Parent {
  entity: Entity
  reference: Reference
  /** How all entities in it refer to it. */
  target: Target
}

/** The place of a key of a document. */
export function placeIn(document: Document, ...path: (string | number)[]): Place {
  return { file: document.file, document: document.index, path }
}

/** The place of something inside the node at `place`. */
export function inside(place: Place, key: string | number): Place {
  const { file, document, path } = place
  // One for each entity: neither larger than it has to be, nor made by what is for all kinds of lists.
  const longer = new Array<string | number>(path.length + 1)
  for (let index = 0; index < path.length; index++) longer[index] = path[index] ?? ''
  longer[path.length] = key
  return document === undefined ? { file, path: longer } : { file, document, path: longer }
}

/** Notes an error at a place. */
export function refuse(diagnostics: Diagnostic[], place: Place, code: string, message: string, hint?: string): void {
  diagnostics.push(problem(code, message, hint === undefined ? { place } : { place, hint }))
}

/** Notes a warning at a place. */
export function warn(diagnostics: Diagnostic[], place: Place, code: string, message: string, hint?: string): void {
  diagnostics.push(warning(code, message, hint === undefined ? { place } : { place, hint }))
}

/** Says in words what a value is, for messages; never the value itself. */
export function describeValue(value: Value | undefined): string {
  if (value === null || value === undefined) return 'nothing'
  if (value instanceof Secret) return 'a value from the environment'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'a mapping' : `a ${typeof value}`
}

/** Tells whether a section holds nothing: null, an empty list or an empty mapping. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === null || value === undefined) return true
  return typeof value === 'object' && !(value instanceof Secret) && Object.keys(value).length === 0
}

/**
 * Notes an error where a variable that is set, but empty, stands for what cannot be left out by a value: an id, a reference, a list
 * of entities, the workspace. Out: whether it does.
 */
export function refuseEmpty(diagnostics: Diagnostic[], place: Place, value: Value | undefined): boolean {
  if (!(value instanceof Secret) || value.empty === undefined) return false
  refuse(diagnostics, place, 'empty-variable', value.empty, `set ${value.variable}`)
  return true
}
