import { brokenRegex } from '../regex.ts'
import { isIpOrCidr, readAddress } from './address.ts'
import type { FieldRule, Objection } from './rule.ts'

/** Plain ASCII, which needs no look at Unicode. */
const PLAIN_NAME = /^[0-9A-Za-z.\-_~]*$/
const PLAIN_TAG = /^[ -+\-.0-~]*$/

const PRINTABLE = /^[\u0020-\u007e\u0080-\u{10ffff}]*$/u

function name(text: string): Objection | undefined {
  if (PLAIN_NAME.test(text) || /^[0-9A-Za-z.\-_~\u0080-\u{10ffff}]*$/u.test(text)) return undefined
  return { reason: 'is not a valid name', hint: 'of ASCII only letters, digits and . - _ ~ are allowed' }
}

function tag(text: string): Objection | undefined {
  if (PLAIN_TAG.test(text) || (PRINTABLE.test(text) && !/[,/]/.test(text))) return undefined
  return { reason: 'is not a valid tag', hint: 'no comma, slash or control character' }
}

function host(text: string): Objection | undefined {
  const address = readAddress(text)
  if (address?.port !== undefined) return { reason: 'must not have a port', hint: 'put it under port' }
  return address ? undefined : { reason: 'is not a host name or IP address' }
}

function hostAndPort(text: string): Objection | undefined {
  return readAddress(text) ? undefined : { reason: 'is not a host name or IP address, with or without a port' }
}

/** Wildcards are checked by the schema; here they count as letters. */
function routeHost(text: string): Objection | undefined {
  return readAddress(text.replaceAll('*', 'abc')) ? undefined : { reason: 'is not a host name' }
}

function upstreamName(text: string): Objection | undefined {
  const address = readAddress(text)
  if (!address) return { reason: 'is not a host name', hint: 'an upstream is named like a host' }
  if (address.type !== 'name') return { reason: 'is an IP address', hint: 'an upstream is named like a host' }
  return address.port === undefined ? undefined : { reason: 'must not have a port' }
}

function serverName(text: string): Objection | undefined {
  const stars = text.split('*').length - 1
  if (stars > 1) return { reason: 'has more than one wildcard' }
  if (stars === 1 && !text.startsWith('*') && !text.endsWith('*')) {
    return { reason: 'has a wildcard in the middle', hint: 'a wildcard stands first or last' }
  }
  const address = readAddress(text.replace('*', 'wildcard'))
  if (!address) return { reason: 'is not a host name' }
  if (address.type !== 'name') return { reason: 'is an IP address', hint: 'clients do not send an IP address as SNI' }
  return address.port === undefined ? undefined : { reason: 'must not have a port' }
}

function percentCoded(text: string): Objection | undefined {
  if (!text.includes('%')) return undefined
  const rest = text.replace(/%[0-9A-Fa-f]{2}/g, '')
  return rest.includes('%')
    ? { reason: 'has a "%" that codes no character', hint: 'write %25 for a percent sign' }
    : undefined
}

function path(text: string): Objection | undefined {
  if (/^[A-Za-z0-9._~/%:@!$&'()*+,;=-]*$/.test(text)) return percentCoded(text)
  return { reason: 'has characters that a path cannot have', hint: 'code them with %, RFC 3986' }
}

function routePath(text: string): Objection | undefined {
  return text.startsWith('~') ? regex(text.slice(1)) : percentCoded(text)
}

function regex(text: string): Objection | undefined {
  const broken = brokenRegex(text)
  return broken === undefined ? undefined : { reason: 'is not a valid regular expression', hint: broken }
}

function origin(text: string): Objection | undefined {
  return text === '*' ? undefined : regex(text)
}

function ipOrCidr(text: string): Objection | undefined {
  return isIpOrCidr(text) ? undefined : { reason: 'is not an IP address or CIDR range' }
}

function token(text: string): Objection | undefined {
  if (/^[A-Za-z0-9_-]+$/.test(text)) return undefined
  return { reason: 'is not a valid name', hint: 'letters, digits, "_" and "-"' }
}

function url(text: string): Objection | undefined {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]/.test(text)) return undefined
  return { reason: 'is not a URL with scheme and host', hint: 'as in https://example.com/path' }
}

function redirectUri(text: string): Objection | undefined {
  return text.includes('#') ? { reason: 'must not have a fragment' } : url(text)
}

const row = (kind: string, field: string, refuse: FieldRule['refuse'], source: string): FieldRule => ({
  kind,
  field,
  refuse,
  source,
})

const plugin = (name: string, field: string, refuse: FieldRule['refuse'], source: string): FieldRule => ({
  kind: 'plugin',
  plugin: name,
  field: `config.${field}`,
  refuse,
  source,
})

const OPEN_SOURCE = 'Kong 3.9 open source, not recorded'

/** Rules for texts. Sources are transcripts of Kong 3.9.3 with the number of the exchange. */
export const textRules: readonly FieldRule[] = [
  row('*', 'tags[]', tag, 'service-errors 13'),
  row('service', 'name', name, 'service-errors 19, 20'),
  row('service', 'host', host, 'service-errors 3'),
  row('service', 'path', path, 'service-errors 11'),
  row('route', 'name', name, 'routes 48'),
  row('route', 'hosts[]', routeHost, 'routes 32, 34'),
  row('route', 'paths[]', routePath, 'routes 28, 30, 31'),
  row('route', 'snis[]', serverName, OPEN_SOURCE),
  row('route', 'headers{}', token, OPEN_SOURCE),
  row('route', 'sources[].ip', ipOrCidr, 'routes 19; plugins 80 for the words'),
  row('route', 'destinations[].ip', ipOrCidr, 'routes 19; plugins 80 for the words'),
  row('plugin', 'instance_name', name, OPEN_SOURCE),
  row('filter-chain', 'name', name, OPEN_SOURCE),
  row('upstream', 'name', upstreamName, 'upstreams-targets 4, 5'),
  row('upstream', 'host_header', hostAndPort, OPEN_SOURCE),
  row('upstream', 'hash_on_header', token, OPEN_SOURCE),
  row('upstream', 'hash_fallback_header', token, OPEN_SOURCE),
  row('upstream', 'hash_on_cookie', token, OPEN_SOURCE),
  row('upstream', 'hash_on_cookie_path', path, 'service-errors 11 for the same type'),
  row('upstream', 'healthchecks.active.http_path', path, 'service-errors 11 for the same type'),
  row('target', 'target', hostAndPort, 'upstreams-targets 39, 40, 45'),
  row('sni', 'name', serverName, 'certificates-snis 11, 40 to 43'),
  row('oauth2', 'redirect_uris[]', redirectUri, 'credentials 155, 157'),
  plugin('cors', 'origins[]', origin, 'plugins 30'),
  plugin('ip-restriction', 'allow[]', ipOrCidr, 'plugins 80'),
  plugin('ip-restriction', 'deny[]', ipOrCidr, 'plugins 80'),
  plugin('rate-limiting', 'path', path, 'service-errors 11 for the same type'),
  plugin('http-log', 'http_endpoint', url, OPEN_SOURCE),
  plugin('zipkin', 'http_endpoint', url, OPEN_SOURCE),
  plugin('opentelemetry', 'traces_endpoint', url, OPEN_SOURCE),
  plugin('opentelemetry', 'logs_endpoint', url, OPEN_SOURCE),
  plugin('redirect', 'location', url, OPEN_SOURCE),
]
