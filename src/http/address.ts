import { basicAuthOf } from '../model/basic-auth.ts'
import { problem, Refusal } from '../model/diagnostic.ts'

/** A controller's address in parts. */
export interface Address {
  /** `https://host:8444`, without user name and password. */
  origin: string
  /** The path before every request's own, without a slash at its end. */
  prefix: string
  /** The header that user name and password in the address stand for. */
  authorization: Record<string, string>
  /** The whole in one spelling: lower-case host, no default port, no user name. */
  normal: string
}

/** Takes apart the base URL of a controller. Raises a Refusal for what is no http or https URL. */
export function normaliseAddress(address: string): Address {
  const url = parse(address)
  const prefix = url.pathname.replace(/\/+$/, '')
  const basic = basicAuthOf(url)
  const authorization: Record<string, string> = basic === undefined ? {} : { authorization: basic }
  return { origin: url.origin, prefix, authorization, normal: `${url.origin}${prefix}` }
}

function parse(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  const hint = 'write it as http://host:8001 or https://host:8444/prefix'
  throw new Refusal('invalid', [problem('address', 'the address of the controller is no http or https URL', { hint })])
}
