/** What the `url` shorthand of a service stands for. */
export interface ServiceUrl {
  protocol: string
  host: string
  port: number
  /** Absent when the URL has none. */
  path?: string
  /** Parts of the URL that a service cannot hold and that are dropped. */
  dropped: string[]
}

const PATTERN =
  /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:([^@/?#]*)@)?(\[[^\]/?#]+\]|[^:/?#[\]]+)(?::(\d{0,5}))?(\/[^?#]*)?(\?[^#]*)?(#.*)?$/

/**
 * Takes a service's `url` apart as decK does: port 443 for https and 80 for everything else unless given, percent
 * codes of the path decoded except the space. An IPv6 host stays whole, without its brackets. Undefined for what is
 * no URL.
 */
export function serviceUrl(text: string): ServiceUrl | undefined {
  const [whole, scheme = '', user, host = '', port, path, query, fragment] = PATTERN.exec(text) ?? []
  if (whole === undefined) return undefined
  const protocol = scheme.toLowerCase()
  const result: ServiceUrl = {
    protocol,
    host: host.replace(/^\[(.*)\]$/, '$1'),
    port: portOf(port, protocol),
    dropped: [],
  }
  if (path !== undefined) result.path = decode(path).replaceAll(' ', '%20')
  if (user !== undefined) result.dropped.push('user and password')
  if (query !== undefined) result.dropped.push('query')
  if (fragment !== undefined) result.dropped.push('fragment')
  return result
}

function portOf(digits: string | undefined, protocol: string): number {
  if (digits !== undefined && digits !== '') return Number(digits)
  return protocol === 'https' ? 443 : 80
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
