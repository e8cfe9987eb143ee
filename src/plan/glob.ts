/**
 * Makes a test for texts of a pattern: `*` stands for any text, `?` for one character, all else for itself; capitals count.
 * Takes time in proportion to pattern and text, whatever they are.
 */
export function glob(pattern: string): (text: string) => boolean {
  const parts = [...pattern.replace(/\*+/g, '*')]
  return (text) => matches(parts, [...text])
}

function matches(parts: readonly string[], text: readonly string[]): boolean {
  let [at, part] = [0, 0]
  // Where the last star stood, and the first character that it does not cover.
  let [star, resume] = [-1, 0]
  while (at < text.length) {
    if (parts[part] === '*') {
      star = part++
      resume = at
    } else if (parts[part] === '?' || parts[part] === text[at]) {
      at++
      part++
    } else if (star >= 0) {
      part = star + 1
      at = ++resume
    } else return false
  }
  return parts.slice(part).every((each) => each === '*')
}
