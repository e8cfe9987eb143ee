import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { problem, Refusal } from '../model/diagnostic.ts'
import type { Connection } from '../model/settings.ts'
import { MOST } from './pace.ts'
import { Agent, type Dispatcher, ProxyAgent } from './undici.ts'

const KEEP_ALIVE = 30_000

/**
 * Makes the pool of connections to a controller: kept alive, TLS from files, through a proxy if there is one
 * (by CONNECT when either side is https, else as a forward proxy, as curl does). Raises a
 * Refusal when a file cannot be read, a certificate comes without its key, or the proxy's address is no URL.
 */
export function createDispatcher(connection: Connection): Dispatcher {
  const tls = tlsOptions(connection.tls)
  const options = {
    connections: connection.parallelism === 'auto' ? MOST : connection.parallelism,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE,
    headersTimeout: 0,
    bodyTimeout: 0,
  }
  const timeout = connection.timeout * 1000
  if (connection.proxy === undefined) return new Agent({ ...options, connect: { ...tls, timeout } })
  checkProxy(connection.proxy)
  const proxyTunnel = connection.addr.startsWith('https:') || connection.proxy.startsWith('https:')
  return new ProxyAgent({
    ...options,
    uri: connection.proxy,
    proxyTunnel,
    requestTls: { ...tls, timeout },
    proxyTls: { timeout },
  })
}

function checkProxy(proxy: string): void {
  if (/^https?:\/\//i.test(proxy) && URL.canParse(proxy)) return
  const hint = 'HTTP_PROXY and HTTPS_PROXY are written as http://host:port'
  throw new Refusal('invalid', [problem('proxy', 'the address of the proxy is no http or https URL', { hint })])
}

interface TlsOptions {
  ca?: string
  cert?: string
  key?: string
  servername?: string
  rejectUnauthorized?: boolean
}

function tlsOptions(tls: Connection['tls']): TlsOptions {
  if ((tls.certFile === undefined) !== (tls.keyFile === undefined)) {
    const missing = tls.certFile === undefined ? '--tls-client-cert-file' : '--tls-client-key-file'
    throw new Refusal('invalid', [
      problem('tls-pair', 'a client certificate needs its key and the other way round', {
        hint: `give ${missing} too`,
      }),
    ])
  }
  const options: TlsOptions = {}
  if (tls.caFile !== undefined) options.ca = readPem(tls.caFile, '--ca-cert-file')
  if (tls.certFile !== undefined) options.cert = readPem(tls.certFile, '--tls-client-cert-file')
  if (tls.keyFile !== undefined) options.key = readPem(tls.keyFile, '--tls-client-key-file')
  checkPair(options)
  if (tls.serverName !== undefined) options.servername = tls.serverName
  if (tls.skipVerify) options.rejectUnauthorized = false
  return options
}

/** What OpenSSL says of a certificate and a key that cannot be used, by Node's code. */
const PAIR: Readonly<Record<string, string>> = {
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: 'they do not belong together',
  ERR_OSSL_PEM_NO_START_LINE: 'one of the files holds something else',
  ERR_MISSING_PASSPHRASE: 'the key is protected by a passphrase',
}

/** Finds out before the first request, for afterwards only the bare error of OpenSSL is left. */
function checkPair({ cert, key }: TlsOptions): void {
  if (cert === undefined || key === undefined) return
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    const why = PAIR[String((error as NodeJS.ErrnoException).code)] ?? 'one of them cannot be read'
    const message = `the client certificate and its key cannot be used: ${why}`
    const hint = 'check --tls-client-cert-file and --tls-client-key-file'
    throw new Refusal('invalid', [problem('tls-pair', message, { hint })])
  }
}

function readPem(file: string, option: string): string {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const why =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'it is not there' : 'it cannot be read'
    throw new Refusal('invalid', [problem('tls-file', `${option} ${file}: ${why}`)])
  }
  if (text.includes('-----BEGIN ')) return text
  throw new Refusal('invalid', [problem('tls-file', `${option} ${file}: it holds no PEM block (-----BEGIN …)`)])
}
