import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import axe from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { htmlTables } from '../../src/report/inconsistencies/html.ts'
import { executable, launch, remark } from './chromium.ts'

const TABLES = [
  {
    title: 'Inconsistencies',
    columns: ['Level', 'Workspace', 'Configuration', 'Entity', 'Name', 'Reason', 'Resolution', 'Place'],
    rows: [
      ['error', '', 'upstreams', 'upstream', '', 'this would delete it', 'write `upstreams: []` in a file', ''],
      ['warning', '', 'routes', 'route', `${'long-'.repeat(30)}`, 'a `<b>` in it', 'an odd ` in it', 'kong.yaml:12:7'],
    ],
  },
  {
    title: 'Modifications',
    columns: ['Action', 'Field', 'Before', 'After'],
    rows: ['delete', 'replace', 'update', 'create'].map((action) => [action, 'host', '"a"', '"`b`"']),
  },
  { title: 'Nothing', columns: ['Level'], rows: [] },
]
const ABOUT = { title: 'Inconsistencies', target: 'Kong at http://127.0.0.1:8001', verdict: '1 error, 1 warning.' }

describe.skipIf(executable === undefined)(`the page of tables in Chromium${remark}`, () => {
  let browser: Browser
  let page: Page
  let folder = ''
  const complaints: string[] = []

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keelson-tables-'))
    const file = join(folder, 'report.html')
    writeFileSync(file, htmlTables(TABLES, ABOUT))
    browser = await launch()
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await page.addInitScript({ content: axe.source })
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(pathToFileURL(file).href)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const cells = (column: string) => page.locator(`td.${column}`)
  const height = (column: string) =>
    cells(column)
      .first()
      .evaluate((cell) => cell.querySelector('span')?.offsetHeight)

  it('shows what came of it, all cells, and code as code where the words are ours', async () => {
    expect(await page.locator('.verdict.error').textContent()).toBe('1 error, 1 warning.')
    expect(await cells('reason').allTextContents()).toEqual(['this would delete it', 'a `<b>` in it'])
    expect(await cells('resolution').allTextContents()).toEqual(['write upstreams: [] in a file', 'an odd ` in it'])
    expect(await page.locator('code').allTextContents()).toEqual(['upstreams: []'])
    expect(await cells('after').first().textContent()).toBe('"`b`"')
    expect(await cells('workspace').count()).toBe(0)
    expect(complaints).toEqual([])
  })

  it('breaks no short word, and lets nothing stand out of a window, however narrow', async () => {
    for (const column of ['level', 'configuration', 'entity', 'action', 'field', 'before']) {
      expect(await height(column), column).toBeLessThan(24)
    }
    for (const width of [1280, 700, 360]) {
      await page.setViewportSize({ width, height: 900 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBeLessThanOrEqual(width)
    }
    expect(
      await cells('level')
        .first()
        .evaluate((cell) => getComputedStyle(cell, '::before').content),
    ).toBe('"Level"')
    await page.setViewportSize({ width: 1280, height: 900 })
  })

  it('has nothing against it from axe, light and dark, wide and narrow', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      for (const width of [1280, 360]) {
        await page.setViewportSize({ width, height: 900 })
        expect(await page.evaluate(examined), `${colorScheme}, ${width}`).toEqual([])
      }
    }
  })
})

/** Runs in the page: what axe finds against it. */
async function examined(): Promise<string[]> {
  const { axe } = window as unknown as {
    axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
  }
  const { violations } = await axe.run()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
