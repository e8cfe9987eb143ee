import type { Emit } from '../../model/event.ts'
import type { Journal } from '../../model/run.ts'
import type { ApplyOptions } from '../../model/settings.ts'
import type { Reached } from '../../model/window.ts'
import { parallelismText } from '../../report/outcome-text.ts'
import type { Context } from '../arguments/command.ts'

const STOPPING = '\nStopping: what is in flight is finished, nothing more is started. Once more to quit at once.\n'

/**
 * Begins to write: from now on the first signal lets what is in flight end.
 * @param context the command's context
 * @param steps how many writes there will be
 * @param start does it
 * @param journal where each write is noted before it is sent
 * @returns what `start` gives
 */
export async function startApply<T>(
  context: Context,
  steps: number,
  start: (options: ApplyOptions, emit: Emit, signal: AbortSignal, journal?: Journal) => Promise<T>,
  journal: Journal | undefined,
): Promise<T> {
  const { settings, emit, interrupt } = context
  interrupt.applying(STOPPING)
  // Deletes that another one takes along have no step of their own.
  emit({ type: 'planned', changes: steps })
  const options = {
    failFast: settings.flag('fail-fast'),
    deleteDespiteFailures: settings.flag('delete-despite-failures'),
  }
  const outcome = await start(options, emit, interrupt.signal, journal)
  context.quiet()
  return outcome
}

/**
 * Notes what `--parallelism auto` came to, with --verbose.
 * @param context the command's context
 * @param reached as the window tells it
 */
export async function noteParallelism({ print }: Context, reached: Reached | undefined): Promise<void> {
  if (reached && print.verbose) await print.note(parallelismText(reached))
}
