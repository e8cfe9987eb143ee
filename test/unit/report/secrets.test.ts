import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../../src/model/change.ts'
import type { Outcome } from '../../../src/model/outcome.ts'
import type { Review } from '../../../src/model/review.ts'
import { Secret } from '../../../src/model/secret.ts'
import type { Fields, Value } from '../../../src/model/value.ts'
import { htmlReport } from '../../../src/report/html/html-report.ts'
import { markdownReport } from '../../../src/report/markdown/markdown-report.ts'
import { outcomeText } from '../../../src/report/outcome-text.ts'
import { outcomeJson, planJson } from '../../../src/report/plan-json.ts'
import { planText } from '../../../src/report/plan-text.ts'
import { reportJson } from '../../../src/report/report-json.ts'
import { planOf, target } from '../../cli/fake-plan.ts'

const TOKEN = 'S3CR3T'
const secret = fc.constantFrom(TOKEN, `${TOKEN}\nmore`, `x${TOKEN}`).map((text) => new Secret(text, 'DECK_X'))
const name = fc.constantFrom('a', 'b', '__proto__', 'config', 'x\u001b')
const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Value>(null, true, 1, 'text', 'two\nlines'),
    secret,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
}))
const fields: fc.Arbitrary<Fields> = fc.dictionary(name, value, { maxKeys: 4 })
const change: fc.Arbitrary<Change> = fc.record({
  id: fc.uuid(),
  action: fc.constantFrom('create', 'update', 'replace', 'delete'),
  kind: fc.constant('plugin'),
  label: fc.string(),
  before: fields,
  after: fields,
  fields: fc.array(fc.record({ path: fc.constantFrom('a', 'b[1]'), before: value, after: value }), { maxLength: 3 }),
})

const page = { script: '', style: '' }
const reviewOf = (changes: Change[]): Review => ({
  command: 'diff',
  status: 'done',
  target,
  plans: [{ plan: planOf(changes), warnings: [], refusals: [] }],
  problems: [],
})

describe('secrets', () => {
  it('are in no report', () => {
    const check = (changes: Change[], verbose: boolean) => {
      const plan = planOf(changes)
      const outcome: Outcome = { results: new Map(), interrupted: false, written: 0, milliseconds: 1 }
      const parts = { plan: planJson(plan), outcome: outcomeJson(plan, outcome) }
      const all = [
        planText(plan, { colour: 1, verbose }),
        outcomeText(plan, outcome, 1),
        reportJson({ status: 'done', exitCode: 0, diagnostics: [], parts }),
        markdownReport(reviewOf(changes)),
        htmlReport(reviewOf(changes), page),
      ]
      for (const text of all) expect(text).not.toContain(TOKEN)
    }
    fc.assert(fc.property(fc.array(change, { maxLength: 4 }), fc.boolean(), check), { numRuns: 300 })
  })

  it('leave no trace of their length', () => {
    const withSecret = (text: string): Change[] => {
      const before = { key: new Secret(text), list: [new Secret(text)], inner: { key: new Secret(text) } }
      const after = { key: new Secret(`${text}${text}`), list: [], inner: { key: new Secret('x') } }
      const fields = ['key', 'list', 'inner'].map((path) => ({
        path,
        before: Reflect.get(before, path),
        after: Reflect.get(after, path),
      }))
      const actions = ['create', 'update', 'replace', 'delete'] as const
      return actions.map((action) => ({ id: action, action, kind: 'plugin', label: 'p', before, after, fields }))
    }
    const all = (changes: Change[]) => [
      planText(planOf(changes), { colour: 0, verbose: true }),
      markdownReport(reviewOf(changes)),
      htmlReport(reviewOf(changes), page),
    ]
    expect(all(withSecret('a\nlong one '.repeat(500)))).toEqual(all(withSecret('s')))
  })

  it('do not hide what stands beside them', () => {
    const plan = planOf([
      {
        id: 'x',
        action: 'update',
        kind: 'plugin',
        label: 'p',
        fields: [
          { path: 'a', before: { k: new Secret(TOKEN), host: 'one' }, after: { k: new Secret(TOKEN), host: 'two' } },
        ],
      },
    ])
    expect(planText(plan, { colour: 0, verbose: false })).toContain(
      '{"k":"(secret)","host":"one"} → {"k":"(secret)","host":"two"}',
    )
  })
})
