import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keeping, pick } from '../../../src/config/options.ts'
import { readFile } from '../../../src/config/read-file.ts'
import { runSettingsOf } from '../../../src/config/run-settings.ts'
import { resolve } from '../../../src/config/settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'keelson-settings-'))

async function given(env: Record<string, string> = {}, yaml?: string, cwd = folder) {
  const path = join(folder, 'keelson.yaml')
  if (yaml !== undefined) writeFileSync(path, yaml)
  const file = yaml === undefined ? {} : { file: await readFile(path) }
  return runSettingsOf(resolve([...keeping, ...pick('target')], { flags: {}, env, ...file }), cwd)
}

describe('the store', () => {
  it.each([
    [{}, undefined, folder, { path: join(folder, '.keelson'), shown: '.keelson', kept: false }],
    [{}, 'quiet: true', join(folder, 'a/b'), { path: join(folder, '.keelson'), kept: false }],
    [{}, 'store: kept', join(folder, 'a'), { path: join(folder, 'kept'), kept: false }],
    [{}, 'store: ../kept', folder, { path: join(folder, '../kept'), kept: true }],
    [{ KEELSON_STORE: 'here' }, 'store: kept', join(folder, 'a'), { path: join(folder, 'a/here'), shown: 'here' }],
    [{ KEELSON_STORE: '/var/kept' }, undefined, folder, { path: '/var/kept', shown: '/var/kept', kept: true }],
    [{ KEELSON_STORE: '..kept' }, undefined, folder, { path: join(folder, '..kept'), kept: false }],
    [{ KEELSON_TARGET: 't' }, 'store: a\ntargets: {t: {store: b}}', folder, { path: join(folder, 'b') }],
  ])('of %j and %j is found', async (env, yaml, cwd, place) => {
    expect((await given(env, yaml, cwd)).place).toMatchObject(place)
  })

  it('is no address', async () => {
    await expect(given({}, 'store: s3://bucket/keelson')).rejects.toMatchObject({
      exit: 'invalid',
      message: expect.stringMatching(/keelson\.yaml:1:8: "s3:\/\/bucket\/keelson" is an address/),
    })
  })
})

describe('a CI system', () => {
  it.each([
    [{ CI: 'true' }, true],
    [{ CI: '1' }, true],
    [{ CI: 'false' }, false],
    [{ CI: '' }, false],
    [{ GITLAB_CI: 'true' }, true],
    [{ JENKINS_URL: 'https://ci/' }, true],
    [{}, false],
  ])('is told by %j', async (env, ci) => {
    expect((await given(env)).ci).toBe(ci)
  })

  it.each([
    [{ CI_JOB_URL: 'https://gitlab.example/a/-/jobs/7' }, 'https://gitlab.example/a/-/jobs/7'],
    [{ BUILD_URL: 'https://user:secret@ci.example/job/7/' }, 'https://ci.example/job/7/'],
    [
      { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' },
      'https://github.com/a/b/actions/runs/7',
    ],
    [{ BUILD_URL: 'not an address' }, undefined],
    [{ GITHUB_RUN_ID: '7' }, undefined],
  ])('tells its job: %j', async (env, job) => {
    expect((await given(env)).job).toBe(job)
  })
})

describe('what is kept', () => {
  it.each([
    [{}, { extent: 'touched', recipients: [], required: false }],
    [
      { KEELSON_BACKUP: 'full', KEELSON_RECIPIENT: 'age1a,age1b' },
      { extent: 'full', recipients: ['age1a', 'age1b'] },
    ],
    [{ KEELSON_BACKUP: 'full', KEELSON_NO_BACKUP: 'true' }, { extent: 'none' }],
    [{ KEELSON_REQUIRE_BACKUP_STORE: 'true' }, { required: true }],
  ])('follows %j', async (env, wanted) => {
    expect(await given(env)).toMatchObject(wanted)
  })
})
