import { isFields, MASK, Secret } from '../model/secret.ts'
import type { Fields, Value } from '../model/value.ts'

/**
 * Names of fields that are taken for secret wherever nothing better is known (traces, error texts): passwords, keys,
 * tokens and the like. Too much rather than too little; `key_names` or `key_in_header` hold no secret.
 */
const SECRET_NAME =
  /pass(word|phrase|wd)|secret(?!_is_)|token(?!_(type|endpoint|location))|private|credential|jwk|(^|_)key(_alt|_id)?$|api_?key|auth_value|header_value|param_value|cookie_value|^(proxy-)?authorization$|^(set-)?cookie$/i

/** Header lines inside configurations, such as `Authorization: Basic …`. */
const SECRET_LINE = /^(proxy-)?authorization\s*:|^(set-)?cookie\s*:|^x-[\w-]*(key|token|secret)[\w-]*\s*:/i

/** Tells whether a field of this name is to be hidden in traces. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/** Copies a value for showing it: wrapped secrets, fields with secret-looking names and user names in URLs are masked. */
export function maskFields(value: Value): Value {
  if (value instanceof Secret) return MASK
  if (Array.isArray(value)) return value.map(maskFields)
  if (typeof value === 'string') return SECRET_LINE.test(value) ? MASK : maskUserInfo(value)
  if (!isFields(value)) return value
  const masked: Fields = {}
  for (const [name, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    if (isSecretName(name) && hidesSomething(inner)) masked[name] = MASK
    else masked[name] = name === 'headers' && isFields(inner) ? maskHeaders(inner) : maskFields(inner)
  }
  return masked
}

/** What a plugin sends along with its own requests is often a token, whatever the header is called. */
function maskHeaders(headers: Fields): Fields {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? MASK : value === undefined ? null : maskFields(value),
    ]),
  )
}

const hidesSomething = (value: Value): boolean => value !== null && typeof value !== 'boolean' && value !== ''

/** Hides the user name and password of every URL in a text. */
function maskUserInfo(text: string): string {
  return text.includes('@') ? text.replace(/([a-z][a-z0-9+.-]*:\/\/)[^/?#\s@]*@/gi, `$1${MASK}@`) : text
}
