import type { Env } from './file-value.ts'

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/i

/**
 * Chooses the HTTP proxy for an address from the usual variables, as Go programs do: HTTPS_PROXY or HTTP_PROXY by the scheme, then
 * ALL_PROXY, in either case; NO_PROXY lists exceptions; loopback addresses never go through a proxy.
 * @param addr base URL of the controller
 * @param env environment variables
 * @returns the proxy's URL, or undefined
 */
export function proxyFor(addr: string, env: Env): string | undefined {
  const url = new URL(addr)
  if (LOOPBACK.test(url.hostname) || excepted(url, variable(env, 'NO_PROXY') ?? '')) return undefined
  const proxy = variable(env, url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') ?? variable(env, 'ALL_PROXY')
  if (proxy === undefined) return undefined
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`
}

function variable(env: Env, name: string): string | undefined {
  return env[name.toLowerCase()] || env[name] || undefined
}

function excepted(url: URL, list: string): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  const host = url.hostname.toLowerCase()
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true
      const [, name = '', only] = entry.match(/^(.*?)(?::(\d+))?$/) ?? []
      if (only !== undefined && only !== port) return false
      const bare = name.replace(/^\*?\./, '')
      return host === bare || host.endsWith(`.${bare}`)
    })
}
