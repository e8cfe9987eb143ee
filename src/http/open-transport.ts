import { isIP } from 'node:net'
import { basicAuthOf } from '../model/basic-auth.ts'
import { problem, Refusal } from '../model/diagnostic.ts'
import type { Connection } from '../model/settings.ts'
import { normaliseAddress } from './address.ts'
import { directly, placeOf } from './open-socket.ts'
import { openPool, type Pool } from './pool.ts'
import { byWayOf } from './proxy-error.ts'
import { fieldLines } from './request-text.ts'
import { securedBy, type TlsOptions } from './secure-socket.ts'
import { tlsOptions } from './tls-options.ts'
import { tunnelTo } from './tunnel.ts'

/** How requests get to a controller. */
export interface Transport {
  pool: Pool
  /** What comes before a path in the request line: the origin where a forward proxy is asked, else nothing. */
  before: string
  /** The lines of the fields that each request has. */
  fields: string
}

type Fields = Readonly<Record<string, string>>

/**
 * Opens the way to a controller: connections kept alive, TLS from files, through a proxy if there is one
 * (by CONNECT when either side is https, else as a forward proxy, as curl does). Nothing is sent.
 * @param fields what each request has beside what the connection needs
 * @throws Refusal (invalid) when a file cannot be read, a certificate comes without its key, the proxy's address is no URL, or
 * a header cannot be sent
 */
export function openTransport(connection: Connection, fields: Fields): Transport {
  const url = new URL(normaliseAddress(connection.addr).origin)
  const place = placeOf(url, securedBy(named(tlsOptions(connection.tls), fields)))
  const all = { host: url.host, connection: 'keep-alive' }
  const proxy = connection.proxy === undefined ? undefined : proxyUrl(connection.proxy)
  if (proxy === undefined)
    return { pool: openPool(directly(place)), before: '', fields: fieldLines(merge(all, fields)) }
  refuseAuthorization(fields)
  const proxyPlace = placeOf(proxy, securedBy({}))
  const name = proxy.origin
  const known = proxyFields(connection)
  if (url.protocol === 'https:' || proxy.protocol === 'https:') {
    const connect = tunnelTo(place, { name, place: proxyPlace, fields: fieldLines(known) })
    return { pool: openPool(connect), before: '', fields: fieldLines(merge(all, fields)) }
  }
  const lines = fieldLines(merge({ ...all, ...known }, fields))
  return { pool: openPool(byWayOf(name, directly(proxyPlace))), before: url.origin, fields: lines }
}

/** The field that user name and password in the address of the proxy stand for. Raises a Refusal (invalid) where that is no URL. */
export function proxyFields({ proxy }: Connection): Fields {
  const authorization = proxy === undefined ? undefined : basicAuthOf(proxyUrl(proxy))
  return authorization === undefined ? {} : { 'proxy-authorization': authorization }
}

function proxyUrl(proxy: string): URL {
  if (/^https?:\/\//i.test(proxy) && URL.canParse(proxy)) return new URL(proxy)
  const hint = 'HTTP_PROXY and HTTPS_PROXY are written as http://host:port'
  throw new Refusal('invalid', [problem('proxy', 'the address of the proxy is no http or https URL', { hint })])
}

/** Ours, but for those that are given, whatever their case. The type of its body is each request's own to tell. */
function merge(ours: Fields, given: Fields): Fields {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()))
  const rest = Object.entries(given).filter(([name]) => name.toLowerCase() !== 'content-type')
  return Object.fromEntries([...Object.entries(ours).filter(([name]) => !names.has(name)), ...rest])
}

/** A gateway that is called by another name than its address has a certificate for that name. */
function named(options: TlsOptions, fields: Fields): TlsOptions {
  const [, host] = Object.entries(fields).find(([name]) => name.toLowerCase() === 'host') ?? []
  const servername = host?.replace(/:\d*$/, '')
  return servername === undefined || isIP(servername) !== 0 ? options : { servername, ...options }
}

/** Through a tunnel it would get to the gateway. */
function refuseAuthorization(fields: Fields): void {
  if (!Object.keys(fields).some((name) => name.toLowerCase() === 'proxy-authorization')) return
  const message = 'user name and password of the proxy are given in its address, not as the header Proxy-Authorization'
  throw new Refusal('invalid', [problem('bad-header', message)])
}
