const RESERVED = "!#$%&'()*+,/:;=?@[]"

/** A path in normal form: only reserved characters stay encoded, in upper case, and dot segments are resolved. */
export function normalisePath(path: string): string {
  return path.includes('%') || path.includes('/.') ? resolveDots(decode(path)) : path
}

function decode(path: string): string {
  const bytes = Buffer.from(path, 'utf8').toString('latin1')
  const decoded = bytes.replace(/%([\da-f]{2})/gi, (triplet, hex: string) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16))
    return RESERVED.includes(char) ? triplet.toUpperCase() : char
  })
  return Buffer.from(decoded, 'latin1').toString('utf8')
}

function resolveDots(path: string): string {
  const kept: string[] = []
  const parts = path.split('/').slice(1)
  for (const [at, part] of parts.entries()) {
    const dots = part === '.' || part === '..'
    if (part === '..') kept.pop()
    if (!dots) kept.push(part)
    else if (at === parts.length - 1) kept.push('')
  }
  return `/${kept.join('/')}`
}
