import type { Fields } from '../../../../model/value.ts'
import type { EntityRule, Objection } from './rule.ts'

/** What routes of a group of protocols need and cannot have. */
interface Group {
  protocols: readonly string[]
  needs: readonly string[]
  forbids: readonly string[]
}

const HTTP = ['methods', 'hosts', 'headers', 'paths']
const STREAM = ['sources', 'destinations']

/** Kong 3.9: routes 16, 18 to 26, 36, 47, recorded; an expression counts as a match (expressions-flavor 8). */
const GROUPS: readonly Group[] = [
  { protocols: ['https'], needs: [...HTTP, 'snis'], forbids: STREAM },
  { protocols: ['http'], needs: HTTP, forbids: STREAM },
  { protocols: ['tcp', 'tls', 'udp'], needs: [...STREAM, 'snis'], forbids: HTTP },
  { protocols: ['tls_passthrough'], needs: ['snis'], forbids: HTTP },
  { protocols: ['grpcs'], needs: ['hosts', 'headers', 'paths', 'snis'], forbids: ['methods', ...STREAM] },
  { protocols: ['grpc'], needs: ['hosts', 'headers', 'paths'], forbids: ['methods', ...STREAM] },
]

const DEFAULT = ['http', 'https']

function refuse(fields: Fields): Objection[] {
  const protocols = fields.protocols ?? DEFAULT
  if (!Array.isArray(protocols)) return []
  const group = GROUPS.find((each) => each.protocols.some((name) => protocols.includes(name)))
  if (!group) return []
  const names = group.protocols.filter((name) => protocols.includes(name)).join(', ')
  const objections = [
    ...unmatched(fields, group, names),
    ...forbidden(fields, group, names),
    ...stripped(fields, names),
  ]
  return [...objections, ...twofold(fields)]
}

function unmatched(fields: Fields, group: Group, names: string): Objection[] {
  const needs = [...group.needs, 'expression']
  if (needs.some((name) => isGiven(fields, name))) return []
  const reason =
    group.needs.length > 1 ? `one of ${group.needs.join(', ')} is required` : `${group.needs[0]} is required`
  return [{ path: [], code: 'failed-check', reason: `${reason} when protocols has ${names}` }]
}

function forbidden(fields: Fields, group: Group, names: string): Objection[] {
  const given = group.forbids.filter((name) => isGiven(fields, name))
  return given.map((name) => ({
    path: [name],
    code: 'not-allowed',
    reason: `cannot be set when protocols has ${names}`,
  }))
}

function stripped(fields: Fields, names: string): Objection[] {
  if (fields.strip_path !== true || !names.startsWith('grpc')) return []
  return [{ path: ['strip_path'], code: 'not-allowed', reason: `cannot be true when protocols has ${names}` }]
}

/** A route matches by an expression or by fields (expressions-flavor 6, recorded). */
function twofold(fields: Fields): Objection[] {
  if (!isGiven(fields, 'expression')) return []
  const given = [...HTTP, 'snis', ...STREAM].filter((name) => isGiven(fields, name))
  if (given.length === 0) return []
  return [{ path: ['expression'], code: 'failed-check', reason: `cannot be set together with ${given.join(', ')}` }]
}

function isGiven(fields: Fields, name: string): boolean {
  const value = fields[name]
  if (value === undefined || value === null || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** What a route must match on, by its protocols. */
export const routeRules: readonly EntityRule[] = [{ kind: 'route', refuse, source: 'routes 16, 18 to 26, 36, 47' }]
