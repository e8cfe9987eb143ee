import { isIP } from 'node:net'
import type { ConnectionOptions, SecureContext, TLSSocket } from 'node:tls'

/** What a controller's TLS is done with, as Node wants it. */
export interface TlsOptions {
  ca?: string
  cert?: string
  key?: string
  /** The name that the certificate is for, where it is not the host's. */
  servername?: string
  rejectUnauthorized?: boolean
}

/** Opens a secured socket; the host is always named. */
export type Secure = (how: ConnectionOptions & { host: string }) => TLSSocket

/** Node's TLS, which a run without it does not load. */
export const loadTls = () => process.getBuiltinModule('node:tls')

/**
 * Opens sockets that are all secured alike: certificates are read once, and a new connection goes on with the session of the
 * last one.
 */
export function securedBy({ ca, cert, key, servername, ...checks }: TlsOptions): Secure {
  let context: SecureContext | undefined
  let session: Buffer | undefined
  return (how) => {
    const { connect, createSecureContext } = loadTls()
    context ??= createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) })
    const name = servername ?? (isIP(how.host) === 0 ? how.host : undefined)
    const known = { ...(name && { servername: name }), ...(session && { session }) }
    const socket = connect({ ALPNProtocols: ['http/1.1'], secureContext: context, ...checks, ...known, ...how })
    return socket.on('session', (given) => {
      session = given
    })
  }
}
