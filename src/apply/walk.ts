import type { Step } from '../model/change.ts'
import type { Emit } from '../model/event.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'
import type { ApplyOptions } from '../model/settings.ts'
import type { Limit } from '../model/window.ts'
import { accountFor } from './account.ts'
import { owedSteps } from './owed.ts'
import { restore } from './restore.ts'
import { INTERRUPTED, type StepResult } from './step-result.ts'
import { type Writer, write } from './write.ts'

/** How to apply; `limit` says when there is room for one more step. */
interface WalkOptions extends ApplyOptions {
  limit: Limit
}

/** One apply while it runs. */
interface Run {
  steps: ReadonlyMap<string, Step>
  /** Steps that free a value for others, and are undone when those fail. */
  provisional: readonly Step[]
  results: Map<string, StepResult>
  writer: Writer
  options: WalkOptions
  emit: Emit
  failures: number
  mayDelete: boolean
  signal: AbortSignal | undefined
  /** Why nothing more is begun: no journal could be kept of it. */
  stopped: StepResult | undefined
  /** Steps of this wave that no interrupt may keep from being done; found when first asked for. */
  owed: Set<string> | undefined
}

/**
 * Applies a plan, wave after wave, as many writes at once as `limit` lets through. What needs a failed step is skipped and
 * names it; the final deletes are not attempted once a create or update has failed, unless asked. After an abort
 * nothing new is started, and what is in flight is waited for; a swap that cannot be undone any more is finished.
 * Every change is accounted for in the outcome.
 */
export async function walk(
  plan: Plan,
  writer: Writer,
  options: WalkOptions,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Outcome> {
  const started = performance.now()
  const steps = new Map(plan.steps.map((step) => [step.id, step]))
  const provisional = plan.steps.filter((step) => step.frees !== undefined).reverse()
  const fresh = { results: new Map(), failures: 0, mayDelete: true, stopped: undefined, owed: undefined }
  const run: Run = { ...fresh, steps, provisional, writer, options, emit, signal }
  for (const [index, wave] of plan.waves.entries()) {
    if (index === plan.deletesFrom) run.mayDelete = options.deleteDespiteFailures || run.failures === 0
    run.owed = undefined
    await Promise.all(wave.map((id) => options.limit(() => runStep(id, run))))
    await undoUseless(run)
  }
  return {
    results: accountFor(plan, run.results),
    interrupted: signal?.aborted ?? false,
    written: [...run.results.values()].filter(hadEffect).length,
    milliseconds: performance.now() - started,
  }
}

const hadEffect = (result: StepResult): boolean =>
  result.state === 'done' || (result.state === 'failed' && (result.restored === false || result.uncertain === true))

async function runStep(id: string, run: Run): Promise<void> {
  const step = run.steps.get(id)
  if (step === undefined) return
  const reason = reasonNotTo(step, run)
  const stays = reason?.state === 'not attempted' && isOwed(step, run)
  if (reason && !stays) return settle(step, reason, run)
  const frees = (step.frees ?? []).map((each) => run.steps.get(each)).filter((each) => each !== undefined)
  const result = stays
    ? await write(step, frees, run.writer)
    : await write(step, frees, run.writer, run.signal, () => reasonNotTo(step, run))
  // Nothing else explains it: there is no journal any more.
  if (result.state === 'not attempted' && reasonNotTo(step, run) === undefined) run.stopped = result
  settle(step, result, run)
}

function isOwed(step: Step, run: Run): boolean {
  run.owed ??= owedSteps(run.provisional, run.steps, run.results)
  return run.owed.has(step.id)
}

function settle(step: Step, result: StepResult, run: Run): void {
  run.results.set(step.id, result)
  if (result.state === 'failed') run.failures++
  const reason = 'reason' in result ? result.reason : 'because' in result ? result.because : undefined
  const state = result.state === 'not attempted' ? 'skipped' : result.state
  run.emit({ type: 'step', change: step.change, state, reason })
}

function reasonNotTo(step: Step, run: Run): StepResult | undefined {
  const { results, options, mayDelete, failures, signal } = run
  const failed = step.needs.find((need) => results.has(need) && results.get(need)?.state !== 'done')
  const ended = signal?.aborted ? INTERRUPTED : run.stopped
  if (ended && (failed === undefined || results.get(failed)?.state === 'not attempted')) return ended
  if (failed !== undefined) return { state: 'skipped', because: `"${failed}" did not succeed` }
  if (options.failFast && failures > 0)
    return { state: 'not attempted', because: 'another change failed and --fail-fast was given' }
  if (!mayDelete)
    return {
      state: 'not attempted',
      because:
        'a create or update failed; deletes run only after all of them succeeded (--delete-despite-failures overrides)',
    }
  return undefined
}

const USELESS = 'what it made way for did not succeed'

/**
 * A value that was freed for steps of which none succeeded is given back to its holder; so is one of which nobody knows
 * whether it was freed. The last is undone first.
 */
async function undoUseless(run: Run): Promise<void> {
  for (const step of run.provisional) {
    const result = run.results.get(step.id)
    if (result?.state === 'failed' && result.uncertain) {
      settle(step, await restore(step, result.reason, run.writer), run)
      continue
    }
    if (result?.state !== 'done') continue
    const outcomes = (step.frees ?? []).map((id) => run.results.get(id)?.state)
    if (outcomes.includes(undefined) || outcomes.includes('done')) continue
    settle(step, await restore(step, USELESS, run.writer), run)
  }
}
