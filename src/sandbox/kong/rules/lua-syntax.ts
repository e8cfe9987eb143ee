import { LuaFault, readTokens, type Token } from './lua-lexer.ts'

const ID_SIZE = 60

/** What LuaJIT says of source that does not compile, with the place in its words (plugins #85); undefined when it does. */
export function luaSyntaxFault(source: string): string | undefined {
  try {
    parseChunk(readTokens(source))
    return undefined
  } catch (error) {
    if (error instanceof LuaFault) return `[string "${chunkName(source)}"]:${error.line}: ${error.message}`
    return undefined
  }
}

/** The first line of the source, cut where it is long, as LuaJIT names a chunk. */
function chunkName(source: string): string {
  const [first = ''] = source.split('\n')
  const room = ID_SIZE - '[string "..."]'.length - 1
  if (first === source && first.length <= room + 3) return first
  return `${first.slice(0, room)}...`
}

interface Parser {
  tokens: Token[]
  at: number
}

const BLOCK_ENDS = new Set(['end', 'else', 'elseif', 'until', '<eof>'])
const BINARY: Record<string, [left: number, right: number]> = {
  or: [1, 1],
  and: [2, 2],
  '<': [3, 3],
  '>': [3, 3],
  '<=': [3, 3],
  '>=': [3, 3],
  '~=': [3, 3],
  '==': [3, 3],
  '..': [5, 4],
  '+': [6, 6],
  '-': [6, 6],
  '*': [7, 7],
  '/': [7, 7],
  '%': [7, 7],
  '^': [10, 9],
}
const UNARY = new Set(['not', '-', '#'])
const UNARY_PRIORITY = 8

function peek(parser: Parser, ahead = 0): Token {
  const last = parser.tokens.length - 1
  return parser.tokens[Math.min(parser.at + ahead, last)] ?? { kind: 'eof', text: '<eof>', line: 1 }
}

function fail(parser: Parser, message: string): never {
  const token = peek(parser)
  throw new LuaFault(token.line, `${message} near '${token.text}'`)
}

const isWord = (token: Token, text: string): boolean =>
  token.text === text && (token.kind === 'symbol' || token.kind === 'keyword' || token.kind === 'eof')

function accept(parser: Parser, text: string): boolean {
  if (!isWord(peek(parser), text)) return false
  parser.at++
  return true
}

function expect(parser: Parser, text: string): void {
  if (!accept(parser, text)) fail(parser, `'${text}' expected`)
}

/** Expects what closes a construct that began on some line. */
function close(parser: Parser, text: string, opener: string, line: number): void {
  if (accept(parser, text)) return
  if (peek(parser).line === line) fail(parser, `'${text}' expected`)
  fail(parser, `'${text}' expected (to close '${opener}' at line ${line})`)
}

function name(parser: Parser): void {
  if (peek(parser).kind !== 'name') fail(parser, '<name> expected')
  parser.at++
}

function parseChunk(tokens: Token[]): void {
  const parser = { tokens, at: 0 }
  block(parser)
  if (peek(parser).kind !== 'eof') fail(parser, "'<eof>' expected")
}

const blockEnds = (token: Token): boolean =>
  token.kind !== 'string' && token.kind !== 'name' && BLOCK_ENDS.has(token.text)

function block(parser: Parser): void {
  while (!blockEnds(peek(parser))) {
    if (accept(parser, ';')) continue
    const last = statement(parser)
    accept(parser, ';')
    if (last) return
  }
}

/** True after a statement that ends its block. */
function statement(parser: Parser): boolean {
  const token = peek(parser)
  const rule = token.kind === 'keyword' || token.kind === 'symbol' ? STATEMENTS[token.text] : undefined
  if (!rule) {
    expressionStatement(parser)
    return false
  }
  parser.at++
  rule(parser, token.line)
  return token.text === 'return'
}

const STATEMENTS: Record<string, (parser: Parser, line: number) => void> = {
  if: ifStatement,
  while(parser, line) {
    expression(parser)
    expect(parser, 'do')
    block(parser)
    close(parser, 'end', 'while', line)
  },
  do(parser, line) {
    block(parser)
    close(parser, 'end', 'do', line)
  },
  for: forStatement,
  repeat(parser, line) {
    block(parser)
    close(parser, 'until', 'repeat', line)
    expression(parser)
  },
  function(parser, line) {
    name(parser)
    while (accept(parser, '.')) name(parser)
    if (accept(parser, ':')) name(parser)
    functionBody(parser, line)
  },
  local: localStatement,
  return(parser) {
    if (!blockEnds(peek(parser)) && !isWord(peek(parser), ';')) expressions(parser)
  },
  break: () => {},
  goto: name,
  '::'(parser) {
    name(parser)
    expect(parser, '::')
  },
}

function ifStatement(parser: Parser, line: number): void {
  do {
    expression(parser)
    expect(parser, 'then')
    block(parser)
  } while (accept(parser, 'elseif'))
  if (accept(parser, 'else')) block(parser)
  close(parser, 'end', 'if', line)
}

function forStatement(parser: Parser, line: number): void {
  name(parser)
  if (accept(parser, '=')) {
    expression(parser)
    expect(parser, ',')
    expression(parser)
    if (accept(parser, ',')) expression(parser)
  } else {
    while (accept(parser, ',')) name(parser)
    if (!accept(parser, 'in')) fail(parser, "'=' or 'in' expected")
    expressions(parser)
  }
  expect(parser, 'do')
  block(parser)
  close(parser, 'end', 'for', line)
}

function localStatement(parser: Parser, line: number): void {
  if (accept(parser, 'function')) {
    name(parser)
    functionBody(parser, line)
    return
  }
  do name(parser)
  while (accept(parser, ','))
  if (accept(parser, '=')) expressions(parser)
}

/** A call, or an assignment to one or more variables. */
function expressionStatement(parser: Parser): void {
  if (suffixed(parser) === 'call') return
  while (accept(parser, ',')) if (suffixed(parser) === 'call') fail(parser, 'syntax error')
  expect(parser, '=')
  expressions(parser)
}

function expressions(parser: Parser): void {
  do expression(parser)
  while (accept(parser, ','))
}

function expression(parser: Parser, limit = 0): void {
  const token = peek(parser)
  if (token.kind !== 'string' && UNARY.has(token.text)) {
    parser.at++
    expression(parser, UNARY_PRIORITY)
  } else simple(parser)
  for (;;) {
    const next = peek(parser)
    const priority = next.kind === 'symbol' || next.kind === 'keyword' ? BINARY[next.text] : undefined
    if (!priority || priority[0] <= limit) return
    parser.at++
    expression(parser, priority[1])
  }
}

const LITERALS = new Set(['nil', 'true', 'false', '...'])

function simple(parser: Parser): void {
  const token = peek(parser)
  const literal =
    token.kind === 'number' || token.kind === 'string' || (token.kind !== 'name' && LITERALS.has(token.text))
  if (literal) parser.at++
  else if (isWord(token, '{')) table(parser)
  else if (accept(parser, 'function')) functionBody(parser, token.line)
  else suffixed(parser)
}

/** A name or parenthesis with indexes and calls behind it; tells what it ended with. */
function suffixed(parser: Parser): 'call' | 'variable' {
  const start = peek(parser)
  if (accept(parser, '(')) {
    expression(parser)
    close(parser, ')', '(', start.line)
  } else if (start.kind === 'name') parser.at++
  else fail(parser, 'unexpected symbol')
  let kind: 'call' | 'variable' = 'variable'
  for (;;) {
    const found = suffix(parser)
    if (!found) return kind
    kind = found
  }
}

function suffix(parser: Parser): 'call' | 'variable' | undefined {
  const token = peek(parser)
  if (token.kind === 'string' || isWord(token, '(') || isWord(token, '{')) {
    callArguments(parser)
    return 'call'
  }
  if (accept(parser, '.')) {
    name(parser)
    return 'variable'
  }
  if (accept(parser, '[')) {
    expression(parser)
    expect(parser, ']')
    return 'variable'
  }
  if (!accept(parser, ':')) return undefined
  name(parser)
  callArguments(parser)
  return 'call'
}

function callArguments(parser: Parser): void {
  const token = peek(parser)
  if (token.kind === 'string') parser.at++
  else if (isWord(token, '{')) table(parser)
  else if (accept(parser, '(')) {
    if (accept(parser, ')')) return
    expressions(parser)
    close(parser, ')', '(', token.line)
  } else fail(parser, 'function arguments expected')
}

function table(parser: Parser): void {
  const { line } = peek(parser)
  expect(parser, '{')
  while (!isWord(peek(parser), '}')) {
    tableField(parser)
    if (!accept(parser, ',') && !accept(parser, ';')) break
  }
  close(parser, '}', '{', line)
}

function tableField(parser: Parser): void {
  if (accept(parser, '[')) {
    expression(parser)
    expect(parser, ']')
    expect(parser, '=')
  } else if (peek(parser).kind === 'name' && isWord(peek(parser, 1), '=')) parser.at += 2
  expression(parser)
}

function functionBody(parser: Parser, line: number): void {
  expect(parser, '(')
  if (!accept(parser, ')')) {
    do {
      if (accept(parser, '...')) break
      name(parser)
    } while (accept(parser, ','))
    expect(parser, ')')
  }
  block(parser)
  close(parser, 'end', 'function', line)
}
