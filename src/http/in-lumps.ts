import type { Limit } from '../model/window.ts'
import { openLimit } from './limit.ts'

/**
 * A limit that does not let in one for each that ends, but half of the room at once when that half is free: what each notes
 * on disk as it begins shares one trip there. First come, first served.
 * @param room how many may be under way; half of it always is, while there is work
 */
export function inLumps(room: number): Limit {
  const limit = openLimit(room)
  let underWay = 0
  return (work) =>
    limit.run(async () => {
      if (++underWay === room) limit.moveTo(0)
      try {
        return await work()
      } finally {
        if (--underWay <= room / 2) limit.moveTo(room)
      }
    })
}
