/** A line to stand in: first come, first served. */
export interface Line<T> {
  add(what: T): void
  /** Takes out the first; undefined when there is none. */
  take(): T | undefined
}

interface Place<T> {
  what: T
  behind?: Place<T>
}

/** Makes a line. Thousands may stand in it: what it costs to take one does not grow with them, and who has left it is not held. */
export function newLine<T>(): Line<T> {
  let head: Place<T> | undefined
  let tail: Place<T> | undefined
  return {
    add(what) {
      const place = { what }
      if (head === undefined || tail === undefined) head = place
      else tail.behind = place
      tail = place
    },
    take() {
      const first = head
      head = first?.behind
      if (head === undefined) tail = undefined
      return first?.what
    },
  }
}
