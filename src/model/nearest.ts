/**
 * Finds the known name that a misspelt one was probably meant to be.
 * @param word what was written
 * @param known names to choose from
 * @returns the nearest name by edits (a swap of neighbours is one, `_` counts as `-`), or undefined when none is near
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const plain = fold(word)
  const limit = Math.max(1, Math.floor(plain.length / 3))
  let best: string | undefined
  let least = limit + 1
  for (const name of known) {
    const distance = edits(plain, fold(name))
    if (distance < least) [best, least] = [name, distance]
  }
  return best
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll('_', '-')
}

function edits(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 8) return Number.POSITIVE_INFINITY
  let older: number[] = []
  let old = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const steps = [at(old, j) + 1, at(row, j - 1) + 1, at(old, j - 1) + (same ? 0 : 1)]
      if (swapped) steps.push(at(older, j - 2) + 1)
      row.push(Math.min(...steps))
    }
    older = old
    old = row
  }
  return at(old, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
