import type { FieldChange } from '../model/change.ts'
import { isFields } from '../model/secret.ts'
import type { Type } from '../model/type.ts'
import type { Value } from '../model/value.ts'
import { canonical, fieldChange } from './compare.ts'

type CompareValues = (
  path: string,
  before: Value | undefined,
  after: Value | undefined,
  type: Type | undefined,
  out: FieldChange[],
) => void

/** Above this many pairs the common subsequence would cost more than its report is worth. */
const MOST_PAIRS = 1_000_000

/**
 * Reports how a list or set became another one: entries that came and went, entries that moved (lists only), and
 * records that changed inside. Entries are recognised by content, never by index alone.
 */
export function compareLists(
  path: string,
  before: Value[],
  after: Value[],
  type: Type | undefined,
  out: FieldChange[],
  compareValues: CompareValues,
): void {
  const [old, next] = [before.map(canonical), after.map(canonical)]
  if (type?.type === 'set') {
    compareSets(path, before, after, old, next, out)
    return
  }
  const kept = commonEntries(old, next)
  const gone = indexesWithout(
    before.length,
    kept.map(([from]) => from),
  )
  const come = indexesWithout(
    after.length,
    kept.map(([, to]) => to),
  )
  reportMoves(path, before, old, next, gone, come, out)
  reportRest(path, before, after, gone, come, type, out, compareValues)
}

function compareSets(
  path: string,
  before: Value[],
  after: Value[],
  old: string[],
  next: string[],
  out: FieldChange[],
): void {
  const [had, has] = [new Set(old), new Set(next)]
  before.forEach((value, index) => {
    if (!has.has(old[index] ?? '')) out.push(fieldChange(`${path}[]`, value, undefined))
  })
  after.forEach((value, index) => {
    if (!had.has(next[index] ?? '')) out.push(fieldChange(`${path}[]`, undefined, value))
  })
}

/** Pairs of indexes of a longest common subsequence; the common head and tail are taken first. */
function commonEntries(old: string[], next: string[]): [number, number][] {
  let head = 0
  while (head < old.length && head < next.length && old[head] === next[head]) head++
  let tail = 0
  while (
    tail < old.length - head &&
    tail < next.length - head &&
    old[old.length - 1 - tail] === next[next.length - 1 - tail]
  )
    tail++
  const pairs: [number, number][] = []
  for (let index = 0; index < head; index++) pairs.push([index, index])
  const inner = middle(old.slice(head, old.length - tail), next.slice(head, next.length - tail))
  for (const [from, to] of inner) pairs.push([from + head, to + head])
  for (let index = tail; index > 0; index--) pairs.push([old.length - index, next.length - index])
  return pairs
}

function middle(old: string[], next: string[]): [number, number][] {
  if (old.length * next.length > MOST_PAIRS) return []
  const width = next.length + 1
  const lengths = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = next.length - 1; j >= 0; j--) {
      lengths[i * width + j] = old[i] === next[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const pairs: [number, number][] = []
  for (let i = 0, j = 0; i < old.length && j < next.length; ) {
    if (old[i] === next[j]) pairs.push([i++, j++])
    else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return pairs
}

function indexesWithout(length: number, kept: number[]): Set<number> {
  const left = new Set(Array.from({ length }, (_, index) => index))
  for (const index of kept) left.delete(index)
  return left
}

/** An entry that went and came again stands elsewhere: a move, not a loss. */
function reportMoves(
  path: string,
  before: Value[],
  old: string[],
  next: string[],
  gone: Set<number>,
  come: Set<number>,
  out: FieldChange[],
): void {
  const arrivals = new Map<string, number[]>()
  for (const to of [...come].reverse()) {
    const text = next[to] ?? ''
    arrivals.set(text, [...(arrivals.get(text) ?? []), to])
  }
  for (const from of [...gone]) {
    const to = arrivals.get(old[from] ?? '')?.pop()
    if (to === undefined) continue
    gone.delete(from)
    come.delete(to)
    const value = before[from]
    out.push({ ...fieldChange(`${path}[${to}]`, value, value), moved: { from, to } })
  }
}

/** What is left at the same index is one entry that changed. */
function reportRest(
  path: string,
  before: Value[],
  after: Value[],
  gone: Set<number>,
  come: Set<number>,
  type: Type | undefined,
  out: FieldChange[],
  compareValues: CompareValues,
): void {
  for (const index of [...new Set([...gone, ...come])].sort((a, b) => a - b)) {
    const [old, next] = [before[index], after[index]]
    const changed = gone.has(index) && come.has(index)
    if (changed && isFields(old) && isFields(next)) compareValues(`${path}[${index}]`, old, next, type?.of, out)
    else if (changed) out.push(fieldChange(`${path}[${index}]`, old, next))
    else if (gone.has(index)) out.push(fieldChange(`${path}[${index}]`, old, undefined))
    else out.push(fieldChange(`${path}[${index}]`, undefined, next))
  }
}
