/** The port that Kong gives to a target without one (Kong 3.9 Admin API, recorded). */
const DEFAULT_PORT = '8000'

/**
 * Brings the address of an upstream's target into the form in which Kong keeps it: a port always there, an IPv6
 * address in brackets with all its digits (Kong 3.9 Admin API, recorded; decK does the same before it compares).
 * What is no address comes back as it was, for the validator to refuse.
 */
export function targetAddress(text: string): string {
  if ((text.match(/:/g) ?? []).length > 1) return ipv6Address(text) ?? text
  const [, host, port] = /^([^:]+)(?::(\d{1,5}))?$/.exec(text) ?? []
  return host === undefined ? text : `${host}:${portOf(port)}`
}

const portOf = (digits: string | undefined): string => (digits === undefined ? DEFAULT_PORT : String(Number(digits)))

function ipv6Address(text: string): string | undefined {
  const [, bracketed, port] = /^\[([0-9A-Fa-f:.]+)\](?::(\d{1,5}))?$/.exec(text) ?? []
  const expanded = expand(bracketed ?? text)
  return expanded === undefined ? undefined : `[${expanded}]:${portOf(port)}`
}

function expand(address: string): string | undefined {
  const halves = dottedAsHex(address).split('::')
  const [head = [], tail] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (halves.length > 2 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined
  const groups = [...head, ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...(tail ?? [])]
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return undefined
  return groups.map((group) => group.toLowerCase().padStart(4, '0')).join(':')
}

/** Turns the IPv4 tail of an address such as `::ffff:1.2.3.4` into two groups. */
function dottedAsHex(address: string): string {
  return address.replace(/(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/, (all, ...parts: string[]) => {
    const bytes = parts.slice(0, 4).map(Number)
    if (bytes.some((byte) => byte > 255)) return all
    const hex = bytes.map((byte) => byte.toString(16).padStart(2, '0'))
    return `${hex.slice(0, 2).join('')}:${hex.slice(2).join('')}`
  })
}
