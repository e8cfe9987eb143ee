import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Context } from '../arguments/command.ts'
import { Interrupted } from './interrupt.ts'

/** When a change needs somebody's yes. */
export interface ConfirmPolicy {
  /** --yes. */
  yes: boolean
  /** Without a terminal too: reset, `confirm: always`, or the state came on stdin and hides the terminal. */
  always: boolean
  /** The state is on stdin, so the question goes to the terminal device. */
  stdinTaken: boolean
  /** However short the question stood, all is read again after it. */
  fresh?: true
}

/**
 * Gets the go-ahead for a plan.
 * @param context the command's context
 * @param policy when to ask
 * @param question what is asked
 * @returns how long the question stood, in milliseconds; 0 when nobody was asked
 * @throws Refusal (refused) when the answer is no, or nobody can be asked and somebody must be; Interrupted
 */
export async function confirm(context: Context, policy: ConfirmPolicy, question: string): Promise<number> {
  if (policy.yes) return 0
  const { world, interrupt } = context
  const canAsk = policy.stdinTaken || world.stdin.terminal
  const began = world.now()
  const how = { device: policy.stdinTaken, colour: context.print.colour.stderr > 0 }
  const answer = canAsk ? await world.ask(question, how, interrupt.signal) : 'nobody'
  if (answer === 'yes') return world.now() - began
  if (answer === 'interrupted') throw new Interrupted()
  if (answer === 'no') throw refuse('not-confirmed', 'not confirmed; nothing was changed')
  if (!policy.always && !policy.stdinTaken) return 0
  throw refuse(
    'cannot-ask',
    'there is no terminal to ask on; nothing was changed',
    'add --yes to go ahead without a question',
  )
}

function refuse(code: string, message: string, hint?: string): Refusal {
  return new Refusal('refused', [problem(code, message, hint === undefined ? {} : { hint })])
}
