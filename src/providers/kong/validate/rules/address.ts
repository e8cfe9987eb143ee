import { isIP, isIPv4, isIPv6 } from 'node:net'

/** An address as Kong takes it apart: what it is, and whether it has a port. */
export interface Address {
  type: 'ipv4' | 'ipv6' | 'name'
  port?: number
}

const NAME = /^[A-Za-z0-9._-]+$/

/** What nearly every host is: labels of which the last has a letter in front. */
const PLAIN = /^(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)*[a-z][a-z0-9]*$/
const PLAIN_NAME: Address = { type: 'name' }

/**
 * Reads a host name or IP address with an optional port as Kong 3.9 does (services 3 of service-errors, routes 32 and 34,
 * upstreams-targets 4, 5, 31 to 47, recorded). Gives undefined for what is neither.
 */
export function readAddress(text: string): Address | undefined {
  if (PLAIN.test(text)) return PLAIN_NAME
  const colons = text.split(':').length - 1
  if (colons > 1) return readIpv6(text)
  const [host = '', port] = text.split(':')
  if (port !== undefined && !isPort(port)) return undefined
  const withPort = port === undefined ? {} : { port: Number(port) }
  if (/^[0-9.]+$/.test(host)) return isIPv4(plainDigits(host)) ? { type: 'ipv4', ...withPort } : undefined
  return isHostName(host) ? { type: 'name', ...withPort } : undefined
}

function readIpv6(text: string): Address | undefined {
  const bracketed = /^\[([^\]]*)\](?::(\d*))?$/.exec(text)
  const host = bracketed?.[1] ?? text
  const port = bracketed?.[2]
  // Kong does not read the mixed notation, nor zones.
  if (/[.%]/.test(host) || !isIPv6(host)) return undefined
  if (port === undefined) return { type: 'ipv6' }
  return isPort(port) ? { type: 'ipv6', port: Number(port) } : undefined
}

/** Kong reads leading zeros as part of a decimal number. */
function plainDigits(host: string): string {
  return host.replace(/(^|\.)0+(?=\d)/g, '$1')
}

function isPort(text: string): boolean {
  return /^\d+$/.test(text) && Number(text) <= 65535
}

function isHostName(host: string): boolean {
  if (!NAME.test(host)) return false
  const labels = host.split('.')
  return labels.every((label, index) => !label.endsWith('-') && (label !== '' || index === labels.length - 1))
}

/** Tells whether a text is an IP address or a range of them, `10.0.0.0/8`. */
export function isIpOrCidr(text: string): boolean {
  const [address = '', mask, ...rest] = text.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return mask === undefined || (/^\d+$/.test(mask) && Number(mask) <= (version === 4 ? 32 : 128))
}
