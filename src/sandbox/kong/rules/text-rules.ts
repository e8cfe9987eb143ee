import type { FieldRule } from '../schema/field.ts'
import { isRegex } from '../schema/regex.ts'
import { isIp, isIpOrCidr, parseAddress } from './address.ts'
import { normalisePath } from './path.ts'

/** A rule on texts: undefined when the text is fine. Other types are left to the schema. */
type TextRule = (text: string) => string | undefined

const onText =
  (rule: TextRule): FieldRule =>
  (value) =>
    typeof value === 'string' ? rule(value) : undefined

const name: TextRule = (text) =>
  /^[\w.\-~\u0080-\u{10ffff}]*$/u.test(text)
    ? undefined
    : `invalid value '${text}': the only accepted ascii characters are alphanumerics or ., -, _, and ~`

const tag: TextRule = (text) =>
  /^[ -+\--.0-~\u0080-\u{10ffff}]*$/u.test(text)
    ? undefined
    : `invalid tag '${text}': expected printable ascii (except \`,\` and \`/\`) or valid utf-8 sequences`

const host: TextRule = (text) => {
  const parsed = parseAddress(text)
  if ('fault' in parsed)
    return parsed.fault === 'invalid port number' ? 'must not have a port' : `invalid value: ${text}`
  return parsed.port === undefined ? undefined : 'must not have a port'
}

/** A host name, with at most one `*` at its start or its end. */
const sni: TextRule = (text) => {
  const star = text.indexOf('*')
  if (star > 0 && star < text.length - 1) return 'wildcard must be leftmost or rightmost character'
  if (text.split('*').length > 2) return 'only one wildcard must be specified'
  const mock = text.replace('*', 'wildcard')
  const parsed = parseAddress(mock)
  if ('fault' in parsed)
    return parsed.fault === 'invalid port number' ? 'must not have a port' : `invalid value: ${mock}`
  if (parsed.type !== 'name') return 'must not be an IP'
  return parsed.port === undefined ? undefined : 'must not have a port'
}

const hostWithWildcard: TextRule = (text) => {
  const parsed = parseAddress(text.replaceAll('*', 'abc'))
  return 'fault' in parsed ? parsed.fault.replace('abc', '*') : undefined
}

const URI_CHARACTERS = /^\/[\w.\-~/%:@!$&'()*+,;=]*$/

const path: TextRule = (text) =>
  URI_CHARACTERS.test(text)
    ? badEncoding(text)
    : `invalid path: '${text}' (characters outside of the reserved list of RFC 3986 found)`

/** A percent sign must start two hexadecimal digits (routes #30). */
const badEncoding: TextRule = (text) => {
  const bad = text.replace(/%[\da-f]{2}/gi, '___').search('%')
  return bad === -1 ? undefined : `invalid url-encoded value: '${text.slice(bad, bad + 3)}'`
}

/** Fixed paths are written in normal form, expressions compile; encoding is looked at in plain URI characters only. */
const routerPath: TextRule = (text) => {
  const encoding = URI_CHARACTERS.test(text) ? badEncoding(text) : undefined
  if (encoding !== undefined) return encoding
  if (!text.startsWith('~')) {
    const normal = normalisePath(text)
    return normal === text ? undefined : `non-normalized path, consider use '${normal}' instead`
  }
  const regex = text.slice(1)
  return isRegex(regex) ? undefined : `invalid regex: '${regex}' (PCRE returned: ${pcreFault(regex)})`
}

/** PCRE2's words for the common ways in which an expression is broken (routes #28). */
function pcreFault(regex: string): string {
  const open = regex.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '')
  const count = (char: string) => open.split(char).length - 1
  const why =
    count('(') > count(')')
      ? ['missing closing parenthesis', regex.length]
      : count(')') > count('(')
        ? ['unmatched closing parenthesis', regex.indexOf(')')]
        : open.includes('[')
          ? ['missing terminating ] for character class', regex.length]
          : regex.endsWith('\\')
            ? ['\\ at end of pattern', regex.length]
            : ['quantifier does not follow a repeatable item', regex.search(/[*+?]/)]
  const [text = '', at = 0] = why
  const rest = Number(at) >= regex.length ? `"${regex}"` : `"${regex}" at "${regex.slice(Number(at))}"`
  return `pcre2_compile() failed: ${text} in ${rest}`
}

const upstreamName: TextRule = (text) => {
  const parsed = parseAddress(text)
  if ('fault' in parsed) return `Invalid name ('${text}'); must be a valid hostname`
  if (parsed.type !== 'name') return `Invalid name ('${text}'); no ip addresses allowed`
  return parsed.port === undefined ? undefined : `Invalid name ('${text}'); no port allowed`
}

const target: TextRule = (text) =>
  'fault' in parseAddress(text) ? `Invalid target ('${text}'); not a valid hostname or ip address` : undefined

const ip: TextRule = (text) => (isIp(text) ? undefined : `not an ip address: ${text}`)
const ipOrCidr: TextRule = (text) => (isIpOrCidr(text) ? undefined : `invalid ip or cidr range: '${text}'`)

const redirectUri: TextRule = (text) => {
  if (!/^[A-Za-z][\w+.-]*:\/\/[^/]+/.test(text)) return `cannot parse '${text}'`
  return text.includes('#') ? `fragment not allowed in '${text}'` : undefined
}

const url: TextRule = (text) => {
  const [, scheme, authority = ''] = /^(?:([A-Za-z][\w+.-]*):)?(?:\/\/([^/?#]*))?/.exec(text) ?? []
  if (!authority.replace(/^[^@]*@/, '').replace(/:\d*$/, '')) return 'missing host in url'
  return scheme ? undefined : 'missing scheme in url'
}

const corsOrigin: TextRule = (text) => (text === '*' || isRegex(text) ? undefined : `'${text}' is not a valid regex`)

const headerName: TextRule = (text) =>
  /^[\w-]*$/.test(text) ? undefined : `bad header name '${text}', allowed characters are A-Z, a-z, 0-9, '_', and '-'`

const cookieName: TextRule = (text) =>
  /^[\w-]+$/.test(text) ? undefined : `bad cookie name '${text}', allowed characters are A-Z, a-z, 0-9, '_', and '-'`

/** Rules on texts, by name. */
export const TEXT_RULES = Object.fromEntries(
  Object.entries({
    name,
    tag,
    host,
    sni,
    hostWithWildcard,
    path,
    routerPath,
    upstreamName,
    target,
    ip,
    ipOrCidr,
    redirectUri,
    url,
    corsOrigin,
    headerName,
    cookieName,
  }).map(([key, rule]) => [key, onText(rule)]),
)
