import type { EntityRule } from '../schema/field.ts'
import { isEmpty, type Row } from '../schema/value.ts'
import { ExpressionFault, pointAt, regexFault } from './expression-text.ts'

const OTHERS = ['methods', 'hosts', 'paths', 'headers', 'snis', 'sources', 'destinations']
const TOGETHER =
  "cannot set 'expression' with 'methods', 'hosts', 'paths', 'headers', 'snis', 'sources' or 'destinations' simultaneously"

/** What a route's expression may look at, and of which type it is. */
const FIELDS: [RegExp, 'string' | 'int' | 'ip'][] = [
  [/^(net\.protocol|tls\.sni|http\.method|http\.host|http\.path)$/, 'string'],
  [/^http\.(path\.segments|headers|queries)\../, 'string'],
  [/^http\.path\.segments\.len$/, 'int'],
  [/^net\.(src|dst)\.port$/, 'int'],
  [/^net\.(src|dst)\.ip$/, 'ip'],
]

/** The rule on routes of a gateway whose router takes expressions (expressions-flavor #1 to #12). */
export const expressionRule: EntityRule = (route) => {
  const fault = routeFault(route)
  return fault === undefined ? undefined : { texts: [`Router Expression failed validation: ${fault}`] }
}

function routeFault(route: Row): string | undefined {
  const source = route.expression
  const others = OTHERS.some((field) => !isEmpty(route[field]))
  const set = (field: string) => typeof route[field] === 'number' && route[field] !== 0
  if (typeof source !== 'string')
    return others && set('priority') ? TOGETHER.replace('expression', 'priority') : undefined
  if (others) return TOGETHER
  if (set('regex_priority')) return "cannot set 'regex_priority' with 'expression' simultaneously"
  return expressionFault(source)
}

/** What is wrong with an expression, in the gateway's words; undefined when it is fine. */
export function expressionFault(source: string): string | undefined {
  const parser = { source, at: 0 }
  try {
    expression(parser)
    if (parser.at < source.length) throw new ExpressionFault('expected EOI or logical_operator', parser.at)
    return undefined
  } catch (error) {
    if (error instanceof ExpressionFault) return error.start < 0 ? error.message : pointAt(source, error)
    throw error
  }
}

interface Parser {
  source: string
  at: number
}

const SPACE = /[ \t\r\n]*/y
const IDENTIFIER = /[A-Za-z_][\w.]*(?:\.\*)?/y
const OPERATOR = /==|!=|\^=|=\^|>=|<=|>|<|~|in\b|not\s+in\b|contains\b/y
const LITERAL =
  /"(?:\\.|[^"\\])*"|r#"[\s\S]*?"#|[\d.]+\.[\d.]+(?:\/\d+)?|[\da-fA-F]*:[\da-fA-F:.]+(?:\/\d+)?|-?(?:0x[\da-fA-F]+|\d+)/y

function take(parser: Parser, pattern: RegExp): string | undefined {
  pattern.lastIndex = parser.at
  const found = pattern.exec(parser.source)?.[0]
  if (found !== undefined) parser.at += found.length
  return found
}

/** Takes a part with the space behind it. */
function word(parser: Parser, pattern: RegExp): string | undefined {
  const found = take(parser, pattern)
  if (found !== undefined) take(parser, SPACE)
  return found
}

function expression(parser: Parser): void {
  take(parser, SPACE)
  do term(parser)
  while (word(parser, /&&|\|\|/y) !== undefined)
}

function term(parser: Parser): void {
  word(parser, /!(?=\s*\()/y)
  if (word(parser, /\(/y) === undefined) {
    predicate(parser)
    return
  }
  expression(parser)
  if (word(parser, /\)/y) === undefined) throw new ExpressionFault('expected logical_operator', parser.at)
}

function predicate(parser: Parser): void {
  const start = parser.at
  const field = leftSide(parser)
  const type = FIELDS.find(([pattern]) => pattern.test(field))?.[1]
  const operator = word(parser, OPERATOR)
  if (operator === undefined) throw new ExpressionFault('expected binary_operator', parser.at)
  const right = parser.at
  const literal = take(parser, LITERAL)
  const end = parser.at
  if (literal === undefined)
    throw new ExpressionFault('expected rhs', right === start ? start : afterSpace(parser, right))
  take(parser, SPACE)
  checkPredicate(type, operator, literal, right, end)
}

/** The parser points at the end of what it understood, before the space that it skipped. */
function afterSpace(parser: Parser, at: number): number {
  return parser.source.slice(at).trim() === '' ? parser.source.length : at
}

/** A field, perhaps inside `any(…)` or `lower(…)`. */
function leftSide(parser: Parser): string {
  const start = parser.at
  const identifier = word(parser, IDENTIFIER)
  if (identifier === undefined) throw new ExpressionFault('expected term', start)
  if (!['any', 'lower'].includes(identifier) || word(parser, /\(/y) === undefined) return identifier
  const inner = leftSide(parser)
  if (word(parser, /\)/y) === undefined) throw new ExpressionFault('expected ")"', parser.at)
  return inner
}

function checkPredicate(type: string | undefined, operator: string, literal: string, start: number, end: number): void {
  if (operator === '~') {
    const fault = regexFault(literal.startsWith('r#') ? literal.slice(3, -2) : literal.slice(1, -1))
    if (fault !== undefined) throw new ExpressionFault(fault, start, end)
  }
  if (type === undefined) throw new ExpressionFault('Unknown LHS field', -1)
  const given = /^["r]/.test(literal) ? 'string' : /[.:]/.test(literal) ? 'ip' : 'int'
  if (operator.endsWith('in') && given !== 'ip')
    throw new ExpressionFault('In/NotIn operators only supports IP in CIDR', -1)
  if (type !== given) throw new ExpressionFault('Type mismatch between the LHS and RHS values of predicate', -1)
}
