import { readFileSync } from 'node:fs'
import { problem, Refusal } from '../model/diagnostic.ts'
import type { Connection } from '../model/settings.ts'
import { loadTls, type TlsOptions } from './secure-socket.ts'

/**
 * Reads what TLS is done with. Raises a Refusal when a file cannot be read, or a certificate comes without its key or does not
 * fit it.
 */
export function tlsOptions(tls: Connection['tls']): TlsOptions {
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
    loadTls().createSecureContext({ cert, key })
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
