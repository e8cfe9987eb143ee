import { warning } from '../../model/diagnostic.ts'
import type { Entity } from '../../model/entity.ts'
import type { Kind } from '../../model/kind.ts'
import type { Plan } from '../../model/plan.ts'
import type { Own, Session } from '../../model/provider.ts'
import { plan } from '../../plan/plan.ts'

/** A workspace as it is and as it is to be. */
export interface WorkspaceSource {
  session: Session
  kind: Kind
  name: string
  own: Own
  /** How the files describe it; absent when they say no more than its name, which leaves all else about it alone. */
  self?: Entity
}

/** Plans to make a workspace that is missing, or to change its own fields; undefined where nothing is to be done about it. */
export async function planWorkspace(source: WorkspaceSource): Promise<Plan | undefined> {
  const { kind, name, own, self } = source
  if (own === 'hidden') return self && { ...NOTHING, diagnostics: [notCompared(name, self)] }
  if (own !== 'missing' && self === undefined) return undefined
  const desired = self ?? { kind: kind.name, fields: { name }, refs: {} }
  const made = await planOf(source, [desired], own === 'missing' ? [] : [own])
  // What the controller fills by itself differs between versions, and is its own affair.
  const steps = made.steps.map((step) => (step.action === 'create' ? { ...step, body: desired.fields } : step))
  return made.changes.length === 0 ? undefined : { ...made, steps }
}

/** Plans that a workspace goes; it must be empty by then. */
export function planGone(session: Session, kind: Kind, own: Entity): Promise<Plan> {
  return planOf({ session, kind }, [], [own])
}

async function planOf(
  { session, kind }: Pick<WorkspaceSource, 'session' | 'kind'>,
  desired: readonly Entity[],
  current: readonly Entity[],
): Promise<Plan> {
  return plan({
    kinds: [kind],
    selected: new Set([kind.name]),
    desired,
    current,
    lookups: [],
    dependants: [],
    typeOf: await session.types([...desired, ...current]),
    keepOthers: false,
    ignoreIds: true,
    seed: '',
  })
}

const NOTHING: Plan = { changes: [], steps: [], waves: [], deletesFrom: 0, unchanged: {}, current: {}, diagnostics: [] }

function notCompared(name: string, { place }: Entity) {
  const message = `the settings of workspace ${name} are left as they are: the gateway has none, or this token may not read them`
  return warning('workspace-hidden', message, place ? { place } : {})
}
