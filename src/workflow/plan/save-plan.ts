import type { Dependants } from '../../model/dependants.ts'
import type { Target } from '../../model/provider.ts'
import { clusterOf } from '../../model/same-target.ts'
import type { PlanScope, SavedDiagnostic, SavedPart, SavedPlan } from '../../model/saved-plan.ts'
import { nameOfKey, type Stamp, stampWith } from '../../plan/saved/fingerprint.ts'
import type { SavedChanges } from '../../plan/saved/save.ts'
import { saveScope } from '../../plan/saved/scope.ts'
import { digestOf, stableJson } from '../../plan/saved/stable-json.ts'

/** The version of the format; the part before the dot changes when readers must change. */
const FORMAT_VERSION = '1.1'

/** One workspace of what is to be saved. */
export interface PartInput {
  workspace?: string
  prune: boolean
  /** Absent where there is no plan. */
  plan?: { save(stamp?: Stamp): SavedChanges & { dependants: Dependants } }
  warnings: SavedDiagnostic[]
  refusals: SavedDiagnostic[]
  failure?: NonNullable<SavedPart['failure']>
}

/** What a saved plan is made of. */
export interface SaveInput {
  target: Target
  scope: PlanScope
  /** SHA-256, in hex, of each state file, by its name. */
  files: ReadonlyMap<string, string>
  parts: readonly PartInput[]
  /** 32 bytes; without it secrets have no fingerprints. */
  key?: Uint8Array | undefined
}

const NOTHING: SavedChanges = { changes: [], steps: [], waves: [], deletes_from: 0, unchanged: {}, current: {} }

/** Makes a saved plan, with its digest. The same input gives the same data: it holds no time, no chance and no secret. */
export function savePlan({ target, scope, files, parts, key }: SaveInput): SavedPlan {
  const stamp = key && stampWith(key)
  const { product, version, edition, database, identity, address } = target
  const complete = parts.every(({ plan }) => plan !== undefined)
  const saved = {
    format_version: FORMAT_VERSION,
    applyable: complete && parts.every(({ refusals }) => refusals.length === 0),
    complete,
    fingerprints: key !== undefined,
    ...(key && { fingerprint_key: nameOfKey(key) }),
    target: { product, version, edition, database, identity, address, ...clusterOf(target) },
    scope: saveScope(scope),
    files: [...files]
      .map(([file, sha256]) => ({ file, sha256 }))
      .sort((one, other) => (one.file < other.file ? -1 : 1)),
    plans: parts.map((part) => savePart(part, stamp)),
  }
  return { ...saved, digest: digestOf(saved) }
}

function savePart(
  { workspace, prune, plan, warnings, refusals, failure }: PartInput,
  stamp: Stamp | undefined,
): SavedPart {
  return {
    ...(workspace !== undefined && { workspace }),
    ...(prune && { prune }),
    ...(plan?.save(stamp) ?? NOTHING),
    warnings,
    refusals,
    ...(failure && { failure }),
  }
}

/** The text of a saved plan, piece by piece. */
export function planPieces(saved: SavedPlan): Iterable<string> {
  return withNewline(stableJson(saved, 2))
}

function* withNewline(pieces: Iterable<string>): Generator<string> {
  yield* pieces
  yield '\n'
}
