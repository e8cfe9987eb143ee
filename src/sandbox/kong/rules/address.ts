/** A host name or address as the gateway reads it; `fault` when it is neither. */
export interface Address {
  type: 'name' | 'ipv4' | 'ipv6'
  host: string
  port?: number | undefined
}
export type AddressResult = Address | { fault: string }

const BAD_PORT = 'invalid port number'

/** Parses `name[:port]`, IPv4 `[:port]` or IPv6 (in brackets when a port follows); IPv6 comes back written out in full (upstreams-targets #31 to #44). */
export function parseAddress(text: string): AddressResult {
  const bare = text.replaceAll(':', '')
  if (text.length - bare.length > 1) return parseIpv6(text)
  return /^[\d.]+$/.test(bare) ? parseIpv4(text) : parseName(text)
}

/** True for a plain IPv4 or IPv6 address without a port. */
export function isIp(text: string): boolean {
  const parsed = parseAddress(text)
  return !('fault' in parsed) && parsed.type !== 'name' && parsed.port === undefined && !text.startsWith('[')
}

/** True for an address or an address with a prefix length. */
export function isIpOrCidr(text: string): boolean {
  const [ip = '', bits, ...more] = text.split('/')
  if (!isIp(ip) || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (ip.includes(':') ? 128 : 32))
}

/** Writes an address back with its port; IPv6 in brackets. */
export function formatAddress(address: Address, defaultPort: number): string {
  const host = address.type === 'ipv6' ? `[${address.host}]` : address.host
  return `${host}:${address.port ?? defaultPort}`
}

function parseIpv4(text: string): AddressResult {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?::(\d+))?$/.exec(text)
  const parts = match?.slice(1, 5).map(Number) ?? []
  if (!match || parts.some((part) => part > 255)) return { fault: `invalid ipv4 address: ${text}` }
  return withPort({ type: 'ipv4', host: parts.join('.') }, match[5])
}

function parseName(text: string): AddressResult {
  const [, name = text, port] = /^(.*):(\d+)$/s.exec(text) ?? []
  if (port !== undefined && Number(port) > 65535) return { fault: BAD_PORT }
  const segments = name.split('.')
  const fine = segments.every((part, at) => !part.endsWith('-') && (part !== '' || at === segments.length - 1))
  if (!/^[\dA-Za-z\-._]+$/.test(name) || !fine || name.startsWith('.')) return { fault: `invalid hostname: ${text}` }
  return withPort({ type: 'name', host: name }, port)
}

function parseIpv6(text: string): AddressResult {
  const bracketed = /^\[(.*)\](?::(\d*))?$/s.exec(text)
  const expanded = expandIpv6(bracketed?.[1] ?? text)
  if (!expanded) return { fault: `invalid ipv6 address: ${text}` }
  return withPort({ type: 'ipv6', host: expanded }, bracketed?.[2])
}

function expandIpv6(text: string): string | undefined {
  const padded = `${text.startsWith(':') ? '0' : ''}${text}${text.endsWith(':') ? '0' : ''}`
  const colons = padded.split(':').length - 1
  const whole = padded.replace('::', `:${'0:'.repeat(Math.max(0, 8 - colons))}`)
  const groups = whole.split(':')
  if (groups.length !== 8 || groups.some((group) => !/^[\da-fA-F]{1,4}$/.test(group))) return undefined
  return groups.map((group) => group.padStart(4, '0').toLowerCase()).join(':')
}

function withPort(address: Address, port: string | undefined): AddressResult {
  if (port === undefined) return address
  return Number(port) > 65535 ? { fault: BAD_PORT } : { ...address, port: Number(port) }
}
