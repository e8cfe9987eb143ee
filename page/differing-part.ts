/** A text in three parts, of which the middle one differs from the other text. */
export type Parts = readonly [head: string, middle: string, tail: string]

/**
 * Finds what differs in two texts of one line: all between the characters that both begin and end with.
 * @param before the old text
 * @param after the new text
 * @returns both in three parts; where they have little in common, all of it differs
 */
export function differingPart(before: string, after: string): [Parts, Parts] {
  const shortest = Math.min(before.length, after.length)
  let head = 0
  while (head < shortest && before[head] === after[head]) head++
  let tail = 0
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  // A quotation mark or a digit that happens to be the same tells nothing.
  if ((head + tail) * 2 < Math.max(before.length, after.length)) [head, tail] = [0, 0]
  return [parted(before, head, tail), parted(after, head, tail)]
}

function parted(text: string, head: number, tail: number): Parts {
  const end = text.length - tail
  return [text.slice(0, head), text.slice(head, end), text.slice(end)]
}
