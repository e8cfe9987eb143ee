import type { Fields, Value } from '../../../../model/value.ts'
import type { EntityRule, Objection } from './rule.ts'

/** What routes of a group of protocols need and cannot have. */
interface Group {
  protocols: readonly string[]
  needs: readonly string[]
  forbids: readonly string[]
  /** `strip_path: true` is refused. */
  keepsPath?: true
}

const HTTP = ['methods', 'hosts', 'headers', 'paths']
const STREAM = ['sources', 'destinations']

/** Kong 3.9: routes 16, 18 to 26, 36, 47, recorded; an expression counts as a match (expressions-flavor 8). */
const GROUPS: readonly Group[] = [
  { protocols: ['https'], needs: [...HTTP, 'snis'], forbids: STREAM },
  { protocols: ['http'], needs: HTTP, forbids: STREAM },
  { protocols: ['tcp', 'tls', 'udp'], needs: [...STREAM, 'snis'], forbids: HTTP },
  { protocols: ['tls_passthrough'], needs: ['snis'], forbids: HTTP },
  {
    protocols: ['grpcs'],
    needs: ['hosts', 'headers', 'paths', 'snis'],
    forbids: ['methods', ...STREAM],
    keepsPath: true,
  },
  { protocols: ['grpc'], needs: ['hosts', 'headers', 'paths'], forbids: ['methods', ...STREAM], keepsPath: true },
]

const DEFAULT = ['http', 'https']

const NONE: readonly Objection[] = []

function refuse(fields: Fields): readonly Objection[] {
  const protocols = fields.protocols ?? DEFAULT
  if (!Array.isArray(protocols)) return NONE
  const group = groupOf(protocols)
  // Most routes are right: what is said of the others is put into words only then.
  return group === undefined || isRight(fields, group) ? NONE : object(fields, protocols, group)
}

function groupOf(protocols: readonly Value[]): Group | undefined {
  for (const group of GROUPS) for (const name of group.protocols) if (protocols.includes(name)) return group
  return undefined
}

function isRight(fields: Fields, group: Group): boolean {
  return (
    isAnyGiven(fields, group.needs) &&
    !isAnyGiven(fields, group.forbids) &&
    !isGiven(fields.expression) &&
    (fields.strip_path !== true || !group.keepsPath)
  )
}

function object(fields: Fields, protocols: readonly Value[], group: Group): Objection[] {
  const names = group.protocols.filter((name) => protocols.includes(name)).join(', ')
  const isExpression = isGiven(fields.expression)
  const objections: Objection[] = []
  if (!isExpression && !isAnyGiven(fields, group.needs)) objections.push(unmatched(group, names))
  for (const name of group.forbids) if (isGiven(fields[name])) objections.push(notAllowed(name, 'set', names))
  if (fields.strip_path === true && group.keepsPath) objections.push(notAllowed('strip_path', 'true', names))
  const twofold = isExpression ? given([...HTTP, 'snis', ...STREAM], fields) : []
  if (twofold.length > 0) objections.push(mixed(twofold))
  return objections
}

function unmatched({ needs }: Group, names: string): Objection {
  const reason = needs.length > 1 ? `one of ${needs.join(', ')} is required` : `${needs[0]} is required`
  return { path: [], code: 'failed-check', reason: `${reason} when protocols has ${names}` }
}

function notAllowed(name: string, what: string, names: string): Objection {
  return { path: [name], code: 'not-allowed', reason: `cannot be ${what} when protocols has ${names}` }
}

/** A route matches by an expression or by fields (expressions-flavor 6, recorded). */
function mixed(names: readonly string[]): Objection {
  return { path: ['expression'], code: 'failed-check', reason: `cannot be set together with ${names.join(', ')}` }
}

function given(names: readonly string[], fields: Fields): string[] {
  return names.filter((name) => isGiven(fields[name]))
}

function isAnyGiven(fields: Fields, names: readonly string[]): boolean {
  for (const name of names) if (isGiven(fields[name])) return true
  return false
}

function isGiven(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === '') return false
  if (Array.isArray(value)) return value.length > 0
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** What a route must match on, by its protocols. */
export const routeRules: readonly EntityRule[] = [{ kind: 'route', refuse, source: 'routes 16, 18 to 26, 36, 47' }]
