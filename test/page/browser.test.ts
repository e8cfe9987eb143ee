import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Change } from '../../src/model/change.ts'
import type { Review } from '../../src/model/review.ts'
import { htmlReport } from '../../src/report/html/html-report.ts'
import { isBuilt } from '../cli/program.ts'
import { executable, launch, remark } from './chromium.ts'
import { sampleReview } from './sample-review.ts'

interface Opened {
  page: Page
  /** Addresses that were asked for beside the page's own, and whatever the browser had to say. */
  complaints: string[]
}

describe.skipIf(executable === undefined || !isBuilt)(`the HTML report in Chromium${remark}`, () => {
  let browser: Browser
  let folder = ''

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keelson-page-'))
    browser = await launch()
  }, 60_000)
  afterEach(() => Promise.all(browser.contexts().map((context) => context.close())))
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(review: Review, options: BrowserContextOptions = {}): Promise<Opened> {
    const file = join(folder, 'report.html')
    writeFileSync(file, htmlReport(review))
    const context = await browser.newContext({ viewport: { width: 1280, height: 1600 }, ...options })
    const page = await context.newPage()
    const complaints: string[] = []
    const address = pathToFileURL(file).href
    page.on('request', (request) => request.url() !== address && complaints.push(`asks for ${request.url()}`))
    page.on('console', (message) => complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('dialog', (dialog) => {
      complaints.push(dialog.message())
      dialog.dismiss()
    })
    await page.goto(address)
    return { page, complaints }
  }

  const actions = (page: Page) => page.locator('.change .action').allTextContents()

  it('asks for nothing, complains of nothing, and shows what is destructive first', async () => {
    const { page, complaints } = await open(sampleReview({ changes: 60 }))
    expect(await page.title()).toBe('keelson diff: 60 changes to Kong Gateway 3.9.3')
    const shown = await actions(page)
    expect(shown).toHaveLength(60)
    const order = ['delete', 'replace', 'update', 'create']
    expect(shown).toEqual([...shown].sort((one, other) => order.indexOf(one) - order.indexOf(other)))
    await page.getByRole('button', { name: 'Open all' }).click()
    expect(await page.locator('.change[open] table').count()).toBe(60)
    await page.getByRole('button', { name: 'Graph' }).click()
    expect(await page.locator('.box').count()).toBeGreaterThan(20)
    expect(complaints).toEqual([])
  })

  it('narrows by words, action, kind, workspace and tag, and counts', async () => {
    const { page } = await open(sampleReview({ changes: 400, workspaces: ['one', 'two'] }))
    const found = page.getByRole('status')
    await page.getByLabel('delete').check()
    const deletes = await page.locator('.tile.delete b').textContent()
    expect(await found.textContent()).toBe(`${deletes} of 400 changes`)
    expect(new Set(await actions(page))).toEqual(new Set(['delete']))
    await page.getByLabel('two', { exact: false }).first().check()
    await page.getByRole('checkbox', { name: /^route/ }).check()
    await page.getByRole('checkbox', { name: /^search/ }).check()
    const rows = await page.locator('.change summary').allTextContents()
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) expect(row).toMatch(/delete route search-\d+-v1 .* two/)
    const [first = ''] = /search-\d+-v1/.exec(rows[0] ?? '') ?? []
    await page.getByRole('searchbox').fill(`${first} PATHS`)
    expect(await found.textContent()).toBe('1 of 400 changes')
    await page.getByRole('searchbox').fill('nowhere')
    expect(await page.locator('.list').textContent()).toContain('No change is like that.')
    await page.getByRole('button', { name: 'Clear filters' }).click()
    expect(await found.textContent()).toBe('400 changes')
  })

  it('sets values side by side, and marks what differs', async () => {
    const { page } = await open(sampleReview({ changes: 8 }))
    const service = page.locator('.change.update', { hasText: 'billing-0' }).first()
    expect(await service.locator('tbody tr').first().locator('th, td').allTextContents()).toEqual([
      'host',
      '"billing-0.legacy.example"',
      '"billing-0.internal.example"',
    ])
    expect(await service.locator('del, ins').allTextContents()).toEqual(['legacy', 'internal', '5', '0'])
    const text = page.locator('.change', { hasText: 'pre-function' }).first()
    expect(await text.locator('.gone, .come').allTextContents()).toEqual(['kong.log("old")', 'kong.log.warn("new")'])
  })

  it('tells in the closed row of a delete what tells most of it, without times and its own name', async () => {
    const sample = sampleReview({ changes: 2 })
    const times = { created_at: 1795296328, updated_at: 1795296328 }
    const gone = (kind: string, label: string, before: Change['before']): Change => ({
      id: `delete ${label}`,
      action: 'delete',
      kind,
      label,
      fields: [],
      before: { ...times, ...before },
    })
    const changes = [
      gone('route', 'r', { name: 'r', protocols: ['http'], strip_path: true, paths: ['/r'], service: { id: 's' } }),
      gone('consumer', 'c', { username: 'c' }),
    ]
    const { page } = await open({
      ...sample,
      plans: sample.plans.map((each) => ({ ...each, plan: { ...each.plan, changes } })),
    })
    await page.getByRole('button', { name: 'Close all' }).click()
    expect(await page.locator('.told').allTextContents()).toEqual([
      ' paths ["/r"] · protocols ["http"] · strip_path true · 4 more',
      ' username "c" · 2 more',
    ])
  })

  it('works without a mouse: Tab reaches every control, and shows where it is', async () => {
    for (const view of ['List', 'Graph']) {
      const { page } = await open(sampleReview({ changes: 16, outcome: true }))
      await page.getByRole('button', { name: view }).click()
      const controls = await page.evaluate(() => {
        const all = [...document.querySelectorAll('a, button, input, select, summary, [tabindex="0"]')]
        const seen = all.filter((each) => each.checkVisibility({ visibilityProperty: true }))
        for (const [index, each] of seen.entries()) each.setAttribute('data-control', String(index))
        const focused = document.activeElement
        if (focused instanceof HTMLElement) focused.blur()
        scrollTo(0, 0)
        return seen.length
      })
      const reached = new Set<string>()
      // The focus starts where it was, goes through the browser itself, and comes round.
      for (let presses = 0; presses < controls * 2 + 10 && reached.size < controls; presses++) {
        await page.keyboard.press('Tab')
        const at = await page.evaluate(() => {
          const focused = document.activeElement
          if (focused === null || focused === document.body) return undefined
          return {
            name: focused.getAttribute('data-control') ?? focused.outerHTML,
            ring: getComputedStyle(focused).outlineStyle,
          }
        })
        if (at === undefined) continue
        expect(at.ring, at.name).not.toBe('none')
        reached.add(at.name)
      }
      expect(reached.size, view).toBe(controls)
    }
  })

  it('opens a row and goes from the graph to it by keys alone', async () => {
    const { page } = await open(sampleReview({ changes: 300 }))
    const first = page.locator('.change summary').first()
    await first.focus()
    await page.keyboard.press('Enter')
    // What is inside is made a moment after the row opens.
    await page.locator('.change[open] table').waitFor()
    expect(await page.locator('.change[open] table').count()).toBe(1)
    await page.getByRole('searchbox').fill('billing-0')
    await page.getByRole('button', { name: 'Graph' }).press('Enter')
    await page.locator('.box a', { hasText: 'billing-0-v2' }).press('Enter')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('billing-0-v2')
    expect(await page.locator('.change[open]', { hasText: 'billing-0-v2' }).count()).toBeGreaterThan(0)
  })

  it('draws what stays as it is and depends on the changes, told apart without colour and reached by keys', async () => {
    const { page, complaints } = await open(sampleReview({ changes: 9 }))
    await page.getByRole('button', { name: 'Graph' }).press('Enter')
    const stays = page.locator('.box.stays')
    expect(await stays.locator('text.above').allTextContents()).toEqual([
      ...Array(3).fill('route · unchanged'),
      'plugin · unchanged',
      'route · unchanged',
    ])
    expect(await stays.locator('text.name').allTextContents()).toContain('and 19,950 more')
    for (const each of await stays.locator('rect').all()) {
      expect(await each.evaluate((rect) => [getComputedStyle(rect).strokeDasharray, rect.getAttribute('rx')])).toEqual([
        '4px, 3px',
        '0',
      ])
    }
    expect(await page.locator('.box.update rect').first().getAttribute('rx')).toBe('6')
    expect(await page.locator('.graph').textContent()).toContain('19,950 unchanged entities are counted only')
    const first = page.getByRole('img', { name: 'route billing-0-v3 (unchanged)' })
    await first.focus()
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain('billing-0-v3')
    await page.getByText('The same as a list').click()
    const lines = await page.locator('.as-list li').allTextContents()
    expect(lines).toContain('route billing-0-v3 (unchanged) is needed by plugin key-auth (unchanged)')
    expect(lines[0]).toContain('19,950 more of kind route (unchanged)')
    expect(complaints).toEqual([])
  })

  it('goes through the drawings of many changes by keys, and tells of each entity only what needs it', async () => {
    const { page, complaints } = await open(sampleReview({ changes: 400 }))
    await page.getByRole('button', { name: 'Graph' }).press('Enter')
    const choice = page.getByLabel('Drawing', { exact: true })
    const options = await choice.locator('option').allTextContents()
    expect(options[0]).toMatch(/^1 of \d, from /)
    const pictures = new Set<string>()
    const lines: string[] = []
    for (const option of options) {
      if (pictures.size > 0) await page.getByRole('button', { name: 'Next' }).press('Enter')
      expect(await choice.evaluate((select: HTMLSelectElement) => select.selectedOptions[0]?.text)).toBe(option)
      expect(await page.locator('.box').count()).toBeLessThanOrEqual(90)
      pictures.add(await page.locator('.drawing').innerHTML())
      lines.push(...(await page.locator('.as-list li').allTextContents()))
    }
    expect(pictures.size).toBe(options.length)
    const services = lines.filter((line) => line.startsWith('service '))
    expect(services.length).toBeGreaterThan(40)
    for (const line of services) {
      const [service = ''] = /(?<=^service )\S+/.exec(line) ?? []
      for (const other of line.split(' is needed by ')[1]?.split('; ') ?? []) {
        expect(other).toMatch(new RegExp(`\\b${service}\\b|^19,950 more`))
      }
    }
    // The button that had the focus is at its end.
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('part')
    expect(await page.locator('.box.update .above').allTextContents()).toContain('unchanged: 3 × route, 1 × plugin')
    await page.evaluate(axe.source)
    expect(await page.evaluate(examined)).toEqual([])
    expect(complaints).toEqual([])
  })

  it('finds changes by what depends on them, says it in their rows, and narrows the graph with them', async () => {
    const { page } = await open(sampleReview({ changes: 60 }))
    await page.getByRole('searchbox').fill('billing-0-health')
    expect(await page.locator('.change .label').allTextContents()).toEqual(['billing-0'])
    await page.locator('.change summary').first().press('Enter')
    expect(await page.locator('.change .about').textContent()).toContain(
      'unchanged, and in need of it: route billing-0-v3, route billing-0-v4, route billing-0-health, plugin key-auth, 19,950 more',
    )
    await page.getByRole('button', { name: 'Graph' }).click()
    expect(await page.locator('.box').count()).toBe(6)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('checkbox', { name: /^consumer/ }).check()
    expect(await page.locator('.box.stays').count()).toBe(0)
  })

  it('prints the graph with its list, and the open list of changes, when the graph is what is shown', async () => {
    const { page } = await open(sampleReview({ changes: 60 }))
    await page.getByRole('button', { name: 'Graph' }).click()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await page.locator('.as-list ul').isVisible()).toBe(true)
    expect(await page.locator('.change[open] table').count()).toBe(60)
    expect(await page.locator('.change[open] table').first().isVisible()).toBe(true)
    const drawn = await page
      .locator('.box.stays rect')
      .first()
      .evaluate((rect) => getComputedStyle(rect).fill)
    expect(drawn).toBe('rgb(255, 255, 255)')
  })

  it('has nothing against it from axe, in the light and in the dark scheme', async () => {
    const { page } = await open(sampleReview({ changes: 16, workspaces: ['one', 'two'], outcome: true }))
    await page.evaluate(axe.source)
    for (const view of ['List', 'Graph']) {
      await page.getByRole('button', { name: view }).click()
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        expect(await page.evaluate(examined), `${view}, ${colorScheme}`).toEqual([])
      }
    }
  })

  it('filters 20,000 changes within a second', async () => {
    const review = sampleReview({ changes: 20_000, workspaces: ['one', 'two', 'three'] })
    const routes = review.plans.flatMap(({ plan }) => plan.changes).filter(({ kind }) => kind === 'route').length
    const { page, complaints } = await open(review)
    const milliseconds = await page.evaluate(() => {
      const box = document.querySelector<HTMLInputElement>('input[value="route"]')
      const start = performance.now()
      box?.click()
      document.body.getBoundingClientRect()
      return performance.now() - start
    })
    expect(await page.getByRole('status').textContent()).toBe(`${routes.toLocaleString('en')} of 20,000 changes`)
    expect(milliseconds).toBeLessThan(1000)
    await page.getByRole('searchbox').fill('payments-35-v1')
    expect(await page.locator('.change').count()).toBe(3)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByRole('button', { name: 'Graph' }).click()
    expect(await page.locator('.box').count()).toBeLessThanOrEqual(90)
    expect(complaints).toEqual([])
  })

  it('makes the rows of a long list as the reader gets to them', async () => {
    const { page } = await open(sampleReview({ changes: 1000 }))
    expect(await page.locator('.change').count()).toBeLessThan(1000)
    for (let turns = 0; turns < 10 && (await page.locator('.more').isVisible()); turns++) {
      await page.locator('.more').press('Enter')
    }
    expect(await page.locator('.change').count()).toBe(1000)
  })

  it('prints everything, open and without controls', async () => {
    const { page } = await open(sampleReview({ changes: 300 }))
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 4).toString()).toBe('%PDF')
    await page.emulateMedia({ media: 'print' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    expect(await page.locator('.change[open] table').count()).toBe(300)
    for (const part of ['.filters', '.toolbar', '.more']) expect(await page.locator(part).isVisible(), part).toBe(false)
    await page.evaluate(() => dispatchEvent(new Event('afterprint')))
    expect(await page.locator('.change[open]').count()).toBe(0)
  })

  it('says on paper that it is narrowed, and by what', async () => {
    const { page } = await open(sampleReview({ changes: 60 }))
    const printed = page.locator('.printed')
    await page.emulateMedia({ media: 'print' })
    expect(await printed.isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen' })
    await page.getByLabel('create').check()
    await page.getByLabel('delete').check()
    await page.getByRole('searchbox').fill('Billing-0')
    const found = await page.getByRole('status').textContent()
    expect(await printed.isVisible()).toBe(false)
    await page.emulateMedia({ media: 'print' })
    expect(await printed.isVisible()).toBe(true)
    expect(await printed.textContent()).toBe(`${found}, filter: action create or delete, search billing-0`)
  })

  it('can be read without scripts', async () => {
    const { page } = await open(sampleReview({ changes: 50 }), { javaScriptEnabled: false })
    const text = (await page.locator('body').textContent()) ?? ''
    for (const part of ['50 changes', 'Warnings', 'sha256:', 'keelson sync kong.yaml']) expect(text).toContain(part)
    expect(await page.locator('.plain li').count()).toBe(50)
  })

  it('shows hostile names as they are', async () => {
    const hostile = `</script></style><img src=x onerror="alert(1)"><!-- &lt; \`'\u202e`
    const change: Change = {
      id: `update ${hostile}`,
      action: 'update',
      kind: hostile,
      label: hostile,
      parent: { kind: hostile, label: `${hostile} above` },
      fields: [{ path: hostile, before: hostile, after: `${hostile}\nand more` }],
      after: { tags: [hostile] },
      place: { file: hostile, path: [hostile] },
    }
    const sample = sampleReview({ changes: 2 })
    const plans = sample.plans.map((plan) => ({
      ...plan,
      workspace: hostile,
      plan: { ...plan.plan, changes: [change, change] },
    }))
    const { page, complaints } = await open({ ...sample, command: hostile, next: hostile, digest: hostile, plans })
    await page.getByRole('button', { name: 'Graph' }).click()
    await page.getByRole('button', { name: 'List' }).click()
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('.change .label').first().textContent()).toBe(hostile.replace('\u202e', '\\u202e'))
    expect(complaints).toEqual([])
  })
})

/** Runs in the page: what axe finds against it. */
async function examined(): Promise<string[]> {
  const { axe } = window as unknown as { axe: Axe }
  const { violations } = await axe.run()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

interface Axe {
  run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
}
