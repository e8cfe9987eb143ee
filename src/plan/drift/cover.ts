import type { AppliedGroup, Cover } from '../../model/applied.ts'
import { clear } from '../../model/secret.ts'
import type { Fields } from '../../model/value.ts'
import { type AppliedEntity, GroupPacker, unpackGroup } from './group.ts'
import { isKey, type KeyMark } from './mark.ts'

/** The exclusion lists of a run. */
export interface Lists {
  exclude: readonly string[]
  include: readonly string[]
}

/** Tells whether a run that made a record saw all entities like this one. */
export function isCovered(fields: Fields, covers: readonly Cover[], lists: Lists): boolean {
  const own = (Array.isArray(fields.tags) ? fields.tags : []).map(clear)
  return covers.some(({ tags, exclude, include }) => {
    const isWhole = exclude === undefined || (isSame(exclude, lists.exclude) && isSame(include ?? [], lists.include))
    return isWhole && tags.every((tag) => own.includes(tag))
  })
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  JSON.stringify([...one].sort()) === JSON.stringify([...other].sort())

/** What a run adds to a record. */
export interface Addition {
  groups: readonly AppliedGroup[]
  covers: Readonly<Record<string, Cover[]>>
  /** Ids of entities that went. */
  gone: ReadonlySet<string>
}

/** Kinds of which a run saw all there is: nothing that a record had of them before counts any more. */
export function wholeKinds(covers: Readonly<Record<string, Cover[]>>): Set<string> {
  const isAll = ({ tags, exclude }: Cover): boolean => tags.length === 0 && exclude === undefined
  return new Set(Object.keys(covers).filter((kind) => covers[kind]?.some(isAll)))
}

/** Puts what a run has applied over what a record had before. */
export function mergeGroups(old: Iterable<AppliedGroup>, addition: Addition): AppliedGroup[] {
  return [...withoutTouched(old, addition), ...addition.groups]
}

/** Takes out of a record what a run touches. */
export function withoutTouched(old: Iterable<AppliedGroup>, { groups, covers, gone }: Addition): AppliedGroup[] {
  const whole = wholeKinds(covers)
  const taken = takenBy(groups)
  const stays = (kind: string, { id, key }: AppliedEntity): boolean =>
    !gone.has(id) && namesOf(kind, id, key).every((name) => !taken.has(name))
  const packer = new GroupPacker()
  for (const group of old) {
    if (whole.has(group.kind)) continue
    for (const entity of unpackGroup(group)) {
      if (stays(group.kind, entity)) packer.add(group.kind, group.fields, entity)
    }
  }
  return packer.done()
}

function takenBy(groups: readonly AppliedGroup[]): Set<string> {
  return new Set(groups.flatMap((group) => unpackGroup(group).flatMap(({ id, key }) => namesOf(group.kind, id, key))))
}

/** By either of them an entity is known. */
function namesOf(kind: string, id: string, key: KeyMark): string[] {
  const names = id === '' ? [] : [`${kind} ${id}`]
  return !isKey(key) ? names : [...names, `${kind} ${key.join('.')}`]
}

/** Puts covers together, each once. */
export function mergeCovers(
  old: Readonly<Record<string, Cover[]>>,
  added: Readonly<Record<string, Cover[]>>,
): Record<string, Cover[]> {
  const whole = wholeKinds(added)
  const merged: Record<string, Cover[]> = { ...old }
  for (const [kind, covers] of Object.entries(added)) {
    const before = whole.has(kind) ? [] : (old[kind] ?? [])
    const known = new Set(before.map((cover) => JSON.stringify(cover)))
    merged[kind] = [...before, ...covers.filter((cover) => !known.has(JSON.stringify(cover)))]
  }
  return merged
}
