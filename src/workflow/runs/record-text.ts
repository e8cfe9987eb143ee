import type { Entity } from '../../model/entity.ts'
import type { RecordedPlan, RunRecord } from '../../model/run.ts'
import { isWrapped, revealedJson } from '../../model/secret.ts'
import type { Value } from '../../model/value.ts'

type Recorded = RecordedPlan['steps'][number] | Entity

/** Characters that a piece has at least, so that writing them takes few calls. */
const PIECE = 65_536

/**
 * Writes what a run keeps of its plans, as JSON with a line for each step and entity, made as they are asked for. Secrets are in
 * clear: without them nothing could be put back.
 */
export function* recordPieces(record: RunRecord): Generator<string> {
  let piece = ''
  for (const text of texts(record)) {
    piece += text
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}

function* texts({ workspaces }: RunRecord): Generator<string> {
  yield '{"workspaces":['
  for (const [index, { workspace, steps, taken }] of workspaces.entries()) {
    yield `${index > 0 ? ',' : ''}{${workspace === undefined ? '' : `"workspace":${JSON.stringify(workspace)},`}"steps":[\n`
    yield* lines(steps)
    yield '],"taken":[\n'
    yield* lines(taken)
    yield ']}'
  }
  yield ']}\n'
}

function* lines(list: readonly Recorded[]): Generator<string> {
  for (const [index, each] of list.entries()) yield `${lineOf(each)}${index < list.length - 1 ? ',' : ''}\n`
}

const lineOf = (each: Recorded): string => revealedJson(each as unknown as Value)

/** Whether anything in a record is secret. */
export function recordHoldsSecret({ workspaces }: RunRecord): boolean {
  const all = workspaces.flatMap(({ steps, taken }): Recorded[] => [...steps, ...taken])
  return all.some(isWrapped)
}
