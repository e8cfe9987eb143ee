import { randomBytes } from 'node:crypto'
import type { AppliedHead } from '../../model/applied.ts'
import type { Store } from '../../model/store.ts'
import { mergeCovers, mergeGroups, wholeKinds } from '../../plan/drift/cover.ts'
import { gather } from '../../plan/drift/gather.ts'
import { sealOf } from '../../plan/drift/mark.ts'
import { nameOfKey, stampWith } from '../../plan/saved/fingerprint.ts'
import type { Prepared } from '../plan/planned.ts'
import { namesOfRun } from '../runs/run-files.ts'
import { type AppliedPlace, type AppliedText, groupLines, groupsOf, writeApplied } from './applied-files.ts'

/** What a record is made with. */
export interface NoteRequest {
  store: Store
  command: string
  /** Absent where nothing was to be done, and so there is no run. */
  run?: string
  /** Keelson's version. */
  keelson: string
  /** 32 bytes, for fingerprints of secrets; without it they are noted as present or absent. */
  key?: Uint8Array | undefined
}

/** The place of a plan's record. */
export function placeOfPlan(store: Store, { target, workspace }: Pick<Prepared, 'target' | 'workspace'>): AppliedPlace {
  return { store, target, workspace: workspace ?? 'default' }
}

/**
 * Keeps what is the same in the files and at the controller now, by marks of its fields: a drift report tells by it which side
 * changed. A plan about a part of a workspace leaves the rest of the record as it was. Raises a Refusal (failed) of the store's.
 * @param prepared a plan that was applied whole, or that had nothing to do
 * @param request what the record is made with
 * @param before the record up to now
 */
export async function noteApplied(prepared: Prepared, request: NoteRequest, before?: AppliedText): Promise<void> {
  const applied = prepared.applied?.()
  if (applied === undefined) return
  const key = request.key && nameOfKey(request.key)
  // Marks under another key tell nothing beside those under this one.
  const old = before?.head.fingerprint_key === key ? before : undefined
  const salt = old?.head.salt ?? randomBytes(8).toString('hex')
  const drawn = prepared.plan.changes.length === 0 ? new Map<string, string>() : drawnIds(prepared)
  const groups = gather({ ...applied, drawn }, sealOf(salt, request.key && stampWith(request.key)))
  const addition = { groups, covers: applied.covers, gone: goneIds(prepared) }
  const merged = old ? mergeGroups(groupsOf(old, wholeKinds(applied.covers)), addition) : groups
  const covers = mergeCovers(old?.head.covers ?? {}, applied.covers)
  await writeApplied(
    placeOfPlan(request.store, prepared),
    { ...headOf(prepared, request, before), salt, covers, ...(key && { fingerprint_key: key }) },
    groupLines(merged),
  )
}

function drawnIds(prepared: Prepared): Map<string, string> {
  const { steps } = prepared.record()
  return new Map(
    steps.flatMap(({ action, change, entityId }) => (action === 'create' && entityId ? [[change, entityId]] : [])),
  )
}

const goneIds = ({ plan }: Prepared): Set<string> =>
  new Set(
    plan.changes.flatMap(({ action, entityId, oldId }) => (action === 'delete' ? (entityId ?? []) : (oldId ?? []))),
  )

function headOf(
  prepared: Prepared,
  { command, keelson, run }: NoteRequest,
  before: AppliedText | undefined,
): Omit<AppliedHead, 'salt' | 'covers'> {
  const { id, started } = namesOfRun(new Date())
  const { target, files } = prepared
  const left = run ?? before?.head.left_by
  const scope = prepared.applied?.().scope ?? { tags: [], only: [], exclude: [], include: [] }
  return {
    applied_version: '1.0',
    id,
    ...(left !== undefined && { left_by: left }),
    at: started,
    command,
    keelson,
    target: { identity: target.identity, address: target.address },
    workspace: prepared.workspace ?? 'default',
    scope,
    files: [...files()].map(([file, sha256]) => ({ file, sha256 })),
  }
}
