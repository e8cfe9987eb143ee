const LEFT = 30
const GAP = 2

/**
 * Lays out names and their descriptions in two columns.
 * @param rows left and right texts
 * @param width of the whole, in characters
 * @returns lines; a description that is too long goes on below, and starts below when the name is long
 */
export function columns(rows: readonly (readonly [string, string])[], width: number): string[] {
  const longest = Math.max(...rows.map(([left]) => left.length))
  const indent = 2 + Math.min(longest, LEFT) + GAP
  return rows.flatMap(([left, right]) => {
    const lines = wrap(right, Math.max(width - indent, 24))
    const head = `  ${left}`
    const first = head.length + GAP <= indent ? [head.padEnd(indent) + (lines.shift() ?? '')] : [head]
    return [...first, ...lines.map((line) => ' '.repeat(indent) + line)]
  })
}

/**
 * Breaks a text into lines at its spaces.
 * @param text one paragraph
 * @param width of a line, in characters; a longer word stays whole
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
