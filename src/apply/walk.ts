import pLimit from 'p-limit'
import type { Step } from '../model/change.ts'
import type { Emit } from '../model/event.ts'
import type { Outcome } from '../model/outcome.ts'
import type { Plan } from '../model/plan.ts'
import type { ApplyOptions } from '../model/settings.ts'
import { accountFor } from './account.ts'
import { restore } from './restore.ts'
import type { StepResult } from './step-result.ts'
import { type Writer, write } from './write.ts'

/** One apply while it runs. */
interface Run {
  steps: ReadonlyMap<string, Step>
  results: Map<string, StepResult>
  writer: Writer
  options: ApplyOptions
  emit: Emit
  failures: number
  mayDelete: boolean
  signal: AbortSignal | undefined
}

/**
 * Applies a plan, wave after wave, with at most `parallelism` writes at once. What needs a failed step is skipped and
 * names it; the final deletes are not attempted once a create or update has failed, unless asked. After an abort
 * nothing new is started, and what is in flight is waited for. Every change is accounted for in the outcome.
 */
export async function walk(
  plan: Plan,
  writer: Writer,
  options: ApplyOptions,
  emit: Emit,
  signal?: AbortSignal,
): Promise<Outcome> {
  const started = performance.now()
  const steps = new Map(plan.steps.map((step) => [step.id, step]))
  const run: Run = { steps, results: new Map(), writer, options, emit, failures: 0, mayDelete: true, signal }
  const provisional = plan.steps.filter((step) => step.frees !== undefined)
  const limit = pLimit(options.parallelism)
  for (const [index, wave] of plan.waves.entries()) {
    if (index === plan.deletesFrom) run.mayDelete = options.deleteDespiteFailures || run.failures === 0
    await Promise.all(wave.map((id) => limit(() => runStep(id, run))))
    await undoUseless(provisional, run)
  }
  return {
    results: accountFor(plan, run.results),
    interrupted: signal?.aborted ?? false,
    milliseconds: performance.now() - started,
  }
}

async function runStep(id: string, run: Run): Promise<void> {
  const step = run.steps.get(id)
  if (step === undefined) return
  const frees = (step.frees ?? []).map((each) => run.steps.get(each)).filter((each) => each !== undefined)
  settle(step, reasonNotTo(step, run) ?? (await write(step, frees, run.writer, run.signal)), run)
}

function settle(step: Step, result: StepResult, run: Run): void {
  run.results.set(step.id, result)
  if (result.state === 'failed') run.failures++
  const reason = 'reason' in result ? result.reason : 'because' in result ? result.because : undefined
  const state = result.state === 'not attempted' ? 'skipped' : result.state
  run.emit({ type: 'step', change: step.change, state, ...(reason !== undefined && { reason }) })
}

function reasonNotTo(step: Step, { results, options, mayDelete, failures, signal }: Run): StepResult | undefined {
  if (signal?.aborted) return { state: 'not attempted', because: 'the run was interrupted' }
  const failed = step.needs.find((need) => results.has(need) && results.get(need)?.state !== 'done')
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

/** A value that was freed for steps of which none succeeded is given back to its holder. */
async function undoUseless(provisional: readonly Step[], run: Run): Promise<void> {
  for (const step of provisional) {
    if (run.results.get(step.id)?.state !== 'done') continue
    const outcomes = (step.frees ?? []).map((id) => run.results.get(id)?.state)
    if (outcomes.includes(undefined) || outcomes.includes('done')) continue
    settle(step, await restore(step, run.writer), run)
  }
}
