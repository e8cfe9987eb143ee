import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSite, type Site } from './site.ts'

/**
 * The lines of Kong's guide to backing up a gateway, with `keelson` in place of `deck`. The guide's quotes are typographic:
 * a shell does not know them, so they are passed on as they are, and split what stands between them.
 */
const TOKEN = 'token-of-root'
let site: Site

const run = (...words: string[]) => site.keelson(words, { env: { KEELSON_KONG_ADMIN_TOKEN: TOKEN } })
const backup = (name: string): string => join(site.cwd, name)

beforeAll(async () => {
  site = await openSite({ enforceRbac: true, adminToken: TOKEN }, TOKEN)
  for (const name of ['it_dept', 'sales']) {
    await site.request('POST', '/workspaces', { name })
    await site.request('POST', `/${name}/services`, { name: `of-${name}`, host: 'h.internal' })
  }
  await site.request('POST', '/services', { name: 'plain', host: 'h.internal' })
})
afterAll(() => site.close())

it.each([
  [['ping', '--headers', `Kong-Admin-Token: ${TOKEN}`]],
  [['ping', '--headers', `“Kong-Admin-Token: ${TOKEN}”`]],
  [['ping', '--headers', `“Kong-Admin-Token:${TOKEN}”`]],
  // As a shell parts it.
  [['ping', '--headers', '“Kong-Admin-Token:', `${TOKEN}”`]],
])('takes the token of a header, whatever the quotes: %j', async (words) => {
  const { code, stdout } = await site.keelson(words)
  expect([code, stdout]).toEqual([0, expect.stringContaining('Kong Gateway 3.9')])
  expect((await site.keelson(['ping', '--headers', '“Kong-Admin-Token: wrong”'])).code).toBe(1)
})

it('backs up and restores as the guide says', async () => {
  expect((await run('ping')).code).toBe(0)
  expect((await run('dump', '--all-workspaces', '-o', backup('kong_backup.yaml'))).code).toBe(0)
  expect((await run('dump', '--workspace', 'it_dept', '-o', backup('it_dept.yaml'))).code).toBe(0)
  expect((await run('dump', '-o', backup('default.yaml'))).code).toBe(0)
  for (const name of ['kong_backup.yaml', 'it_dept.yaml', 'default.yaml']) {
    expect((await run('validate', '-s', backup(name))).code).toBe(0)
    expect((await run('validate', '--online', '-s', backup(name))).code).toBe(0)
  }
  expect((await run('reset', '--all-workspaces', '--yes')).code).toBe(0)
  expect(await site.names('/it_dept/services')).toEqual([])
  expect((await run('sync', '--workspace', 'it_dept', '-s', backup('it_dept.yaml'))).code).toBe(0)
  expect(await site.names('/it_dept/services')).toEqual(['of-it_dept'])
  expect((await run('sync', '-s', backup('default.yaml'))).code).toBe(0)
  expect(await site.names('/services')).toEqual(['plain'])
  expect((await run('sync', '--all-workspaces', '-s', backup('kong_backup.yaml'))).code).toBe(0)
  expect(await site.names('/sales/services')).toEqual(['of-sales'])
  expect((await run('dump', '--all-workspaces', '-o', backup('again.yaml'))).code).toBe(0)
  expect(readFileSync(backup('again.yaml'), 'utf8')).toBe(readFileSync(backup('kong_backup.yaml'), 'utf8'))
  expect(existsSync(backup('manifest.json'))).toBe(false)
})
