import { planOptionsOf } from '../../config/planning.ts'
import type { Limits, PlanOptions } from '../../model/settings.ts'
import type { Context } from '../arguments/command.ts'
import { usage } from '../arguments/usage.ts'
import { fingerprintKey } from '../files/fingerprint-key.ts'
import { stateFiles } from '../files/state-files.ts'
import type { PlanRequest } from './plan-run.ts'
import { requireSameScope } from './plan-scope.ts'

/**
 * Reads the saved plan that --plan names, and asks for nothing but that.
 * @param context the command's context
 * @param path the file
 * @param mode the command that is to apply it
 * @returns the request: the plan's own options, with the stricter of its guards and those in force, and the state files that are named or, where none is, those of the plan
 * @throws Refusal: `invalid` for a file that is no sound plan or one for another command, a key that is none and options that say otherwise; `refused` for a plan
 *   that cannot be applied, and for another key
 */
export async function approvedRequest(context: Context, path: string, mode: PlanOptions['mode']): Promise<PlanRequest> {
  const { settings, words } = context
  const [{ openPlan, scopeOfPlan }, { requireApplyable }] = await Promise.all([
    import('../../workflow/plan/open-plan.ts'),
    import('../../workflow/plan/approved.ts'),
  ])
  const saved = await openPlan(path)
  const scope = scopeOfPlan(saved)
  requireMode(path, scope.options.mode, mode)
  requireSameScope(settings, scope)
  const key = saved.fingerprints ? await fingerprintKey(context) : undefined
  const approved = { saved, ...(key && { key }) }
  requireApplyable(approved)
  const isSilent = words.length === 0 && settings.list('state').length === 0
  const files = isSilent ? saved.files.map(({ file }) => (file === '<stdin>' ? '-' : file)) : stateFiles(context)
  const own = planOptionsOf(settings, mode).limits
  const plan = { ...scope.options, limits: stricter(scope.options.limits, own) }
  return { files, plan, reset: false, scope, approved }
}

/** Sync deletes and replaces, apply does neither: whoever approved a plan of the one has not seen what the other would do. */
function requireMode(path: string, made: PlanOptions['mode'], mode: PlanOptions['mode']): void {
  if (made === mode) return
  const again = mode === 'apply' ? ', or make one for apply: keelson diff --for apply --out FILE' : ''
  throw usage(`${path} is a plan for ${made}, and ${mode} does not apply it`, `keelson ${made} --plan FILE${again}`)
}

/** What the job that applies protects and limits holds too, whatever the job that planned knew of. */
function stricter(saved: Limits, own: Limits): Limits {
  const protect = [...new Set([...(saved.protect ?? []), ...(own.protect ?? [])])]
  return {
    ...saved,
    deletePercent: Math.min(saved.deletePercent, own.deletePercent),
    deleteCount: Math.min(saved.deleteCount, own.deleteCount),
    deleteAllFrom: Math.min(saved.deleteAllFrom, own.deleteAllFrom),
    certificateDays: Math.max(saved.certificateDays ?? 0, own.certificateDays ?? 0),
    ...(protect.length > 0 && { protect }),
  }
}
