let waiting: (() => void)[] = []
let longest = 0
let isDue = false

/**
 * Resolves once all that has come in with this turn of the event loop is dealt with. Requests that are ready by then go out together:
 * a gateway that is woken up for the first finds the others.
 */
export function endOfTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    makeDue()
  })
}

/**
 * Lets the whole process stand still at the end of this turn, after what waits for it has gone on. The event loop would be woken by
 * each answer.
 * @param milliseconds how long; the longest that is asked for in a turn counts
 */
export function restAfterTurn(milliseconds: number): void {
  longest = Math.max(longest, milliseconds)
  makeDue()
}

function makeDue(): void {
  if (isDue) return
  isDue = true
  setImmediate(end)
}

function end(): void {
  const all = waiting
  waiting = []
  isDue = false
  for (const goOn of all) goOn()
  // Behind what was just let go on.
  if (longest > 0) queueMicrotask(rest)
}

const nobody = new Int32Array(new SharedArrayBuffer(4))

function rest(): void {
  Atomics.wait(nobody, 0, 0, longest)
  longest = 0
}
