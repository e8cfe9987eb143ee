/**
 * Finds what is surely wrong with a regular expression for the gateway's engine (PCRE2): brackets that do not close and
 * quantifiers with nothing to repeat. Gives words for it, or undefined; what it does not understand it lets pass.
 */
export function brokenRegex(pattern: string): string | undefined {
  // Comments of the extended syntax may hold anything.
  if (/\(\?[a-wyzA-Z^]*x/.test(pattern)) return undefined
  let depth = 0
  let repeatable = false
  for (let at = 0; at < pattern.length; ) {
    const char = pattern.charAt(at)
    if (char === '\\') {
      if (at + 1 >= pattern.length) return 'it ends with a lone backslash'
      at = pattern[at + 1] === 'Q' ? endOfLiteral(pattern, at) : at + 2
      repeatable = true
    } else if (char === '[') {
      const end = endOfClass(pattern, at)
      if (end === undefined) return 'a "[" is never closed'
      at = end
      repeatable = true
    } else if (char === '(') {
      const comment = pattern.startsWith('(?#', at) || pattern.startsWith('(*', at)
      const end = comment ? pattern.indexOf(')', at) : at
      if (end < 0) return 'a "(" is never closed'
      depth += comment ? 0 : 1
      at = comment ? end + 1 : afterGroupStart(pattern, at)
      repeatable = comment && repeatable
    } else if (char === ')') {
      depth -= 1
      if (depth < 0) return 'a ")" was never opened'
      at += 1
      repeatable = true
    } else if ('*+?'.includes(char)) {
      if (!repeatable) return `"${char}" has nothing to repeat`
      at += 1
      if ('+?'.includes(pattern.charAt(at) || ' ')) at += 1
      repeatable = false
    } else {
      repeatable = char !== '|'
      at += 1
    }
  }
  return depth > 0 ? 'a "(" is never closed' : undefined
}

/** `\Q…\E`: literal to the end when not closed. */
function endOfLiteral(pattern: string, at: number): number {
  const end = pattern.indexOf('\\E', at + 2)
  return end < 0 ? pattern.length : end + 2
}

function endOfClass(pattern: string, start: number): number | undefined {
  let at = start + 1
  if (pattern[at] === '^') at += 1
  if (pattern[at] === ']') at += 1
  while (at < pattern.length) {
    const char = pattern.charAt(at)
    if (char === ']') return at + 1
    const posix = /^\[[:.=][^\]]*[:.=]\]/.exec(pattern.slice(at, at + 24))
    if (posix) at += posix[0].length
    else at += char === '\\' ? 2 : 1
  }
  return undefined
}

/** Skips `(?:`, `(?<name>`, `(?P=name`, `(?i` …, whose question mark repeats nothing. */
function afterGroupStart(pattern: string, at: number): number {
  const start = /^\(\?(?:P?<[A-Za-z_]\w*>|'\w+'|<?[=!]|[:|>]|[A-Za-z0-9^+&-]*:?)?/.exec(pattern.slice(at, at + 64))
  return at + (start ? start[0].length : 1)
}
