import { basicAuthOf } from '../model/basic-auth.ts'
import { problem, Refusal } from '../model/diagnostic.ts'
import type { Connection } from '../model/settings.ts'
import { fileValue } from './file-value.ts'
import { mergeHeaders } from './headers.ts'
import { headersInForce } from './headers-in-force.ts'
import { proxyFor } from './proxy.ts'
import type { Settings } from './settings.ts'

/** PEM texts that decK takes and Keelson does not; to pass over them in silence would leave a connection less safe than meant. */
const PEM_TEXT: Readonly<Record<string, string>> = {
  DECK_CA_CERT: 'KEELSON_CA_CERT_FILE',
  DECK_TLS_CLIENT_CERT: 'KEELSON_TLS_CLIENT_CERT_FILE',
  DECK_TLS_CLIENT_KEY: 'KEELSON_TLS_CLIENT_KEY_FILE',
}

/**
 * Builds the connection to the controller.
 * @param settings the settings in force
 * @returns where and how to connect; user and password of the address become an Authorization header
 * @throws Refusal (invalid) for an address or option that cannot be meant
 */
export function connectionOf(settings: Settings): Connection {
  refusePemText(settings)
  const { addr, authorization } = address(settings)
  const { env } = settings.sources
  const connection: Connection = {
    provider: 'kong',
    addr,
    headers: mergeHeaders(authorization, headersInForce(settings)),
    parallelism: settings.text('parallelism') === 'auto' ? 'auto' : (settings.number('parallelism') ?? 10),
    timeout: settings.number('timeout') ?? 30,
    tls: tlsOf(settings),
  }
  const workspace = settings.text('workspace')
  const identity = fileValue(settings.sources.file, settings.target, 'identity', env)
  const proxy = proxyFor(addr, env)
  if (workspace !== undefined) connection.workspace = workspace
  if (identity !== undefined) connection.identity = identityFrom(identity)
  if (proxy !== undefined) connection.proxy = proxy
  return connection
}

function identityFrom({ value, from }: { value: unknown; from: string }): string {
  const identity = String(value).trim()
  if (identity === '') throw refuse('bad-identity', `${from}: an identity cannot be empty`, 'leave it out, or name it')
  return identity
}

function address(settings: Settings): { addr: string; authorization: { name: string; value: string }[] } {
  const text = settings.text('addr') ?? ''
  const from = settings.origin('addr') ?? 'addr'
  if (!URL.canParse(text) || !/^https?:\/\//i.test(text)) {
    const hint =
      !text.includes('://') && URL.canParse(`http://${text}`)
        ? `write the scheme too: http://${shown(text)}`
        : 'an example: http://localhost:8001'
    throw refuse('bad-address', `${from}: ${JSON.stringify(shown(text))} is not an http or https address`, hint)
  }
  const url = new URL(text)
  if (url.search !== '' || url.hash !== '') throw refuse('bad-address', `${from}: an address has no ? or # part`)
  const basic = basicAuthOf(url)
  const authorization = basic === undefined ? [] : [{ name: 'Authorization', value: basic }]
  return { addr: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`, authorization }
}

/**
 * Makes an address fit to be shown.
 * @param address any text that was given as an address
 * @returns the same without user and password
 */
export function shown(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?[^/?#]*@/i, '$1')
}

function tlsOf(settings: Settings): Connection['tls'] {
  const files = {
    caFile: settings.text('ca-cert-file'),
    certFile: settings.text('tls-client-cert-file'),
    keyFile: settings.text('tls-client-key-file'),
    serverName: settings.text('tls-server-name'),
  }
  if ((files.certFile === undefined) !== (files.keyFile === undefined)) {
    throw refuse('half-client-certificate', 'tls-client-cert-file and tls-client-key-file belong together')
  }
  const tls: Connection['tls'] = {}
  for (const [name, value] of Object.entries(files)) {
    if (value !== undefined) tls[name as keyof typeof files] = value
  }
  if (settings.flag('tls-skip-verify')) tls.skipVerify = true
  return tls
}

function refusePemText(settings: Settings): void {
  const { env } = settings.sources
  for (const [name, instead] of Object.entries(PEM_TEXT)) {
    if ((env[name] ?? '') === '' || (env[`${name}_FILE`] ?? '') !== '' || (env[instead] ?? '') !== '') continue
    throw refuse('pem-in-variable', `${name} holds PEM text, which Keelson takes from a file only`, `set ${instead}`)
  }
}

function refuse(code: string, message: string, hint?: string): Refusal {
  return new Refusal('invalid', [problem(code, message, hint === undefined ? {} : { hint })])
}
