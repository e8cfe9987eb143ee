import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { marked } from 'marked'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../../../src/model/change.ts'
import { problem } from '../../../../src/model/diagnostic.ts'
import type { Review } from '../../../../src/model/review.ts'
import { markdownReport } from '../../../../src/report/markdown/markdown-report.ts'
import { create, planOf } from '../../../cli/fake-plan.ts'
import { sampleReview } from '../../../page/sample-review.ts'
import { applied, review } from './scenario.ts'

const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8')

const ofChanges = (changes: Change[], more: Partial<Review> = {}): Review => ({
  ...review,
  status: 'done',
  plans: [{ plan: planOf(changes), warnings: [], refusals: [] }],
  ...more,
})

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? ''

/** How many changes a report shows: each has a line with its action and its kind. */
const shownIn = (text: string): number =>
  (text.match(/^[-+!] +(delete|replace|create|update) [a-z0-9-]+ /gm) ?? []).length
const shortenedIn = (text: string): number => Number(/ shortened=(\d+) -->/.exec(text)?.[1])
const cutIn = (text: string): number => Number(/ cut=(\d+) shortened=\d+ -->/.exec(text)?.[1])

describe('a report in Markdown', () => {
  it('tells what is refused, what is lost, what else changes, the digest and the next command', () => {
    expect(markdownReport(review)).toBe(file('refused.md'))
  })

  it('tells what became of a plan, and marks what was not done', () => {
    expect(markdownReport(applied)).toBe(file('applied.md'))
  })

  it('says that there is nothing to do', () => {
    const text = markdownReport(ofChanges([], { command: 'diff' }))
    expect(text).toContain('## Keelson diff: no changes\n')
    expect(text).not.toMatch(/\| Kind|<details/)
  })

  it('tells why a run ended without a plan', () => {
    const { target, digest, next, ...rest } = review
    const problems = [problem('x', 'the gateway is away', { hint: 'wait' })]
    expect(markdownReport({ ...rest, status: 'failed', plans: [], problems })).toBe(
      '<!-- keelson:review target=unknown digest=none cut=0 shortened=0 -->\n\n## Keelson diff failed\n\n> [!CAUTION]\n> What went wrong:\n\n```text\nerror  the gateway is away\n    hint: wait\n```\n',
    )
  })

  it('puts what is lost in any workspace before all else, and counts by workspace', () => {
    const lost: Change = { id: 'd', action: 'delete', kind: 'acl', label: 'x', fields: [], entityId: '1' }
    const plan = (workspace: string, changes: Change[]) => ({
      workspace,
      plan: planOf(changes),
      warnings: [],
      refusals: [],
    })
    const failed = { ...plan('c', []), failure: 'the token may not read it' }
    const text = markdownReport({ ...review, plans: [plan('a', [create('s')]), plan('b', [lost]), failed] })
    expect(text.match(/^###? .*|^\| <.*|^c: .*/gm)).toEqual([
      '## Keelson diff refused: 1 to delete, 1 to create',
      'c: the token may not read it',
      '| <code>b</code> | 1 |  |  |  |  |',
      '| <code>a</code> |  |  | 1 |  |  |',
      '### :warning: Deletes and replaces in workspace <code>b</code>',
      '### Creates and updates in workspace <code>a</code>',
    ])
  })

  it('folds what belongs to one entity above 12 lines', () => {
    const fields = (count: number) => Array.from({ length: count }, (_, index) => [`f${index}`, 1] as const)
    const folded = (count: number) =>
      markdownReport(ofChanges([{ ...create('s'), after: Object.fromEntries(fields(count)) }]))
    expect(folded(11)).toContain('<details open><summary>')
    expect(folded(12)).toContain('<details><summary>')
  })

  it('shows a field of every change, whatever is known of it', () => {
    const bare = (action: Change['action']): Change => ({ id: action, action, kind: 'acl', label: 'x', fields: [] })
    const text = markdownReport(ofChanges([bare('delete'), bare('replace'), bare('create'), bare('update')]))
    const blocks = [...text.matchAll(/```diff\n([^`]*)```/g)].flatMap(([, body = '']) => body.trimEnd().split('\n'))
    expect(blocks.filter((line) => line.includes('id: drawn when applied'))).toHaveLength(4)
  })
})

describe('a long report in Markdown', () => {
  const big = sampleReview({ changes: 20_000 })
  const text = markdownReport(big)

  it('stays below the limit of a comment, and says what is cut', () => {
    expect(text.length).toBeLessThanOrEqual(60_000)
    expect(shownIn(text) + cutIn(text)).toBe(20_000)
    expect(text).toContain(`**${cutIn(text)} of 20000 changes are not shown here**`)
    expect(text).toContain(`${big.digest}\``)
    expect(lastLine(text)).toBe(`Next: \`${big.next}\``)
  })

  it('keeps deletes longest, and cuts nothing in two', () => {
    const shown = [...text.matchAll(/^[-+!] +(\w+) [a-z-]+ /gm)].map(([, action]) => action)
    expect(new Set(shown)).toEqual(new Set(['delete', 'replace']))
    expect(text).toMatch(
      /not shown here\*\*, for want of room: \d+ to delete \(.*\), .* to create \(.*\), \d+ to update/,
    )
    const page = String(marked.parse(text))
    expect(page.match(/<details/g)?.length).toBe(page.match(/<\/details>/g)?.length)
    expect(page.match(/<pre>/g)?.length).toBe(page.match(/<\/pre>/g)?.length)
  })

  it.each([30, 340, 20_000])('shows a field below each of %s changes, as far as they are shown', (changes) => {
    const lines = markdownReport(sampleReview({ changes })).split('\n')
    const depthOf = (line = '') => line.slice(1).search(/\S/)
    const bare = lines.filter(
      (line, index) =>
        /^[-+!] +(delete|replace|create|update) [a-z-]+ /.test(line) && depthOf(lines[index + 1]) < depthOf(line) + 4,
    )
    expect(bare).toEqual([])
  })

  it('tells less of each change before it leaves any out', () => {
    const all = markdownReport(sampleReview({ changes: 340 }))
    expect([cutIn(all), shortenedIn(all) > 0]).toEqual([0, true])
    expect(shownIn(all)).toBe(340)
    expect(all).toContain('more lines')
  })

  const update = (label: string, paths: readonly string[], value: string, kind = 'service'): Change => {
    const fields = paths.map((path) => ({ path, before: `old ${value}`, after: `new ${value}` }))
    return { id: label, action: 'update', kind, label, entityId: '1', before: {}, after: {}, fields }
  }

  it('counts changes of which it shows not every field, and says so at the end', () => {
    const fields = ['host', 'port', 'path', 'retries', 'connect_timeout', 'read_timeout', 'write_timeout']
    const services = Array.from({ length: 250 }, (_, at) => update(`svc-${at}`, fields, `${at}`))
    const short = markdownReport(ofChanges([...services, update('whole', ['host'], 'h')]))
    expect([cutIn(short), shownIn(short), shortenedIn(short)]).toEqual([0, 251, 250])
    expect(short).toContain(
      '> **250 of 251 changes are shortened here**, for want of room: 250 to update (250 service).\n> The whole plan is in a report',
    )
    const some = markdownReport(ofChanges(services.slice(0, 150)))
    expect(shortenedIn(some)).toBe(0)
    expect(some).not.toMatch(/more lines|more characters|shortened here/)
    expect(some.match(/^\+ +write_timeout: /gm)).toHaveLength(150)
  })

  it('shows as many lines of a single change as there is room for', () => {
    const paths = (count: number) => Array.from({ length: count }, (_, at) => `paths[${at}]`)
    const shown = (count: number) => markdownReport(ofChanges([update('r', paths(count), 'x', 'route')]))
    expect([shortenedIn(shown(700)), shortenedIn(shown(4000))]).toEqual([0, 1])
    expect(shown(700).match(/^\+ +paths/gm)).toHaveLength(700)
    expect(shown(4000).match(/^\+ +paths/gm)?.length).toBeGreaterThan(400)
  })

  const texts = { before: 'a line\n'.repeat(500), after: 'another\n'.repeat(500) }

  it.each([
    ['a value', { ...create('s'), after: { name: 's', path: `/${'x'.repeat(12_000)}` } }],
    ['a text', { ...create('s'), after: { name: 's', path: 'a line\n'.repeat(900) } }],
    ['a text that changes', { ...update('s', [], ''), fields: [{ path: 'path', ...texts }] }],
    ['a list', { ...create('s'), after: { name: 's', paths: Array.from({ length: 2000 }, (_, at) => `/${at}`) } }],
    ['a name', create('s'.repeat(9000))],
  ])('counts a change of which %s is cut', (_, change) => {
    const text = markdownReport(ofChanges([change]), 10_000)
    expect([cutIn(text), shortenedIn(text)]).toEqual([0, 1])
    expect(text).toContain('**1 of 1 changes are shortened here**')
  })

  it('tells of two long texts the part that differs, and takes that for whole', () => {
    const text = markdownReport(
      ofChanges([
        {
          ...update('s', [], ''),
          fields: [{ path: 'path', before: `${'x'.repeat(900)}a`, after: `${'x'.repeat(900)}b` }],
        },
      ]),
    )
    expect(text).toMatch(/^\+ +path: …"x{20}b"$/m)
    expect(shortenedIn(text)).toBe(0)
  })

  it('keeps to any limit, with names of any length', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 300 })
    const check = (label: string, count: number, limit: number) => {
      const changes = Array.from({ length: count }, (_, index): Change => {
        const parent = { kind: 'service', label: `${label}${index % 7}` }
        return { ...create(`${label}${index}`), kind: `k${index % 30}`, parent, after: { [label]: label.repeat(9) } }
      })
      const found = Array.from({ length: count }, () => problem('x', label.repeat(5)))
      const plan = { plan: planOf(changes), warnings: found, refusals: found }
      const plans = [
        { ...plan, workspace: label },
        { ...plan, workspace: `${label}2` },
      ]
      const next = `keelson ${label.repeat(9)}`
      const where = { product: label, version: label, edition: '', database: '', identity: label, address: label }
      const made = markdownReport({ ...review, target: where, plans, next }, limit)
      expect(made.length).toBeLessThanOrEqual(limit)
      expect(shownIn(made) + cutIn(made)).toBeGreaterThanOrEqual(2 * count)
    }
    const count = fc.integer({ min: 0, max: 60 })
    fc.assert(fc.property(name, count, fc.integer({ min: 10_000, max: 70_000 }), check), { numRuns: 60 })
  })
})
