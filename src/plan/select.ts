import { type Diagnostic, problem } from '../model/diagnostic.ts'
import type { Entity } from '../model/entity.ts'
import type { Kind } from '../model/kind.ts'
import type { Unmanaged } from '../model/provider.ts'
import type { Selection } from '../model/settings.ts'
import { kindsNamed, type Rule, readRules, unknownKind } from './exclusion.ts'

/** Which kinds and entities a command is about, worked out from --only, --exclude and --include. */
export interface Selected {
  /** Kinds that may be written, or that a dump holds. */
  kinds: ReadonlySet<string>
  /** Kinds left out whole: what belongs to one of their entities is left out as well. */
  excluded: ReadonlySet<string>
  /** Kinds named by --only. */
  only: ReadonlySet<string>
  /** Kinds that must be read so that references can be resolved. */
  read: readonly Kind[]
  /** Kinds that are none of this, and that references lead to by id alone: what is referred to can be looked up. */
  byId: readonly Kind[]
  /** Kinds of which a part is left out. */
  partly: ReadonlySet<string>
  /** Tells whether the lists leave out an entity of such a kind, not counting what it belongs to. */
  leavesOut(entity: Entity): boolean
  diagnostics: Diagnostic[]
}

/**
 * Works out what a selection takes. A kind goes by its section, its name or an alias; leaving out a kind leaves out
 * the kinds that only exist under it (credentials under consumers), as decK's --skip-consumers does. Kinds that are
 * left out by default come in when they are included.
 */
export function select(
  kinds: readonly Kind[],
  selection: Pick<Selection, 'only' | 'exclude' | 'include'>,
  unmanaged: readonly Unmanaged[] = [],
): Selected {
  const diagnostics: Diagnostic[] = []
  const only = named(kinds, selection.only, diagnostics)
  const found = readRules({ kinds, unmanaged }, selection)
  const standings = new Map(kinds.map((kind) => [kind.name, standingOf(kind, found.rules)]))
  const out = kinds.filter((kind) => standings.get(kind.name)?.whole === 'out')
  const excluded = withChildren(kinds, new Set(out.map(({ name }) => name)))
  diagnostics.push(...found.diagnostics, ...askedInVain(kinds, only, standings))
  const chosen = kinds.filter((kind) => (only.size === 0 || only.has(kind.name)) && !excluded.has(kind.name))
  const wanted = new Set(chosen.map((kind) => kind.name))
  const partly = kinds.filter(({ name }) => standings.get(name)?.whole === 'partly' && !excluded.has(name))
  return {
    ...readingOf(kinds, wanted, excluded),
    excluded,
    only,
    partly: new Set(partly.map(({ name }) => name)),
    leavesOut: (entity) => standings.get(entity.kind)?.leavesOut(entity) ?? false,
    diagnostics,
  }
}

/**
 * The same for files that mention nothing but kinds that are left out by default, such as access rights: they speak for
 * such kinds alone, and all else stays as it is, whatever the options (decK deletes it when a flag is forgotten).
 * @param mentioned names of the kinds that the files mention
 */
export function selectedFor(selected: Selected, mentioned: ReadonlySet<string>, kinds: readonly Kind[]): Selected {
  if (selected.only.size > 0 || mentioned.size === 0) return selected
  const own = kinds.filter(({ excluded }) => excluded !== undefined)
  const optIn = withChildren(kinds, new Set(own.map(({ name }) => name)))
  if (![...mentioned].every((name) => optIn.has(name))) return selected
  const wanted = new Set([...selected.kinds].filter((name) => optIn.has(name)))
  return { ...selected, ...readingOf(kinds, wanted, selected.excluded) }
}

/** What has to be read for some kinds. */
function readingOf(kinds: readonly Kind[], wanted: ReadonlySet<string>, excluded: ReadonlySet<string>) {
  const needed = closure(kinds, wanted, excluded)
  const byId = needed.filter((kind) => isByIdOnly(kind, wanted, kinds))
  return { kinds: wanted, read: needed.filter((kind) => !byId.includes(kind)), byId }
}

/** The same in one workspace: kinds that stand beside the workspaces go with `default`. */
export function selectedIn(selected: Selected, workspace: string): Selected {
  if (workspace === 'default') return selected
  const global = new Set(selected.read.filter((kind) => kind.global).map(({ name }) => name))
  if (global.size === 0) return selected
  const kinds = new Set([...selected.kinds].filter((name) => !global.has(name)))
  return { ...selected, kinds, read: selected.read.filter(({ name }) => !global.has(name)) }
}

/** What the lists say of one kind. */
interface Standing {
  whole: 'in' | 'partly' | 'out'
  /** Left out though no list of the user's says so. */
  byDefault: boolean
  leavesOut(entity: Entity): boolean
}

function standingOf(kind: Kind, all: readonly Rule[]): Standing {
  const rules = all.filter((rule) => rule.kinds.has(kind.name))
  const whole = rules.filter(({ rank }) => rank === 1)
  const narrow = rules.filter(({ rank }) => rank > 1)
  const byDefault = whole.length === 0 && kind.excluded !== undefined
  const out = byDefault || whole.some(({ effect }) => effect === 'exclude')
  const split = narrow.some(({ effect }) => effect === (out ? 'include' : 'exclude'))
  if (!split) return { whole: out ? 'out' : 'in', byDefault, leavesOut: () => out }
  return { whole: 'partly', byDefault, leavesOut: (entity) => verdict(entity, kind, narrow) ?? out }
}

/** Of the entries that fit, the narrowest decides; of equally narrow ones, the one that leaves out. */
function verdict(entity: Entity, kind: Kind, rules: readonly Rule[]): boolean | undefined {
  const fitting = rules.filter((rule) => rule.fits(entity, kind))
  if (fitting.length === 0) return undefined
  const rank = Math.max(...fitting.map((rule) => rule.rank))
  return fitting.some((rule) => rule.rank === rank && rule.effect === 'exclude')
}

/** Naming what is left out by default does not bring it in: that takes the word for it. */
function askedInVain(
  kinds: readonly Kind[],
  only: ReadonlySet<string>,
  standings: ReadonlyMap<string, Standing>,
): Diagnostic[] {
  return kinds.flatMap(({ name, section, excluded }) => {
    const standing = standings.get(name)
    if (!only.has(name) || standing?.whole !== 'out' || !standing.byDefault) return []
    return [
      problem('not-included', `${section} is left out: ${excluded}`, { hint: `--include ${section} brings it in` }),
    ]
  })
}

function named(kinds: readonly Kind[], names: readonly string[], diagnostics: Diagnostic[]): Set<string> {
  const found = new Set<string>()
  for (const name of names) {
    const meant = kindsNamed(kinds, name)
    if (meant.length === 0) diagnostics.push(unknownKind(name, kinds))
    for (const kind of meant) found.add(kind.name)
  }
  return found
}

function withChildren(kinds: readonly Kind[], excluded: Set<string>): Set<string> {
  for (;;) {
    const more = kinds.filter(
      (kind) => !excluded.has(kind.name) && kind.references.some((each) => each.always && excluded.has(each.kind)),
    )
    if (more.length === 0) return excluded
    for (const kind of more) excluded.add(kind.name)
  }
}

function closure(kinds: readonly Kind[], wanted: ReadonlySet<string>, excluded: ReadonlySet<string>): Kind[] {
  const needed = new Set(wanted)
  for (let size = -1; size !== needed.size; ) {
    size = needed.size
    for (const kind of kinds) {
      if (!needed.has(kind.name)) continue
      for (const each of kind.references)
        if (!(excluded.has(each.kind) && each.onDelete === 'cascade')) needed.add(each.kind)
    }
  }
  return kinds.filter((kind) => needed.has(kind.name))
}

/** No list is needed of what is not wanted itself, is known by its id, and holds nothing that is wanted. */
function isByIdOnly({ name, keepId }: Kind, wanted: ReadonlySet<string>, kinds: readonly Kind[]): boolean {
  if (!keepId || wanted.has(name)) return false
  return !kinds.some((each) => wanted.has(each.name) && each.references.some((to) => to.kind === name && to.always))
}

/** Tells whether an entity belongs to one of a kind that is left out (a plugin of a consumer, under --exclude consumers). */
export function belongsToExcluded(entity: Entity, kind: Kind, excluded: ReadonlySet<string>): boolean {
  return refersBy(excludedParents(kind, excluded), entity)
}

/**
 * Gives the same for who asks it of many entities: whether an entity is of one of `kinds`, and belongs to none of a kind that is left out.
 */
export function insideOf(kinds: Iterable<Kind>, excluded: ReadonlySet<string>): (entity: Entity) => boolean {
  const parents = new Map<string, readonly string[]>()
  for (const kind of kinds) parents.set(kind.name, excludedParents(kind, excluded))
  return (entity) => {
    const fields = parents.get(entity.kind)
    return fields !== undefined && !refersBy(fields, entity)
  }
}

function excludedParents({ references }: Kind, excluded: ReadonlySet<string>): string[] {
  return references.flatMap(({ field, kind, onDelete }) => (onDelete === 'cascade' && excluded.has(kind) ? field : []))
}

function refersBy(names: readonly string[], { fields, refs }: Entity): boolean {
  for (const name of names) if (refs[name] !== undefined || (fields[name] ?? null) !== null) return true
  return false
}
