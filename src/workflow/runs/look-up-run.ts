import type { Emit } from '../../model/event.ts'
import type { Kind } from '../../model/kind.ts'
import type { Session } from '../../model/provider.ts'
import { isSameTarget } from '../../model/same-target.ts'
import type { Connection } from '../../model/settings.ts'
import { provider } from '../../providers/index.ts'
import { entityOf } from '../../runs/is-as.ts'
import { lookUp, type Verdict } from '../../runs/look-up.ts'
import { type StepFate, stepFates } from '../../runs/step-fates.ts'
import type { StoredRun } from '../../runs/stored-run.ts'

/** By workspace and step: whether a write of which the end is not known took effect. */
export type Verdicts = Map<string | undefined, ReadonlyMap<string, Verdict>>

/**
 * Looks at the controller for the writes of a run of which the end is not known. Gives nothing for a run without any, and for one
 * on another target; raises a Failure when the controller cannot be read.
 */
export async function lookUpRun(
  given: Connection,
  run: StoredRun,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Verdicts> {
  const pending = stepFates(run.record, run.lines).filter(({ state }) => state === 'pending')
  if (pending.length === 0) return new Map()
  const module = await provider(given.provider)
  const session = await module.connect(given, { emit })
  try {
    const target = await session.describe()
    if (!isSameTarget(run.head.target, target)) return new Map()
    const kinds = [...module.kinds, ...(module.workspaceKind ? [module.workspaceKind] : [])]
    const verdicts: Verdicts = new Map()
    for (const workspace of new Set(pending.map((fate) => fate.workspace))) {
      const fates = pending.filter((fate) => fate.workspace === workspace)
      verdicts.set(workspace, await lookIn(sessionOf(session, workspace, given), fates, kinds, signal))
    }
    return verdicts
  } finally {
    await session.close()
  }
}

async function lookIn(
  session: Session,
  fates: readonly StepFate[],
  kinds: readonly Kind[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, Verdict>> {
  const wanted = kinds.filter(({ name }) => fates.some(({ step }) => step.kind === name))
  const read = await session.read({ kinds: wanted, tags: [] }, signal)
  return lookUp(fates, read, kinds, await session.types([...read, ...imagesOf(fates, kinds)], signal))
}

/** The session in the workspace of a part of a run; without a name, that is the default one. */
export function sessionOf(
  session: Session,
  workspace = 'default',
  { workspace: own = 'default' }: Connection,
): Session {
  return workspace === own ? session : (session.workspaces?.within(workspace) ?? session)
}

function imagesOf(fates: readonly StepFate[], kinds: readonly Kind[]) {
  return fates.flatMap(({ step }) => {
    const kind = kinds.find(({ name }) => name === step.kind)
    const images = [step.body, step.previous].filter((each) => each !== undefined)
    return kind ? images.map((image) => entityOf({ kind, id: step.entityId }, image)) : []
  })
}
