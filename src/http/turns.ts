import type { Limit } from '../model/window.ts'
import { type Line, newLine } from './line.ts'

/** Who goes first where requests stand in line: what others wait for, then most requests, then what nothing waits for. */
export type Turn = 'first' | 'usual' | 'last'

/** As a limit, for work that says whose turn it is. */
export type LimitInTurn = <T>(turn: Turn, work: () => Promise<T>) => Promise<T>

/**
 * Makes a limit that decides what to run when it has room, and not when it is asked: what is of an earlier turn goes first; within
 * one turn, first come, first served.
 */
export function inTurn(limit: Limit): LimitInTurn {
  const lines: Readonly<Record<Turn, Line<Work>>> = { first: newLine(), usual: newLine(), last: newLine() }
  const runNext = async (): Promise<void> => {
    // What is asked for in one go stands in line before any of it begins.
    await undefined
    return (lines.first.take() ?? lines.usual.take() ?? lines.last.take())?.()
  }
  return (turn, work) =>
    new Promise((resolve, reject) => {
      lines[turn].add(() => work().then(resolve, reject))
      void limit(runNext)
    })
}

type Work = () => Promise<void>
