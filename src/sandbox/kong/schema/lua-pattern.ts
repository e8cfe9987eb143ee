/** Character classes of Lua patterns, for one byte-sized character. */
const CLASSES: Record<string, RegExp> = {
  a: /[A-Za-z]/,
  c: /\p{Cc}/u,
  d: /[0-9]/,
  l: /[a-z]/,
  p: /[!-/:-@[-`{-~]/,
  s: /[\t-\r ]/,
  u: /[A-Z]/,
  w: /[A-Za-z0-9]/,
  x: /[0-9A-Fa-f]/,
}

interface Cursor {
  text: string
  pattern: string
}

/**
 * Matches a text against a Lua 5.1 pattern without captures (`%a`, `[set]`, `*`, `+`, `-`, `?`, anchors), which is
 * the language of the `match*` attributes in the gateway's schemas. Characters are bytes, as in Lua.
 */
export function matchesLuaPattern(text: string, pattern: string): boolean {
  const anchored = pattern.startsWith('^')
  const cursor = { text: Buffer.from(text, 'utf8').toString('latin1'), pattern: anchored ? pattern.slice(1) : pattern }
  const last = anchored ? 0 : cursor.text.length
  for (let start = 0; start <= last; start++) if (matchHere(cursor, start, 0)) return true
  return false
}

function matchHere(cursor: Cursor, at: number, item: number): boolean {
  const { text, pattern } = cursor
  if (item >= pattern.length) return true
  if (pattern[item] === '(' || pattern[item] === ')') return matchHere(cursor, at, item + 1)
  if (pattern[item] === '$' && item === pattern.length - 1) return at === text.length
  const end = itemEnd(pattern, item)
  const one = (position: number) => position < text.length && matchesItem(text[position] ?? '', pattern, item, end)
  const repeat = pattern[end]
  if (repeat === '?') return (one(at) && matchHere(cursor, at + 1, end + 1)) || matchHere(cursor, at, end + 1)
  if (repeat === '*' || repeat === '+') return matchMost(cursor, at, end + 1, one, repeat === '+' ? 1 : 0)
  if (repeat === '-') return matchLeast(cursor, at, end + 1, one)
  return one(at) && matchHere(cursor, at + 1, end)
}

function matchMost(cursor: Cursor, at: number, next: number, one: (at: number) => boolean, least: number): boolean {
  let count = 0
  while (one(at + count)) count++
  for (; count >= least; count--) if (matchHere(cursor, at + count, next)) return true
  return false
}

function matchLeast(cursor: Cursor, at: number, next: number, one: (at: number) => boolean): boolean {
  for (let position = at; ; position++) {
    if (matchHere(cursor, position, next)) return true
    if (!one(position)) return false
  }
}

function itemEnd(pattern: string, item: number): number {
  if (pattern[item] === '%') return item + 2
  if (pattern[item] !== '[') return item + 1
  let end = item + (pattern[item + 1] === '^' ? 2 : 1)
  do {
    if (pattern[end] === '%') end++
    end++
  } while (end < pattern.length && pattern[end] !== ']')
  return end + 1
}

function matchesItem(char: string, pattern: string, item: number, end: number): boolean {
  const kind = pattern[item]
  if (kind === '.') return true
  if (kind === '%') return matchesClass(char, pattern[item + 1] ?? '')
  if (kind === '[') return matchesSet(char, pattern.slice(item + 1, end - 1))
  return kind === char
}

function matchesClass(char: string, name: string): boolean {
  const known = CLASSES[name.toLowerCase()]
  if (!known) return char === name
  return known.test(char) === (name === name.toLowerCase())
}

function matchesSet(char: string, set: string): boolean {
  const negated = set.startsWith('^')
  for (let at = negated ? 1 : 0; at < set.length; at++) {
    const here = set[at] ?? ''
    if (here === '%') {
      if (matchesClass(char, set[++at] ?? '')) return !negated
    } else if (set[at + 1] === '-' && at + 2 < set.length) {
      if (char >= here && char <= (set[at + 2] ?? '')) return !negated
      at += 2
    } else if (here === char) return !negated
  }
  return negated
}
