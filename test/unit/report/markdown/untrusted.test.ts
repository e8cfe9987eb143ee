import fc from 'fast-check'
import { marked } from 'marked'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../../../src/model/change.ts'
import { problem } from '../../../../src/model/diagnostic.ts'
import type { Review } from '../../../../src/model/review.ts'
import { markdownReport } from '../../../../src/report/markdown/markdown-report.ts'
import { printable } from '../../../../src/report/printable.ts'
import { planOf, target } from '../../../cli/fake-plan.ts'

/** What means something in Markdown, in HTML, or to GitHub. */
const PIECES = [
  ...[
    '`',
    '``',
    '```',
    '~~~',
    '````\n',
    '\n',
    '\n\n',
    '\r\n',
    '|',
    '\\|',
    '\\',
    '&#124;',
    '&amp;',
    '<!--',
    '-->',
    '<b>',
  ],
  ...[
    '</code>',
    '</details>',
    '</summary>',
    '<summary>',
    '<script>',
    '@octocat',
    '@org/team',
    '#12',
    'GH-1',
    '**',
    '_',
  ],
  ...[
    '[x](http://evil.example)',
    'http://evil.example',
    'www.evil.example',
    'me@evil.example',
    '![i](x)',
    '<http://x.y>',
  ],
  ...[
    '\u202e',
    '\u200b',
    '\u001b[2J',
    '\ud800',
    '# ',
    '> ',
    '- ',
    '1. ',
    '---',
    '===',
    '    ',
    '\t',
    ' ',
    'a',
    'é',
    '😀',
    ':bug:',
  ],
] as const

const nasty = fc
  .array(fc.constantFrom<string>(...PIECES), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join(''))

/** A review in which every text that is not ours is this one. */
function reviewOf(name: string): Review {
  const parent = { kind: 'service', label: name }
  const more = { kind: 'route', label: name, parent }
  const changes: Change[] = [
    { ...more, id: `delete route ${name}`, action: 'delete', fields: [], before: { name, [name]: name } },
    { ...more, id: `create route ${name}`, action: 'create', fields: [], after: { name }, takenBy: name },
    { ...more, id: 'u', action: 'update', fields: [{ path: name, before: 1, after: name }] },
    {
      id: 'r',
      action: 'replace',
      kind: 'upstream',
      label: name,
      fields: [{ path: 'x', before: [name], after: { [name]: name } }],
    },
  ]
  const found = problem('x', name, { hint: name, at: { file: name, line: 1, column: 1 } })
  const plan = planOf(changes)
  for (const step of plan.steps) step.note = name
  const outcome = {
    results: new Map([['u', { state: 'failed' as const, reason: name, hint: name }]]),
    interrupted: false,
    written: 1,
    milliseconds: 1,
  }
  const plans = [name, `${name}2`].map((workspace) => ({
    workspace,
    plan,
    warnings: [found],
    refusals: [found],
    outcome,
  }))
  const where = { ...target, product: name, version: name, address: name, identity: name }
  return {
    command: 'sync',
    status: 'partly',
    target: where,
    digest: 'sha256:00',
    plans,
    problems: [found],
    next: `x ${name}`,
  }
}

const html = (name: string): string =>
  String(marked.parse(markdownReport(reviewOf(name)), { gfm: true })).replaceAll('<!-- -->', '')

/** What is left when all that stands in code is taken out; short and long blocks are folded alike. */
const frame = (page: string): string =>
  page
    .replace(/<!-- keelson:.*-->/, '')
    .replace(/<code[^>]*>[^<]*<\/code>/g, '<code/>')
    .replaceAll('<details open>', '<details>')

describe('texts that are not ours', () => {
  it('stand in code, and nothing of the report around them moves', () => {
    const plain = frame(html('plain'))
    expect(plain).not.toContain('plain')
    fc.assert(
      fc.property(nasty, (name) => {
        expect(frame(html(name))).toBe(plain)
      }),
      { numRuns: 200 },
    )
  })

  it('are read as they are, but for what cannot be seen', () => {
    const named: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' }
    const decoded = (text: string) =>
      text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, word) => named[word] ?? String.fromCodePoint(Number(code)))
    fc.assert(
      fc.property(nasty, (name) => {
        const shown = [...html(name).matchAll(/<code>([^<]*)<\/code>/g)].map(([, text = '']) => decoded(text))
        expect(shown).toContain(printable(name.slice(0, 60)) + (name.length > 60 ? '…' : ''))
      }),
      { numRuns: 100 },
    )
  })
})
