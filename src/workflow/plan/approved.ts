import { type Diagnostic, type Place, type Position, problem, Refusal } from '../../model/diagnostic.ts'
import type { Digests, Loaded } from '../../model/document.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import { once } from '../../model/once.ts'
import type { Plan } from '../../model/plan.ts'
import type { Target } from '../../model/provider.ts'
import { targetName } from '../../model/same-target.ts'
import type { SavedPart, SavedPlan } from '../../model/saved-plan.ts'
import { nameOf } from '../../plan/label.ts'
import { nameOfKey, stampWith } from '../../plan/saved/fingerprint.ts'
import { narrow } from '../../plan/saved/narrow.ts'
import { recallDiagnostic } from '../../plan/saved/recall.ts'
import { saveChanges } from '../../plan/saved/save.ts'
import { type Backdrop, findStale } from '../../plan/saved/stale.ts'

/** A saved plan that is to be applied, that and nothing else. */
export interface Approved {
  saved: SavedPlan
  /** What its fingerprints were made with, where it has any. */
  key?: Uint8Array
}

/** The part of an approved plan that is about one workspace. */
export interface ApprovedPart extends Approved {
  part: SavedPart
}

const AGAIN = 'make a new plan with keelson diff --out, and have it looked at'

/**
 * Checks that a saved plan may be applied at all, and that this is the key of its fingerprints. Raises a Refusal (refused) with what
 * the guards had against it when it was made.
 */
export function requireApplyable({ saved, key }: Approved): void {
  if (!saved.applyable) throw notApplyable(saved)
  if (!saved.fingerprints || (key && nameOfKey(key) === saved.fingerprint_key)) return
  const what = key ? 'another key was given' : 'no key was given'
  throw refuse('fingerprint-key', `the secrets of this plan have fingerprints, and ${what}`, KEY_HINT)
}

/** Options are part of a plan: one that lifts a guard takes another plan. */
function notApplyable({ complete, plans }: SavedPlan): Refusal {
  const missing = refuse(
    'not-applyable',
    `${UNFIT}: there is none for some of its workspaces`,
    'keelson show FILE tells why',
  )
  const refused = plans.flatMap(({ workspace, refusals }) =>
    refusals.map((each) => {
      const where = workspace === undefined ? '' : `workspace ${workspace}: `
      const hint = [...(each.hint === undefined ? [] : [each.hint]), REMAKE].join('; ')
      return { ...recallDiagnostic(each), message: `${UNFIT}, the guards refuse it: ${where}${each.message}`, hint }
    }),
  )
  return new Refusal('refused', [...(complete ? [] : missing.diagnostics), ...refused])
}

const UNFIT = 'this plan cannot be applied'

const REMAKE = 'options are part of a plan: make it again with keelson diff --out FILE'

const KEY_HINT = 'give the key that the plan was made with: KEELSON_FINGERPRINT_KEY or --fingerprint-key-file'

/**
 * Checks that the state files are those that a plan was made of, whatever they are called now. Raises a Refusal (refused) that names
 * those that are not.
 * @param loaded the files that were read, and what is wrong with them
 */
export function requireFiles({ saved }: Approved, { digests, diagnostics }: Loaded): void {
  const known = new Set(saved.files.map(({ sha256 }) => sha256))
  const sums = digests()
  const read = new Set(sums.values())
  const names = new Set(saved.files.map(({ file }) => file))
  const lines = [
    ...saved.files
      .filter(({ sha256 }) => !read.has(sha256))
      .map(({ file }) =>
        sums.has(file)
          ? `${file} changed since the plan was made`
          : `${file}, of which the plan was made, ${whyNotRead(file, diagnostics)}`,
      ),
    ...[...sums]
      .filter(([file, sha256]) => !known.has(sha256) && !names.has(file))
      .map(([file]) => `the plan was not made of ${file}`),
  ]
  if (lines.length > 0) throw stale(lines.map((line) => problem('files-changed', line)))
}

function whyNotRead(file: string, diagnostics: readonly Diagnostic[]): string {
  const found = diagnostics.find(({ code, at }) => code === 'unreadable-file' && at?.file === file)
  return found ? `cannot be read: ${found.message}` : 'is not among the state files'
}

/** Checks that this is the controller that a plan was made for. Raises a Refusal (refused). */
export function requireTarget({ saved }: Approved, target: Target): void {
  const { identity, cluster, address } = target
  if (saved.target.identity === identity && saved.target.cluster === cluster) return
  throw refuse(
    'other-target',
    `the plan was made for ${targetName(saved.target)}, and the target at ${address} is ${targetName(target)}`,
    'check --addr and --target',
  )
}

/** What the new plan was made from. */
export interface Basis {
  kinds: readonly Kind[]
  /** What was read of the controller. */
  read: readonly Entity[]
  /** SHA-256 in hex of each state file, by its name. */
  files: Digests
  locate(place: Place): Position
}

/**
 * Takes from the plan that was made just now what the approved one has. Raises a Refusal (refused) that names the entities and fields
 * that moved, when that would not be the very same.
 */
export function keepTo(approved: ApprovedPart, made: Plan, basis: Basis): Plan {
  const { saved, key, part } = approved
  const { kinds } = basis
  const errors = made.diagnostics.filter(({ level }) => level === 'error')
  const stamp = saved.fingerprints && key ? stampWith(key) : undefined
  const backdrop = backdropOf(saved, made, basis)
  const moved = errors.length > 0 ? errors : findStale(part, saveChanges(made, { kinds, stamp }), kinds, backdrop)
  if (moved.length > 0) throw stale(moved)
  return narrow(made, new Set(part.changes.map(({ id }) => id)))
}

/** Files count by what they hold: their names may be others by now. */
function backdropOf(saved: SavedPlan, { changes }: Plan, { kinds, read, files, locate }: Basis): Backdrop {
  const rows = new Map(kinds.map((kind) => [kind.name, kind]))
  const digests = new Map(saved.files.map(({ file, sha256 }) => [file, sha256]))
  const spot = (at: Position, sums: ReadonlyMap<string, string>): string =>
    `${sums.get(at.file) ?? at.file} ${at.line} ${at.column}`
  const bySpot = once(
    () => new Map(changes.flatMap((each) => (each.place ? [[spot(locate(each.place), files()), each] as const] : []))),
  )
  const byId = once(() => new Map(changes.map((each) => [each.id, each])))
  const entities = once(() => new Map(read.map((entity) => [`${entity.kind} ${entity.id}`, entity])))
  return {
    kinds: rows,
    standIn: ({ at }) => at && bySpot().get(spot(at, digests)),
    change: (id) => byId().get(id),
    nameOf: (kind, id) => {
      const [row, entity] = [rows.get(kind), entities().get(`${kind} ${id}`)]
      return row && entity && nameOf(row, entity.fields)
    },
  }
}

/** The Refusal (refused) for a plan that is not what it was. */
export function stale(found: readonly ReturnType<typeof problem>[]): Refusal {
  const what = 'the plan is stale: what it was made of changed since; nothing was written'
  return new Refusal('refused', [problem('stale-plan', what, { hint: AGAIN, heading: true }), ...found])
}

function refuse(code: string, message: string, hint: string): Refusal {
  return new Refusal('refused', [problem(code, message, { hint })])
}
