/** A token of Lua source; `text` is what error messages show. */
export interface Token {
  kind: 'name' | 'keyword' | 'number' | 'string' | 'symbol' | 'eof'
  text: string
  line: number
}

/** A place where Lua source cannot be read. */
export class LuaFault extends Error {
  readonly line: number

  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

const KEYWORDS = new Set(
  'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
    ' ',
  ),
)
const SKIP = /(?:\s+|--\[(=*)\[[\s\S]*?\]\1\]|--(?!\[=*\[)[^\n]*)/y
const LONG = /\[(=*)\[[\s\S]*?\]\1\]/y
const NAME = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y
const NUMBER =
  /(?:0[xX][\da-fA-F]*(?:\.[\da-fA-F]*)?(?:[pP][+-]?\d+)?|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?:[uU]?[lL][lL]|[iI])?/y
const STRING = /"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/y
const SYMBOL = /\.\.\.|\.\.|==|~=|<=|>=|::|[-+*/%^#<>=(){}[\];:,.]/y

/** Splits Lua 5.1 source (with LuaJIT's goto and number suffixes) into tokens. Throws LuaFault. */
export function readTokens(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  let line = 1
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(source)?.[0]
    if (found === undefined) return undefined
    at += found.length
    return found
  }
  while (at < source.length) {
    const skipped = take(SKIP)
    if (skipped !== undefined) {
      line += lines(skipped)
      continue
    }
    const token = readToken(take, source.slice(at, at + 12), line)
    tokens.push(token)
    line += lines(token.text)
  }
  tokens.push({ kind: 'eof', text: '<eof>', line })
  return tokens
}

const lines = (text: string): number => text.split('\n').length - 1

function readToken(take: (pattern: RegExp) => string | undefined, rest: string, line: number): Token {
  const long = take(LONG)
  if (long !== undefined) return { kind: 'string', text: long, line }
  const name = take(NAME)
  if (name !== undefined) return { kind: KEYWORDS.has(name) ? 'keyword' : 'name', text: name, line }
  if (/^\.?\d/.test(rest)) return { kind: 'number', text: take(NUMBER) ?? '', line }
  const text = take(STRING)
  if (text !== undefined) return { kind: 'string', text, line }
  if (/^["']/.test(rest)) throw new LuaFault(line, `unfinished string near '${rest.split('\n')[0]}'`)
  if (/^--\[=*\[/.test(rest)) throw new LuaFault(line, "unfinished long comment near '<eof>'")
  if (/^\[=*\[/.test(rest)) throw new LuaFault(line, "unfinished long string near '<eof>'")
  const symbol = take(SYMBOL)
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, line }
  throw new LuaFault(line, `unexpected symbol near '${rest[0]}'`)
}
