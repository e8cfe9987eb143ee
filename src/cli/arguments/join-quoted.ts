const OPEN = /^[“„‘‚«]/u
const CLOSED = /[”“’‘»]$/u

/**
 * Joins what stands between typographic quotes: guides are printed with them, and a shell, which takes them for letters, parts the
 * text at its spaces.
 * @param argv arguments as the shell gives them
 * @returns the arguments, those between a word that begins with such a quote and one that ends with one as a single one, quotes and all
 */
export function joinQuoted(argv: readonly string[]): string[] {
  const joined: string[] = []
  for (let index = 0; index < argv.length; index++) {
    const end = OPEN.test(argv[index] ?? '') ? closing(argv, index) : index
    joined.push(argv.slice(index, end + 1).join(' '))
    index = end
  }
  return joined
}

/** Where the quotes end; where they do not, the word stands for itself. */
function closing(argv: readonly string[], start: number): number {
  const length = argv.slice(start).findIndex((word, index) => CLOSED.test(word) && (index > 0 || word.length > 1))
  return length < 0 ? start : start + length
}
