import type { Change } from '../../../../src/model/change.ts'
import { problem, warning } from '../../../../src/model/diagnostic.ts'
import type { Result } from '../../../../src/model/outcome.ts'
import type { Review } from '../../../../src/model/review.ts'
import { Secret } from '../../../../src/model/secret.ts'
import { planOf, target } from '../../../cli/fake-plan.ts'

const users = { kind: 'service', label: 'users' }
const before = { created_at: 1, name: 'old', service: { id: '1' }, paths: ['/old'] }
const texts = { before: 'one\ntwo\nthree\n', after: 'one\n2\nthree\n' }

/** One change of each sort. */
const changes: Change[] = [
  {
    id: 'c',
    action: 'create',
    kind: 'route',
    label: 'v2',
    parent: users,
    fields: [],
    after: { name: 'v2', paths: ['/2'] },
  },
  {
    id: 'u',
    action: 'update',
    kind: 'plugin',
    label: 'oidc on route v1',
    parent: { kind: 'route', label: 'v1', parent: users },
    fields: [
      { path: 'config.secret', before: new Secret('a'), after: new Secret('b') },
      { path: 'config.scopes[1]', after: 'email' },
      { path: 'config.hosts[0]', before: 'h', after: 'h', moved: { from: 3, to: 0 } },
      { path: 'config.script', ...texts },
      { path: 'config.timeout', before: 10 },
    ],
  },
  { id: 'd', action: 'delete', kind: 'route', label: 'old', parent: users, fields: [], before },
  {
    id: 'k',
    action: 'delete',
    kind: 'acl',
    label: 'admins',
    fields: [],
    entityId: 'a-1',
    takenBy: 'd',
    outside: 'selection',
  },
  { id: 'r', action: 'replace', kind: 'upstream', label: 'u', fields: [{ path: 'id', before: '1', after: '2' }] },
  { id: 'p', action: 'create', kind: 'consumer', label: 'ann', fields: [], after: { username: 'ann' } },
  {
    id: 'q',
    action: 'create',
    kind: 'consumer',
    label: 'bob',
    fields: [],
    after: { username: 'bob', key: new Secret('x') },
  },
]

/** A plan that a guard refuses. */
export const review: Review = {
  command: 'diff',
  status: 'refused',
  target,
  digest: `sha256:${'0123456789abcdef'.repeat(4)}`,
  plans: [
    {
      workspace: 'default',
      plan: planOf(changes, { route: 5, service: 2 }),
      warnings: [warning('old', 'the field is old', { at: { file: 'kong.yaml', line: 3, column: 7 } })],
      refusals: [problem('delete-guard', '2 of 2 acls would be deleted', { hint: '--allow-deletes 2 lifts this' })],
    },
  ],
  problems: [],
  next: 'keelson diff kong.yaml',
}

/** The same, applied as far as it went. */
export const applied: Review = {
  ...review,
  command: 'sync',
  status: 'partly',
  plans: review.plans.map((each) => ({
    ...each,
    refusals: [],
    outcome: {
      results: new Map<string, Result>([
        ...changes.map(({ id }): [string, Result] => [id, { state: 'done' }]),
        ['u', { state: 'failed', reason: 'the gateway said 400' }],
        ['d', { state: 'not attempted', because: 'an update failed' }],
      ]),
      interrupted: false,
      written: 5,
      milliseconds: 1234,
    },
  })),
  facts: ['No backup (--no-backup); the journal is in the folder .keelson (run 1)'],
  problems: [warning('backup', 'there is no backup (--no-backup)')],
}
