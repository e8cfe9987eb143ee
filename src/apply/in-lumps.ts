import type { Limit } from '../model/window.ts'

/**
 * A limit that does not let in one for each that ends, but half of the room at once when that half is free: what each notes
 * on disk as it begins shares one trip there. First come, first served.
 * @param room how many may be under way; half of it always is, while there is work
 */
export function inLumps(room: number): Limit {
  const waiting: (() => void)[] = []
  let [next, underWay, isOpen] = [0, 0, true]
  const letIn = (): void => {
    isOpen ||= underWay <= room / 2
    while (isOpen && next < waiting.length) {
      isOpen = ++underWay < room
      waiting[next++]?.()
    }
    if (next < waiting.length) return
    waiting.length = 0
    next = 0
  }
  const leave = (): void => {
    underWay--
    letIn()
  }
  return async (work) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
      letIn()
    })
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
