import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSite, type Site } from './site.ts'

let site: Site

beforeAll(async () => {
  site = await openSite()
  for (const name of ['alpha', 'beta']) await site.request('POST', '/workspaces', { name })
  await site.request('POST', '/beta/consumer_groups', { name: 'gold' })
})
afterAll(() => site.close())

/** The paths that a dump asks for, in their order. */
async function asked(where: string): Promise<string[]> {
  const { code, stderr } = await site.keelson(`dump --all-workspaces ${where} --verbose`)
  expect(code).toBe(0)
  return [...stderr.matchAll(/^GET \S+?:\d+(\/\S*)/gm)].map(([, path = '']) => path)
}

describe('a dump of all workspaces', () => {
  it('asks for what a gateway lacks once, and for what it has in each workspace', async () => {
    const paths = await asked('-o @all.yaml')
    const about = (name: string) => paths.filter((path) => path.endsWith(`${name}?size=1000`)).sort()
    expect(about('/filter-chains')).toEqual(['/filter-chains?size=1000'])
    expect(about('/consumer_groups')).toEqual(
      ['/alpha', '/beta', ''].map((prefix) => `${prefix}/consumer_groups?size=1000`),
    )
    expect(readFileSync(join(site.cwd, 'all.yaml'), 'utf8')).toContain('gold')
    expect(new Set(paths).size).toBe(paths.length)
  })

  it('finds out for the manifest of a folder, and for nothing else, what else there is not', async () => {
    const isTest = (path: string) => path.endsWith('?size=1')
    expect((await asked('-o @one.yaml')).filter(isTest)).toEqual([])
    mkdirSync(join(site.cwd, 'folder'))
    const tests = (await asked('-o @folder')).filter(isTest).sort()
    expect(tests).toEqual(
      ['/admins', '/event-hooks', '/groups', '/licenses', '/rbac/roles', '/rbac/users'].map((path) => `${path}?size=1`),
    )
    const { files } = JSON.parse(readFileSync(join(site.cwd, 'folder/manifest.json'), 'utf8'))
    for (const { missing } of files) expect(missing).toContainEqual(expect.objectContaining({ kind: 'filter_chains' }))
  })
})
