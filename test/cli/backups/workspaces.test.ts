import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSite, type Site } from '../workspaces/site.ts'

let site: Site
const at = (...parts: string[]) => join(site.cwd, ...parts)
const file = (workspace: string, services: string) =>
  `_format_version: "3.0"\n_workspace: ${workspace}\nservices: ${services}\n`

beforeAll(async () => {
  site = await openSite()
  writeFileSync(at('shop.yaml'), file('Shop', '[{name: cart, host: cart.internal}, {name: pay, host: pay.internal}]'))
  writeFileSync(at('office.yaml'), file('office', '[{name: mail, host: mail.internal}]'))
  expect((await site.keelson('sync --all-workspaces @shop.yaml @office.yaml --quiet')).code).toBe(0)
}, 60_000)
afterAll(() => site.close())

it('a run over all workspaces is one run, with a file of each, that is put back by one command', async () => {
  const runs = () => readdirSync(at('.keelson/runs')).sort()
  expect(runs()).toHaveLength(1)
  // Workspaces that the run makes had nothing to keep.
  expect(readdirSync(at('.keelson/runs', runs()[0] ?? ''))).not.toContain('backup')
  await site.keelson('dump --all-workspaces -o @before')
  writeFileSync(at('shop.yaml'), file('Shop', '[{name: cart, host: cart.example}]'))
  writeFileSync(at('office.yaml'), file('office', '[{name: mail, host: mail.example}]'))
  const line = 'sync --all-workspaces @shop.yaml @office.yaml --allow-deletes 100% --quiet'
  expect((await site.keelson(line)).code).toBe(0)

  const run = at('.keelson/runs', runs()[1] ?? '')
  expect(JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'))).toMatchObject({
    workspaces: ['Shop', 'office'],
    changes: 3,
  })
  expect(readdirSync(join(run, 'backup'))).toEqual(['Shop.yaml', 'office.yaml'])
  const back = await site.keelson(['apply', '--all-workspaces', '--quiet', join(run, 'backup')])
  expect([back.code, back.stderr]).toEqual([0, ''])
  expect((await site.keelson('diff --all-workspaces @before --exit-code --quiet')).code).toBe(0)
})

it('a workspace that goes is kept with all it holds, and comes back with its settings', async () => {
  writeFileSync(
    at('gone.yaml'),
    `_format_version: "3.0"\n_workspace: gone\n_workspace_settings:\n  comment: kept\nservices: [{name: last, host: last.internal}]\n`,
  )
  const all = '@shop.yaml @office.yaml --quiet --allow-deletes 100%'
  expect((await site.keelson(`sync --all-workspaces @gone.yaml ${all}`)).code).toBe(0)
  expect((await site.keelson(`sync --all-workspaces --prune-workspaces ${all} --yes`)).code).toBe(0)
  expect(await site.names('/workspaces')).not.toContain('gone')
  const run = at('.keelson/runs', readdirSync(at('.keelson/runs')).sort().at(-1) ?? '')
  const back = await site.keelson(['apply', '--all-workspaces', '--quiet', join(run, 'backup')])
  expect([back.code, back.stderr]).toEqual([0, ''])
  const found = await site.request('GET', '/workspaces/gone')
  expect([found.comment, await site.names('/gone/services')]).toEqual(['kept', ['last']])
})
