import type { Action, Change, FieldChange, Parent } from '../../src/model/change.ts'
import type { Dependant, Dependants } from '../../src/model/dependants.ts'
import { problem, warning } from '../../src/model/diagnostic.ts'
import type { Outcome, Result } from '../../src/model/outcome.ts'
import type { Review, ReviewedPlan } from '../../src/model/review.ts'
import { Secret } from '../../src/model/secret.ts'
import type { Fields } from '../../src/model/value.ts'

/** How a made review looks. */
export interface Sample {
  changes: number
  workspaces?: readonly string[]
  outcome?: boolean
}

const ACTIONS: readonly Action[] = ['update', 'create', 'update', 'delete', 'create', 'update', 'replace']
const TEAMS = ['billing', 'search', 'identity', 'shipping', 'catalogue', 'payments']

/**
 * Makes a review of services with their routes and plugins, consumers with keys, and certificates, of so many changes
 * that a person would take it for a real one. The same sample is the same review.
 */
export function sampleReview({ changes, workspaces = [], outcome = false }: Sample): Review {
  const names: (string | undefined)[] = workspaces.length > 0 ? [...workspaces] : [undefined]
  const plans = names.map((workspace, index) => {
    const count = Math.floor(changes / names.length) + (index === 0 ? changes % names.length : 0)
    return planOf(workspace, changesOf(count, index), outcome)
  })
  return {
    command: outcome ? 'sync' : 'diff',
    status: outcome ? 'partly' : 'changes',
    target: {
      product: 'Kong Gateway',
      version: '3.9.3',
      edition: 'open source',
      database: 'postgres',
      identity: 'postgres 5f0c6f0e-4c1e-4a5e-9f53-7b8f8a5d1c11',
      address: 'https://admin.eu-1.gateway.example:8444',
    },
    digest: `sha256:${'3b9f0c2a'.repeat(8)}`,
    plans,
    problems: [],
    next: 'keelson sync kong.yaml --addr https://admin.eu-1.gateway.example:8444',
  }
}

function planOf(workspace: string | undefined, changes: Change[], outcome: boolean): ReviewedPlan {
  const deletes = changes.filter(({ action, kind }) => action === 'delete' && kind === 'route').length
  return {
    ...(workspace !== undefined && { workspace }),
    dependants: dependantsOf(changes),
    plan: { changes, steps: [], unchanged: { service: 212, route: 640, plugin: 81 }, current: {} },
    warnings: [
      warning('deprecated', 'services[3].client_certificate: the certificate expires in 12 days', {
        hint: 'renew it before it is synced',
        place: { file: 'kong.yaml', path: ['services', 3, 'client_certificate'] },
      }),
    ],
    refusals:
      deletes > 10
        ? [
            problem('too-many-deletes', `${deletes} of ${deletes * 3} routes would be deleted`, {
              hint: '--allow-deletes 34% lifts this guard',
            }),
          ]
        : [],
    ...(outcome && { outcome: outcomeOf(changes) }),
  }
}

/** Updated services have routes that stay, the first of which has a plugin; the first service has many more. */
function dependantsOf(changes: readonly Change[]): Dependants {
  const services = changes.filter(({ action, kind }) => action === 'update' && kind === 'service')
  const entities = services.flatMap(({ id, label }, index): Dependant[] => [
    ...['v3', 'v4', 'health'].map((name) => ({
      kind: 'route',
      label: `${label}-${name}`,
      changes: [id],
      entities: [],
    })),
    { kind: 'plugin', label: 'key-auth', changes: [], entities: [index * 4] },
  ])
  const more = services.slice(0, 1).map(({ id }) => ({ kind: 'route', count: 19_950, change: id }))
  return { entities, more, unread: [] }
}

function outcomeOf(changes: readonly Change[]): Outcome {
  const results = changes.map(({ id }, index): [string, Result] => [id, resultOf(index, changes[index - 1]?.id)])
  return { results: new Map(results), interrupted: false, written: changes.length, milliseconds: 1234 }
}

function resultOf(index: number, last = ''): Result {
  if (index % 23 === 5) return { state: 'failed', reason: 'the controller answered 409: name is taken' }
  return index % 23 === 6 ? { state: 'skipped', because: `"${last}" failed` } : { state: 'done' }
}

/** A service with eight changes around it, again and again. */
function changesOf(count: number, salt: number): Change[] {
  const made: Change[] = []
  for (let group = 0; made.length < count; group++) made.push(...groupOf(group, salt))
  return made.slice(0, count)
}

function groupOf(group: number, salt: number): Change[] {
  const team = TEAMS[group % TEAMS.length] ?? 'team'
  const label = `${team}-${group}`
  const at = (part: number) => `${salt}0000000-0000-4000-8000-${String(group * 16 + part).padStart(12, '0')}`
  const parent: Parent = { kind: 'service', label }
  const service = { id: at(0) }
  const tags = [team, group % 2 === 0 ? 'public' : 'internal']
  const make = made(at, tags)
  const action = ACTIONS[group % ACTIONS.length] ?? 'update'
  const changes = [
    make(0, action, 'service', label, {
      host: `${label}.internal.example`,
      port: 8080,
      protocol: 'http',
      retries: group % 7,
    }),
    make(
      1,
      group % 4 === 3 ? 'delete' : 'create',
      'route',
      `${label}-v1`,
      { paths: [`/${label}/v1`], methods: ['GET', 'POST'], service },
      parent,
    ),
    make(
      2,
      'update',
      'route',
      `${label}-v2`,
      { paths: [`/${label}/v2`, '/shared'], strip_path: true, service },
      parent,
    ),
    make(
      3,
      'create',
      'plugin',
      `rate-limiting on service ${label}`,
      {
        config: {
          minute: 60 + group,
          policy: 'redis',
          redis: { host: 'redis.example', password: new Secret('hunter2-hunter2') },
        },
        service,
      },
      parent,
    ),
    make(
      4,
      'update',
      'plugin',
      `pre-function on service ${label}`,
      { config: { access: [lua('kong.log("old")', group)] }, service },
      parent,
    ),
    make(5, 'create', 'consumer', `${team}-client-${group}`, { custom_id: `c-${group}` }),
    make(
      6,
      'delete',
      'key-auth',
      at(6),
      { key: new Secret('0123456789'), ttl: null, consumer: { id: at(5) } },
      { kind: 'consumer', label: `${team}-client-${group}` },
    ),
    make(7, 'update', 'certificate', at(7), {
      cert: 'not a certificate',
      key: new Secret(`secret-${group}`),
      snis: [],
    }),
  ]
  const first = changes[0]
  const second = changes[1]
  if (first?.action === 'delete' && second?.action === 'delete') second.takenBy = first.id
  return changes
}

function made(at: (part: number) => string, tags: string[]) {
  return (part: number, action: Action, kind: string, label: string, body: Fields, parent?: Parent): Change => {
    const after: Fields = { name: label, ...body, tags }
    const fields = action === 'update' || action === 'replace' ? fieldsOf(kind, body, at(part)) : []
    return {
      id: `${action} ${kind} ${label}${parent ? ` of ${parent.kind} ${parent.label}` : ''}`,
      action,
      kind,
      label,
      entityId: at(part),
      fields,
      ...(parent && { parent }),
      ...(action !== 'create' && { before: after }),
      ...(action !== 'delete' && { after, place: { file: 'kong.yaml', path: [`${kind}s`, part] } }),
    }
  }
}

function fieldsOf(kind: string, body: Fields, id: string): FieldChange[] {
  if (kind === 'service') {
    return [
      { path: 'host', before: String(body.host).replace('internal', 'legacy'), after: body.host ?? null },
      { path: 'retries', before: 5, after: body.retries ?? null },
    ]
  }
  if (kind === 'plugin')
    return [{ path: 'config.access[0]', before: lua('kong.log("old")', 0), after: lua('kong.log.warn("new")', 0) }]
  if (kind === 'certificate') return [{ path: 'key', before: new Secret('before'), after: new Secret(id) }]
  return [
    { path: 'paths[1]', after: '/shared' },
    { path: 'hosts[0]', after: 'a.example', moved: { from: 3, to: 0 } },
  ]
}

const lua = (line: string, group: number): string =>
  `local count = ${group}\nlocal name = kong.request.get_header("x-name")\nif not name then\n  return kong.response.exit(401)\nend\n${line}\nreturn count\n`
