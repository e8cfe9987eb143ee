import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site } from './site.ts'

const SHOP = `_format_version: "3.0"
_workspace: shop
_workspace_settings:
  comment: what the shop sells
  meta: {color: "#123456"}
services:
- name: cart
  host: cart.internal
`

let site: Site
const write = (name: string, text: string) => writeFileSync(join(site.cwd, name), text)

beforeAll(async () => {
  site = await openSite()
  write('shop.yaml', SHOP)
  write('plain.yaml', '_format_version: "3.0"\nservices:\n- {name: desk, host: desk.internal}\n')
})
afterAll(() => site.close())

describe('a workspace that is not there', () => {
  it('is made by the first change of a plan, which diff shows', async () => {
    const { code, stdout } = await site.keelson('diff @shop.yaml')
    expect([code, stdout]).toEqual([
      0,
      '+ create workspace shop\n+ create service cart\n\nPlan: 2 to create; 0 unchanged.\n',
    ])
    expect(site.sandbox.requests.POST ?? 0).toBe(0)
  })

  it('is made with its settings by sync, before what is in it', async () => {
    const { code, stdout } = await site.keelson('sync @shop.yaml')
    expect([code, stdout.split('\n').at(-2)]).toEqual([0, expect.stringContaining('Done. 2 of 2 changes applied')])
    expect(await site.request('GET', '/workspaces/shop')).toMatchObject({
      comment: 'what the shop sells',
      meta: { color: '#123456' },
    })
    expect(await site.names('/shop/services')).toEqual(['cart'])
    expect(await site.names('/services')).toEqual([])
    expect((await site.keelson('diff @shop.yaml --exit-code')).code).toBe(0)
  })

  it('is made by --workspace too, for a file that names none', async () => {
    expect((await site.keelson('apply @plain.yaml -w office')).code).toBe(0)
    expect(await site.names('/office/services')).toEqual(['desk'])
    expect((await site.keelson('diff @plain.yaml -w office --exit-code')).code).toBe(0)
  })

  it.each(['ping', 'dump', 'reset --yes'])('is an error for %s', async (command) => {
    const { code, stderr } = await site.keelson(`${command} -w nope`)
    expect([code, stderr]).toEqual([3, expect.stringContaining('there is no workspace nope')])
  })
})

describe('the settings of a workspace', () => {
  it('are in its dump, and nothing is left to do after it', async () => {
    expect((await site.keelson('dump -w shop -o @dumped.yaml')).code).toBe(0)
    const text = readFileSync(join(site.cwd, 'dumped.yaml'), 'utf8')
    expect(text).toContain(
      '_workspace: shop\n_workspace_settings:\n  comment: what the shop sells\n  meta:\n    color: "#123456"\nservices:\n',
    )
    expect((await site.keelson('diff @dumped.yaml --exit-code')).code).toBe(0)
  })

  it('are changed by name of the field', async () => {
    write('changed.yaml', SHOP.replace('what the shop sells', 'old things').replace('  meta: {color: "#123456"}\n', ''))
    const { code, stdout } = await site.keelson('sync @changed.yaml')
    expect([code, stdout.split('\n\n')[0]]).toEqual([
      0,
      '~ update workspace shop\n      comment: "what the shop sells" → "old things"\n      meta.color: "#123456" → (none)',
    ])
    expect(await site.request('GET', '/workspaces/shop')).toMatchObject({
      comment: 'old things',
      meta: { color: null },
    })
  })

  it('are left alone by a file that says nothing of them', async () => {
    write('silent.yaml', SHOP.replace(/_workspace_settings:\n(?: .*\n)*/, ''))
    const { code, stdout } = await site.keelson('diff @silent.yaml --exit-code')
    expect([code, stdout]).toEqual([0, 'No changes. 1 entity is as the state files say.\n'])
  })

  it.each([
    ['comment: {a: 1}', 'comment'],
    ['colour: red', 'a workspace has no setting colour'],
    ['meta: {shade: 1}', 'shade'],
  ])('are checked (%s)', async (line, expected) => {
    write('bad.yaml', SHOP.replace(/_workspace_settings:\n(?: .*\n)*/, `_workspace_settings: {${line}}\n`))
    const { code, stderr } = await site.keelson('diff @bad.yaml')
    expect([code, stderr]).toEqual([3, expect.stringContaining(expected)])
    expect(stderr).toMatch(/bad\.yaml:3:\d+/)
  })
})

describe('a file for one workspace', () => {
  it.each(['diff', 'sync', 'apply', 'validate'])('never lands in another (%s)', async (command) => {
    const { code, stdout, stderr } = await site.keelson(`${command} @shop.yaml -w office`)
    expect([code, stdout + stderr]).toEqual([
      3,
      expect.stringMatching(
        /shop\.yaml:2:13 {2}error {2}_workspace {2}the file is for workspace shop; --workspace off/,
      ),
    ])
    expect(await site.names('/office/services')).toEqual(['desk'])
  })

  it('does so with --force-workspace', async () => {
    const { code, stdout, stderr } = await site.keelson('diff @shop.yaml -w office --force-workspace')
    expect([code, stderr]).toEqual([0, expect.stringContaining('warning  _workspace  the file is for workspace shop')])
    expect(stdout).toContain('- delete service desk')
  })
})
