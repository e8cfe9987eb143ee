import type { EntityRule, Field, FieldRule, Shape } from '../schema/field.ts'
import * as keys from './key-rules.ts'
import { luaChunk } from './lua-chunk.ts'
import { PLUGIN_ENTITY_ROWS, PLUGIN_FIELD_ROWS } from './plugin-rows.ts'
import { TEXT_RULES } from './text-rules.ts'

/** A rule of the gateway's code that its schema answers do not hold: where it applies, and the recording that taught it. */
export interface FieldRow {
  /** Collections or `plugins/<name>`; `*` is every one. */
  of: string
  /** Dotted field; `[]` goes into elements, `{}` into a map's values, `{key}` into its keys. */
  field: string
  rule: FieldRule | string
  source: string
}

/** The same for rules on several fields at once. */
export interface EntityRow {
  of: string
  /** Dotted record that the rule looks at; the whole entity when not given. */
  at?: string
  fields: string[]
  rule: EntityRule
  source: string
}

const FIELD_ROWS: FieldRow[] = [
  { of: '*', field: 'tags[]', rule: 'tag', source: 'service-errors #13, #14' },
  { of: 'services routes key_sets keys', field: 'name', rule: 'name', source: 'service-errors #19, routes #48' },
  { of: 'plugins', field: 'instance_name', rule: 'name', source: 'plugins #37; Kong 3.9 open source' },
  { of: 'services', field: 'host', rule: 'host', source: 'service-errors #3' },
  { of: 'services', field: 'path', rule: 'path', source: 'service-errors #11' },
  { of: 'routes', field: 'paths[]', rule: 'routerPath', source: 'routes #28, #30' },
  { of: 'routes', field: 'hosts[]', rule: 'hostWithWildcard', source: 'routes #32' },
  { of: 'routes', field: 'snis[]', rule: 'sni', source: 'Kong 3.9 open source' },
  { of: 'routes', field: 'sources[].ip', rule: 'ipOrCidr', source: 'routes #19' },
  { of: 'routes', field: 'destinations[].ip', rule: 'ipOrCidr', source: 'routes #19' },
  { of: 'routes', field: 'headers{key}', rule: 'headerName', source: 'Kong 3.9 open source' },
  { of: 'upstreams', field: 'name', rule: 'upstreamName', source: 'upstreams-targets #4, #5' },
  { of: 'upstreams', field: 'healthchecks.active.http_path', rule: 'path', source: 'Kong 3.9 open source' },
  { of: 'upstreams', field: 'healthchecks.active.https_sni', rule: 'sni', source: 'Kong 3.9 open source' },
  { of: 'upstreams', field: 'hash_on_cookie_path', rule: 'path', source: 'Kong 3.9 open source' },
  { of: 'upstreams', field: 'hash_on_cookie', rule: 'cookieName', source: 'Kong 3.9 open source' },
  { of: 'upstreams', field: 'host_header', rule: 'hostWithWildcard', source: 'Kong 3.9 open source' },
  { of: 'upstreams', field: 'hash_on_header', rule: 'headerName', source: 'Kong 3.9 open source' },
  { of: 'upstreams', field: 'hash_fallback_header', rule: 'headerName', source: 'Kong 3.9 open source' },
  { of: 'targets', field: 'target', rule: 'target', source: 'dbless #51' },
  { of: 'snis', field: 'name', rule: 'sni', source: 'certificates-snis #11, #40 to #43' },
  { of: 'certificates', field: 'cert', rule: keys.certificate, source: 'certificates-snis #4' },
  { of: 'certificates', field: 'cert_alt', rule: keys.certificate, source: 'certificates-snis #4' },
  { of: 'certificates', field: 'key', rule: keys.privateKey, source: 'certificates-snis #5' },
  { of: 'certificates', field: 'key_alt', rule: keys.privateKey, source: 'certificates-snis #5' },
  { of: 'ca_certificates', field: 'cert', rule: keys.certificate, source: 'certificates-snis #64' },
  { of: 'keys', field: 'pem', rule: keys.pemPair, source: 'vaults-keys #34' },
  { of: 'jwt_secrets', field: 'rsa_public_key', rule: keys.publicKey, source: 'credentials #152' },
  { of: 'oauth2_credentials', field: 'redirect_uris[]', rule: 'redirectUri', source: 'credentials #155, #157' },
  ...PLUGIN_FIELD_ROWS,
  ...['certificate', 'rewrite', 'access', 'header_filter', 'body_filter', 'log'].flatMap((phase) =>
    ['pre-function', 'post-function'].map((plugin) => ({
      of: `plugins/${plugin}`,
      field: `config.${phase}[]`,
      rule: luaChunk(plugin),
      source: 'plugins #85',
    })),
  ),
]

const ENTITY_ROWS: EntityRow[] = [
  ...PLUGIN_ENTITY_ROWS,
  { of: 'certificates', fields: ['cert', 'key'], rule: keys.keyMatches('cert', 'key'), source: 'certificates-snis #3' },
  {
    of: 'certificates',
    fields: ['cert_alt', 'key_alt'],
    rule: keys.keyMatches('cert_alt', 'key_alt'),
    source: 'certificates-snis #13',
  },
  { of: 'certificates', fields: ['cert', 'cert_alt'], rule: keys.differentKinds, source: 'certificates-snis #15' },
  { of: 'ca_certificates', fields: ['cert'], rule: keys.authority, source: 'certificates-snis #61, #62' },
  { of: 'keys', fields: ['jwk', 'pem', 'kid'], rule: keys.jwkMatches, source: 'vaults-keys #29, #36' },
]

/** Shorthands that GET /schemas does not tell of. */
const SHORTHAND_ROWS = [{ of: 'services', field: 'url', source: 'services #3, schemas-validate #12' }]

/** Adds to a compiled schema the rules that are code in the gateway. Changes and returns the shape. */
export function addRules(name: string, shape: Shape): Shape {
  for (const row of FIELD_ROWS) {
    const here = row.of === '*' ? !name.includes('/') : row.of.split(' ').includes(name)
    if (here) attach(shape, row.field, typeof row.rule === 'string' ? TEXT_RULES[row.rule] : row.rule)
  }
  for (const { of, field } of SHORTHAND_ROWS) if (of === name) shape.shorthands[field] = { type: 'string', len_min: 1 }
  for (const { of, at, fields, rule } of ENTITY_ROWS) if (of === name) shapeAt(shape, at)?.rules.push({ fields, rule })
  return shape
}

function attach(shape: Shape, path: string, rule: FieldRule | undefined): void {
  let at: Shape | undefined = shape
  let field: Field | undefined
  for (const [, name = '', into = ''] of path.matchAll(/([^.[{]+)(\[\]|\{\}|\{key\})?/g)) {
    field = at?.fields[name]
    if (into === '[]') field = field?.elements
    if (into === '{}') field = field?.values
    if (into === '{key}') field = field?.keys
    at = field?.shape
  }
  if (field && rule) field.rule = rule
}

function shapeAt(shape: Shape, path: string | undefined): Shape | undefined {
  return (path?.split('.') ?? []).reduce((at: Shape | undefined, part) => at?.fields[part]?.shape, shape)
}
