/** A place in an expression that is wrong; `end` is given where a whole part is. */
export class ExpressionFault extends Error {
  readonly start: number
  readonly end: number

  constructor(message: string, start: number, end = start) {
    super(message)
    this.start = start
    this.end = end
  }
}

/** Shows a fault below the line that it is in, as the gateway's expression parser does (expressions-flavor #3, #10). */
export function pointAt(source: string, { message, start, end }: ExpressionFault): string {
  const before = source.slice(0, start)
  const line = before.split('\n').length
  const column = start - before.lastIndexOf('\n')
  const margin = ' '.repeat(String(line).length)
  const text = source.split('\n')[line - 1] ?? ''
  const mark = end - start > 1 ? `^${'-'.repeat(end - start - 2)}^` : '^---'
  const lines = [
    `${margin}--> ${line}:${column}`,
    `${margin} |`,
    `${line} | ${text}`,
    `${margin} | ${' '.repeat(column - 1)}${mark}`,
    `${margin} |`,
    `${margin} = ${message}`,
  ]
  return lines.join('\n')
}

/** What the gateway's regular expression library says of a broken one; undefined when it is fine. */
export function regexFault(regex: string): string | undefined {
  const at = brokenAt(regex)
  if (!at) return undefined
  return `regex parse error:\n    ${regex}\n    ${' '.repeat(at.place)}^\nerror: ${at.why}`
}

function brokenAt(regex: string): { place: number; why: string } | undefined {
  const open: number[] = []
  for (let at = 0; at < regex.length; at++) {
    const char = regex[at]
    if (char === '\\') at++
    else if (char === '[') {
      const end = regex.slice(at + 2).search(/(?<!\\)\]/)
      if (end === -1) return { place: at, why: 'unclosed character class' }
      at += end + 2
    } else if (char === '(') {
      if (/^\(\?(=|!|<=|<!)/.test(regex.slice(at))) {
        return { place: at, why: 'look-around, including look-ahead and look-behind, is not supported' }
      }
      open.push(at)
    } else if (char === ')' && open.pop() === undefined) return { place: at, why: 'unopened group' }
  }
  const place = open.pop()
  return place === undefined ? undefined : { place, why: 'unclosed group' }
}
