import type { AppliedGroup, AppliedHead } from '../../model/applied.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Store } from '../../model/store.ts'
import { targetDigest } from '../../model/target-digest.ts'

const READABLE = /^1\.\d+$/

/** Whose record it is. */
export interface AppliedPlace {
  store: Store
  identity: string
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
  const text = name === undefined ? undefined : (await place.store.read(name))?.toString('utf8')
  const [first = '', ...lines] = (text ?? '').split('\n').filter((line) => line !== '')
  const head = parse<AppliedHead>(first)
  return head && READABLE.test(head.applied_version) && Array.isArray(head.files) ? { head, lines } : undefined
}

/** The groups of a record but for those of some kinds, which are not even looked into. A line that is damaged is left out. */
export function* groupsOf({ lines }: AppliedText, without: ReadonlySet<string> = new Set()): Generator<AppliedGroup> {
  for (const line of lines) {
    const [, kind] = /^\{"kind":"([^"]*)"/.exec(line) ?? []
    const group = kind === undefined || without.has(kind) ? undefined : parse<AppliedGroup>(line)
    if (group) yield group
  }
}

/** Keeps a record in place of the one before. Raises a Refusal (failed) of the store's. */
export async function writeApplied(
  place: AppliedPlace,
  head: AppliedHead,
  groups: Iterable<AppliedGroup>,
): Promise<void> {
  const name = `${folderOf(place)}${head.id}.json`
  if (!(await place.store.create(name, pieces(head, groups)))) {
    throw new Refusal('failed', [problem('exists', `${name} is there already`)])
  }
  await forgetApplied(place, name)
}

/** Takes the record away, or all but one. Raises a Refusal (failed) of the store's. */
export async function forgetApplied(place: AppliedPlace, but?: string): Promise<void> {
  const names = (await place.store.list(folderOf(place))).filter((name) => name !== but)
  await Promise.all(names.map((name) => place.store.remove(name)))
}

function* pieces(head: AppliedHead, groups: Iterable<AppliedGroup>): Generator<string> {
  yield `${JSON.stringify(head)}\n`
  for (const { kind, ...group } of groups) yield `${JSON.stringify({ kind, ...group })}\n`
}

/** A workspace's name may hold what no name in a store may. */
function folderOf({ identity, workspace }: AppliedPlace): string {
  const name = encodeURIComponent(workspace).replace(/[.~]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)
  return `applied/${targetDigest(identity)}/${name}/`
}

function parse<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T
  } catch {
    return undefined
  }
}
