import type { Kind, Reference } from '../../../model/kind.ts'
import { kinds, unmanaged, workspaceKind } from '../kinds.ts'

/** A place in the file where entities of a kind stand under another entity. */
export interface Nesting {
  section: string
  kind: Kind
  /** The reference that nesting stands for. */
  reference: Reference
}

/** Kinds by the name of their top-level section. */
export const kindBySection: ReadonlyMap<string, Kind> = new Map(kinds.map((kind) => [kind.section, kind]))

/** Kinds by section, for sections that hold several kinds: by what their `type` says. */
export const sharedSections: ReadonlyMap<string, ReadonlyMap<string, Kind>> = collectShared()

function collectShared(): Map<string, Map<string, Kind>> {
  const result = new Map<string, Map<string, Kind>>()
  for (const kind of kinds) {
    if (kind.sharedSection === undefined) continue
    const types = result.get(kind.sharedSection) ?? new Map<string, Kind>()
    result.set(kind.sharedSection, types.set(kind.schema, kind))
  }
  return result
}

/** Kinds by name. */
export const kindByName: ReadonlyMap<string, Kind> = new Map([...kinds, workspaceKind].map((kind) => [kind.name, kind]))

/** By the parent kind's name: what may be nested in it, by section. */
export const nestedIn: ReadonlyMap<string, ReadonlyMap<string, Nesting>> = collectNestings()

function collectNestings(): Map<string, Map<string, Nesting>> {
  const result = new Map<string, Map<string, Nesting>>(kinds.map((kind) => [kind.name, new Map()]))
  for (const kind of kinds) {
    for (const reference of kind.references) {
      const section = reference.nested
      if (section !== undefined) result.get(reference.kind)?.set(section, { section, kind, reference })
    }
  }
  return result
}

/** Top-level sections that are left out on purpose, with the reason. */
export const unmanagedSections: ReadonlyMap<string, string> = new Map(unmanaged.map((row) => [row.section, row.why]))

/** Sections of decK's format under an entity of which there is no kind, by kind, with the reason. */
export const unmanagedNested: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  ['service', new Map([['document', 'belongs to Konnect']])],
])

/**
 * The field that a person knows an entity by: the first part of its natural keys that is no reference, else a unique
 * one. decK leaves an entity's id out of a dump when this field is filled.
 */
export function handleField(kind: string): string | undefined {
  return handles.get(kind)
}

const handles: ReadonlyMap<string, string | undefined> = new Map(
  kinds.map((kind) => {
    const references = new Set(kind.references.map((reference) => reference.field))
    const fields = [...kind.keys, ...kind.unique].flat()
    return [kind.name, fields.find((field) => !references.has(field))]
  }),
)
