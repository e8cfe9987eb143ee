/**
 * Gives the known name that a misspelt one was probably meant to be: the one with the fewest edits (insert, delete,
 * replace, swap of neighbours), when they are few for the name's length.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let least = Math.max(1, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= least) continue
    const edits = countEdits(name.toLowerCase(), candidate.toLowerCase())
    if (edits < least) [best, least] = [candidate, edits]
  }
  return best
}

function countEdits(from: string, to: string): number {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const next = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const choices = [cell(next, column - 1) + 1, cell(last, column) + 1, cell(last, column - 1) + (same ? 0 : 1)]
      if (swapped && row > 1) choices.push(cell(before, column - 2) + 1)
      next.push(Math.min(...choices))
    }
    ;[before, last] = [last, next]
  }
  return cell(last, to.length)
}

const cell = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY
