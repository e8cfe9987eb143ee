/** Lua's character classes in the C locale, as the inside of a regular expression's set (Lua 5.1 manual, section 5.4.1). */
const CLASSES: Readonly<Record<string, string>> = {
  a: 'A-Za-z',
  c: '\\x00-\\x1f\\x7f',
  d: '0-9',
  l: 'a-z',
  p: '!-\\/:-@\\[-`\\{-~',
  s: '\\t-\\r ',
  u: 'A-Z',
  w: 'A-Za-z0-9',
  x: 'A-Fa-f0-9',
}

/** The complements, so that they may stand inside a set as well. */
const COMPLEMENTS: Readonly<Record<string, string>> = {
  a: '\\x00-@\\[-`\\{-\\u{10ffff}',
  c: ' -~\\x80-\\u{10ffff}',
  d: '\\x00-\\/:-\\u{10ffff}',
  l: '\\x00-`\\{-\\u{10ffff}',
  p: '\\x00- 0-9A-Za-z\\x7f-\\u{10ffff}',
  s: '\\x00-\\x08\\x0e-\\x1f!-\\u{10ffff}',
  u: '\\x00-@\\[-\\u{10ffff}',
  w: '\\x00-\\/:-@\\[-`\\{-\\u{10ffff}',
  x: '\\x00-\\/:-@G-`g-\\u{10ffff}',
}

const QUANTIFIERS: Readonly<Record<string, string>> = { '*': '*', '+': '+', '?': '?', '-': '*?' }

interface Piece {
  text: string
  next: number
  /** A quantifier may follow: true of single characters and sets only. */
  single: boolean
}

/**
 * Translates a Lua pattern into a regular expression with the same matches, for the `u` flag.
 * Gives undefined where there is none: balanced (`%b`) and frontier (`%f`) matches, position captures, back references,
 * and patterns that Lua itself would refuse. Lua counts bytes, the result counts characters.
 */
export function luaPattern(pattern: string): string | undefined {
  let result = pattern.startsWith('^') ? '^' : ''
  let at = result.length
  while (at < pattern.length) {
    const piece = readPiece(pattern, at)
    if (!piece) return undefined
    at = piece.next
    result += piece.text
    const quantifier = piece.single ? QUANTIFIERS[pattern.charAt(at)] : undefined
    if (quantifier) {
      result += quantifier
      at += 1
    }
  }
  return compiles(result) ? result : undefined
}

function compiles(text: string): boolean {
  try {
    return new RegExp(text, 'u') instanceof RegExp
  } catch {
    return false
  }
}

function readPiece(pattern: string, at: number): Piece | undefined {
  const char = String.fromCodePoint(pattern.codePointAt(at) ?? 0)
  const next = at + char.length
  if (char === '(') return pattern[next] === ')' ? undefined : { text: '(', next, single: false }
  if (char === ')') return { text: ')', next, single: false }
  if (char === '$' && next === pattern.length) return { text: '$', next, single: false }
  if (char === '.') return { text: '[\\s\\S]', next, single: true }
  if (char === '[') return readSet(pattern, next)
  if (char === '%') return readEscape(pattern, next)
  return { text: literal(char), next, single: true }
}

function readEscape(pattern: string, at: number): Piece | undefined {
  const text = escapedClass(pattern.charAt(at))
  if (text === undefined) return undefined
  return { text: text.length > 2 ? `[${text}]` : text, next: at + 1, single: true }
}

/** The inside of a set for what follows a `%`; a letter or digit that is no class has no meaning to translate. */
function escapedClass(char: string): string | undefined {
  const set = CLASSES[char] ?? (/[A-Z]/.test(char) ? COMPLEMENTS[char.toLowerCase()] : undefined)
  if (set) return set
  return char === '' || /[A-Za-z0-9]/.test(char) ? undefined : literal(char, true)
}

function literal(char: string, inSet = false): string {
  const special = inSet ? /[\\^$.*+?()[\]{}|/-]/ : /[\\^$.*+?()[\]{}|/]/
  if (inSet && !special.test(char)) return char
  return special.test(char) ? (char === '-' ? '\\x2d' : `\\${char}`) : char
}

function readSet(pattern: string, start: number): Piece | undefined {
  const negated = pattern[start] === '^'
  let at = negated ? start + 1 : start
  let text = ''
  // A closing bracket that comes first stands for itself.
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    const item = readSetItem(pattern, at)
    if (!item) return undefined
    text += item.text
    at = item.next
  }
  return { text: `[${negated ? '^' : ''}${text}]`, next: at + 1, single: true }
}

function readSetItem(pattern: string, at: number): Omit<Piece, 'single'> | undefined {
  if (at >= pattern.length) return undefined
  if (pattern[at] === '%') {
    const text = escapedClass(pattern.charAt(at + 1))
    return text === undefined ? undefined : { text, next: at + 2 }
  }
  const char = String.fromCodePoint(pattern.codePointAt(at) ?? 0)
  const dash = at + char.length
  const end = pattern.codePointAt(dash + 1)
  if (pattern[dash] !== '-' || end === undefined || pattern[dash + 1] === ']')
    return { text: literal(char, true), next: dash }
  const last = String.fromCodePoint(end)
  return { text: `${literal(char, true)}-${literal(last, true)}`, next: dash + 1 + last.length }
}
