/** What an expression can speak of, by dotted names; a name that is not in it is an error. */
export type Names = Readonly<Record<string, string>>

/**
 * Evaluates an expression of GitHub Actions: names, quoted texts, `==`, `!=`, `&&`, `||`; without parentheses.
 * @returns the text that would stand in its place
 */
export function evaluate(expression: string, names: Names): string {
  let last = ''
  for (const part of expression.split('||')) {
    last = conjunction(part, names)
    if (last !== '' && last !== 'false') return last
  }
  return last
}

/**
 * Puts values in the place of `${{ … }}`.
 * @param text with any number of expressions
 */
export function fillIn(text: string, names: Names): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => evaluate(expression, names))
}

function conjunction(text: string, names: Names): string {
  let last = ''
  for (const part of text.split('&&')) {
    last = comparison(part.trim(), names)
    if (last === '' || last === 'false') return last
  }
  return last
}

function comparison(text: string, names: Names): string {
  const [, left = '', operator, right = ''] = /^(\S+) (==|!=) (\S+)$/.exec(text) ?? []
  if (operator === undefined) return wordValue(text, names)
  return String((wordValue(left, names) === wordValue(right, names)) === (operator === '=='))
}

function wordValue(word: string, names: Names): string {
  const quoted = /^'(.*)'$/.exec(word)?.[1]
  if (quoted !== undefined) return quoted
  // A step that gave no output of that name, or was skipped; but it must be there.
  const [, step] = /^(steps\.\w+)\.outputs\.[\w-]+$/.exec(word) ?? []
  const value = names[word] ?? (step === undefined ? undefined : names[step])
  if (value === undefined) throw new Error(`an expression that the tests do not know: ${word}`)
  return value
}
