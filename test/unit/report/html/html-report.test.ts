import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { problem, warning } from '../../../../src/model/diagnostic.ts'
import type { Review, ReviewedPlan } from '../../../../src/model/review.ts'
import { Secret } from '../../../../src/model/secret.ts'
import { htmlReport } from '../../../../src/report/html/html-report.ts'
import type { PageData } from '../../../../src/report/html/page-data.ts'
import { create, planOf, target } from '../../../cli/fake-plan.ts'

const parts = { script: 'start()', style: 'p { color: red }' }

const review = (plans: Partial<ReviewedPlan>[], more: Partial<Review> = {}): Review => ({
  command: 'diff',
  status: 'changes',
  target,
  digest: `sha256:${'ab'.repeat(32)}`,
  plans: plans.map((plan) => ({ plan: planOf([]), warnings: [], refusals: [], ...plan })),
  problems: [],
  ...more,
})

const page = (...given: Parameters<typeof review>) => htmlReport(review(...given), parts)

function dataOf(html: string): PageData {
  return JSON.parse(/<script type="application\/json" id="data">(.*?)<\/script>/.exec(html)?.[1] ?? '')
}

/** What a reader sees without the page's script: neither the data nor what is not text. */
function textOf(html: string): string {
  return html
    .replace(/<(script|style)\b.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code))
    .replace(/\s+/g, ' ')
}

const hash = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`

describe('htmlReport', () => {
  it('lets nothing run but its own script and style, and nothing be loaded', () => {
    const html = page([{ plan: planOf([create('users')]) }])
    const policy = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/
      .exec(html)?.[1]
      ?.replaceAll('&#39;', "'")
    expect(policy).toBe(
      `default-src 'none'; script-src '${hash(parts.script)}'; style-src '${hash(parts.style)}'; base-uri 'none'; form-action 'none'`,
    )
    expect(html).toContain(`<script>${parts.script}</script>`)
    expect(html).toContain(`<style>${parts.style}</style>`)
    expect(html).not.toMatch(/ (src|href|style|on\w+)="(?!#)/)
  })

  it('is the same for the same review', () => {
    const make = () => page([{ plan: planOf([create('a'), create('b')]) }])
    expect(make()).toBe(make())
  })

  it('tells above all what speaks against the plan, then its counts, digest and next command', () => {
    const html = page(
      [
        {
          plan: planOf([create('users')], { service: 1200 }),
          warnings: [
            warning('old', 'an old format', { hint: 'write it anew', at: { file: 'kong.yaml', line: 3, column: 7 } }),
          ],
          refusals: [problem('too-many', '12 of 30 services would be deleted')],
        },
        { workspace: 'team-b', failure: 'the token may not read it' },
      ],
      { problems: [problem('file', 'cannot be read')], next: 'keelson sync kong.yaml' },
    )
    const text = textOf(html)
    const order = [
      '1 change',
      'Kong Gateway 3.9.3, open source, at http://localhost:8001',
      '0 delete 0 replace 0 update 1 create 1,200 unchanged',
      'Problems 1 cannot be read',
      'No plan for these workspaces 1 workspace team-b: the token may not read it',
      'Refused by the guards 1 12 of 30 services would be deleted',
      'Warnings 1 an old format kong.yaml:3:7 — write it anew',
      'team-b (no plan) 0 0 0 0 0',
      `sha256:${'ab'.repeat(32)}`,
      'keelson sync kong.yaml',
      'create service users: name',
    ]
    let from = 0
    for (const part of order) {
      const at = text.indexOf(part, from)
      expect(at, part).toBeGreaterThanOrEqual(from)
      from = at
    }
  })

  it('lists what is destructive first where there is no script, and says how many more there are', () => {
    const creates = Array.from({ length: 1005 }, (_, index) => create(`s${index}`))
    const text = textOf(
      page([
        { plan: planOf([...creates, { ...create('gone'), id: 'delete', action: 'delete', before: { port: 80 } }]) },
      ]),
    )
    expect(text.indexOf('delete service gone: port')).toBeGreaterThan(0)
    expect(text.indexOf('delete service gone: port')).toBeLessThan(text.indexOf('create service s0: name'))
    expect(text).toContain('6 more are not shown here; --output text shows all.')
  })

  it('tells what stays as it is and depends on the changes, with indexes in place of names', () => {
    const plan = planOf([create('users'), create('orders')])
    const dependants = {
      entities: [
        { kind: 'route', label: 'a\u0007', changes: ['create service orders'], entities: [] },
        { kind: 'plugin', label: 'b', changes: ['not here'], entities: [0] },
      ],
      more: [
        { kind: 'route', count: 7000, change: 'create service orders' },
        { kind: 'plugin', count: 2, entity: 0 },
      ],
      unread: ['snis'],
    }
    const html = page([
      { plan, dependants },
      { workspace: 'w', plan, dependants },
      { workspace: 'x', plan },
    ])
    const { changes: _, ...rest } = dataOf(html)
    expect(rest).toEqual({
      dependants: [
        { kind: 'route', label: 'a\\u0007', changes: [1] },
        { kind: 'plugin', label: 'b', entities: [0] },
        { kind: 'route', label: 'a\\u0007', workspace: 'w', changes: [3] },
        { kind: 'plugin', label: 'b', workspace: 'w', entities: [2] },
      ],
      more: [
        { kind: 'route', count: 7000, change: 1 },
        { kind: 'plugin', count: 2, entity: 0 },
        { kind: 'route', count: 7000, change: 3 },
        { kind: 'plugin', count: 2, entity: 2 },
      ],
      unread: ['snis'],
      untold: true,
    })
    expect(textOf(html)).toContain('create service orders: name (unchanged, and in need of it: 7,001)')
    const alone = { entities: [], more: [], unread: [] }
    expect(Object.keys(dataOf(page([{ plan, dependants: alone }])))).toEqual(['changes'])
  })

  it('tells what became of each change', () => {
    const plan = planOf([create('a'), create('b'), create('c')])
    const results = new Map([
      ['create service a', { state: 'done' as const }],
      ['create service b', { state: 'failed' as const, reason: '409', hint: 'look', restored: false }],
    ])
    const outcome = { results, interrupted: false, written: 1, milliseconds: 5 }
    const html = page([{ plan, outcome }], { command: 'sync', status: 'partly' })
    expect(dataOf(html).changes.map(({ result }) => result)).toEqual([
      { state: 'done' },
      { state: 'failed', reason: '409; look; what was deleted to make way could NOT be put back' },
      { state: 'not attempted', reason: 'no word of it' },
    ])
    expect(textOf(html)).toContain('keelson sync partly 1 of 3 changes applied')
  })

  it('says so when there is nothing to change, or no plan', () => {
    expect(textOf(page([{}]))).toContain('No changes')
    expect(textOf(page([], { problems: [problem('x', 'the controller is away')] }))).toContain('the controller is away')
    const { target: _, digest: __, ...rest } = review([])
    expect(textOf(htmlReport(rest, parts))).toContain('No plan')
  })

  it('holds no secret, and not its length', () => {
    const secretly = (secret: string) => {
      const value = new Secret(secret)
      const body = {
        key: value,
        config: { list: [value, { inner: value }] },
        tags: [value],
        pem: `-----BEGIN PRIVATE KEY-----\n${secret}\n`,
      }
      const update = { path: 'key', before: new Secret('was'), after: value }
      return page([
        {
          plan: planOf([
            { ...create('a'), after: body },
            { ...create('b'), id: 'b', action: 'delete', before: body },
            {
              ...create('c'),
              id: 'c',
              action: 'update',
              before: body,
              after: body,
              fields: [update, { path: 'config', after: body }, { path: 'pem', before: body.pem, after: 'a\nb\n' }],
            },
          ]),
        },
      ])
    }
    const html = secretly('tell-nobody')
    expect(html).not.toContain('tell-nobody')
    expect(html).not.toContain('PRIVATE KEY')
    expect(secretly('longer than the other one')).toBe(html)
    expect(dataOf(html).changes[2]?.rows[0]).toEqual({ path: 'key', before: '(secret)', after: '(secret, changed)' })
  })

  it('escapes whatever comes from files or the controller', () => {
    const hostile = `</script><img src=x onerror="alert('1')"><!--\u0007\u202e&`
    const change = {
      ...create(hostile),
      kind: hostile,
      id: hostile,
      takenBy: hostile,
      parent: { kind: hostile, label: hostile },
      entityId: hostile,
      after: { [hostile]: hostile, tags: [hostile] },
      place: { file: hostile, path: [hostile] },
    }
    const fault = problem('x', hostile, { hint: hostile, place: { file: hostile, path: [hostile] } })
    const html = page(
      [
        { workspace: hostile, plan: planOf([change]), warnings: [fault], refusals: [fault] },
        { workspace: hostile, failure: hostile },
      ],
      {
        command: hostile,
        status: hostile,
        next: hostile,
        digest: hostile,
        problems: [fault],
        target: { ...target, address: hostile, product: hostile },
      },
    )
    expect(html).not.toContain('<img')
    expect(html).not.toContain('<!--')
    expect(html.match(/<\/script>/g)).toHaveLength(2)
    for (const unsafe of ['\u0007', '\u202e']) expect(html).not.toContain(unsafe)
    expect(dataOf(html).changes[0]?.label).toBe(hostile.replace('\u0007', '\\u0007').replace('\u202e', '\\u202e'))
  })
})
