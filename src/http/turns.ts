import type { Limit } from '../model/window.ts'

/** Who goes first where requests stand in line: what others wait for, then most requests, then what nothing waits for. */
export type Turn = 'first' | 'usual' | 'last'

/** As a limit, for work that says whose turn it is. */
export type LimitInTurn = <T>(turn: Turn, work: () => Promise<T>) => Promise<T>

/**
 * Makes a limit that decides what to run when it has room, and not when it is asked: what is of an earlier turn goes first; within
 * one turn, first come, first served.
 */
export function inTurn(limit: Limit): LimitInTurn {
  const lines: Readonly<Record<Turn, Line>> = { first: line(), usual: line(), last: line() }
  const runNext = async (): Promise<void> => (lines.first.take() ?? lines.usual.take() ?? lines.last.take())?.()
  return (turn, work) =>
    new Promise((resolve, reject) => {
      lines[turn].add(() => work().then(resolve, reject))
      void limit(runNext)
    })
}

type Work = () => Promise<void>

interface Line {
  add(work: Work): void
  take(): Work | undefined
}

interface Place {
  work: Work
  behind?: Place
}

/** Thousands may stand in it: what it costs to take one does not grow with them, and who has left it is not held. */
function line(): Line {
  let head: Place | undefined
  let tail: Place | undefined
  return {
    add(work) {
      const place = { work }
      if (head === undefined || tail === undefined) head = place
      else tail.behind = place
      tail = place
    },
    take() {
      const work = head?.work
      head = head?.behind
      if (head === undefined) tail = undefined
      return work
    },
  }
}
