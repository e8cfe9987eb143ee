import type { AppliedGroup, AppliedHead } from '../../model/applied.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import { type TargetMark, targetName } from '../../model/same-target.ts'
import type { Store } from '../../model/store.ts'
import { targetDigest } from '../../model/target-digest.ts'

const READABLE = /^1\.\d+$/

/** Whose record it is. */
export interface AppliedPlace {
  store: Store
  target: TargetMark
  workspace: string
}

/** A record as it is kept: a line for its head, and then groups, each line to be read by itself. */
export interface AppliedText {
  head: AppliedHead
  lines: readonly string[]
}

/** Reads the record of what was applied last; undefined where there is none that can be read. Raises a Refusal (failed) of the store's. */
export async function readApplied(place: AppliedPlace): Promise<AppliedText | undefined> {
  const name = (await place.store.list(folderOf(place))).at(-1)
  return name === undefined ? undefined : read(place.store, name)
}

async function read(store: Store, name: string): Promise<AppliedText | undefined> {
  const text = (await store.read(name))?.toString('utf8')
  const [first = '', ...lines] = (text ?? '').split('\n').filter((line) => line !== '')
  const head = parse<AppliedHead>(first)
  return head && READABLE.test(head.applied_version) && Array.isArray(head.files) ? { head, lines } : undefined
}

/** The lines of a record that are about some kinds, or not about them. */
export function linesOf({ lines }: AppliedText, kinds: ReadonlySet<string>, about: boolean): string[] {
  return lines.filter((line) => kinds.has(kindOf(line) ?? '') === about)
}

const kindOf = (line: string): string | undefined => /^\{"kind":"([^"]*)"/.exec(line)?.[1]

/** The groups of a record but for those of some kinds, which are not even looked into. A line that is damaged is left out. */
export function* groupsOf(text: AppliedText, without: ReadonlySet<string> = new Set()): Generator<AppliedGroup> {
  for (const line of linesOf(text, without, false)) {
    const group = kindOf(line) === undefined ? undefined : parse<AppliedGroup>(line)
    if (group) yield group
  }
}

/** Keeps a record in place of the one before. Raises a Refusal (failed) of the store's. */
export async function writeApplied(place: AppliedPlace, head: AppliedHead, lines: Iterable<string>): Promise<void> {
  const name = `${folderOf(place)}${head.id}.json`
  if (!(await place.store.create(name, textOf(head, lines)))) {
    throw new Refusal('failed', [problem('exists', `${name} is there already`)])
  }
  await forgetApplied(place, name)
}

/** Keeps a record with the run that is about to change what it tells of. Raises a Refusal (failed) of the store's. */
export async function keepCopy(place: AppliedPlace, run: string, { head, lines }: AppliedText): Promise<void> {
  await place.store.create(copyOf(place, run), textOf(head, lines))
}

/** Reads the record that a run was kept with; undefined where there is none. Raises a Refusal (failed) of the store's. */
export async function readCopy(place: AppliedPlace, run: string): Promise<AppliedText | undefined> {
  return read(place.store, copyOf(place, run))
}

/** Takes the record away, or all but one. Raises a Refusal (failed) of the store's. */
export async function forgetApplied(place: AppliedPlace, but?: string): Promise<void> {
  const names = (await place.store.list(folderOf(place))).filter((name) => name !== but)
  await Promise.all(names.map((name) => place.store.remove(name)))
}

function* textOf(head: AppliedHead, lines: Iterable<string>): Generator<string> {
  yield `${JSON.stringify(head)}\n`
  for (const line of lines) yield `${line}\n`
}

/** Writes groups as lines of a record. */
export function* groupLines(groups: Iterable<AppliedGroup>): Generator<string> {
  for (const { kind, ...group } of groups) yield JSON.stringify({ kind, ...group })
}

/** A workspace's name may hold what no name in a store may. */
function nameIn({ workspace }: AppliedPlace): string {
  return encodeURIComponent(workspace).replace(/[.~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
}

const folderOf = (place: AppliedPlace): string => `applied/${targetDigest(targetName(place.target))}/${nameIn(place)}/`

const copyOf = (place: AppliedPlace, run: string): string => `runs/${run}/applied/${nameIn(place)}.jsonl`

function parse<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T
  } catch {
    return undefined
  }
}
