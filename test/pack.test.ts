import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clean, isBuilt } from './cli/program.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))

const STATE = '_format_version: "3.0"\nservices:\n- name: users\n  url: http://users.example/v1\n'

describe.skipIf(!isBuilt)('the package of npm pack', () => {
  let project = ''
  let folder = ''

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keelson-pack-'))
    project = join(folder, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{"name": "project", "private": true}\n')
    writeFileSync(join(project, 'kong.yaml'), STATE)
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root })
    const [tarball = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'))
    // Nothing else has to come from a registry.
    const options = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund']
    await run('npm', ['install', ...options, join(folder, tarball)], { cwd: project })
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const keelson = (...args: string[]) =>
    run(join(project, 'node_modules/.bin/keelson'), args, { cwd: project, env: clean() })

  it('holds what is needed, and nothing of the workshop', () => {
    const files = readdirSync(join(project, 'node_modules/keelson')).filter((name) => name !== 'node_modules')
    expect(files.sort()).toEqual(
      [
        'action.yml',
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dist',
        'docs',
        'examples',
        'package.json',
        'schemas',
      ].sort(),
    )
  })

  it('brings all the code that it needs, with the licences of what is not its own', () => {
    expect(readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['keelson'])
    const notices = readFileSync(join(project, 'node_modules/keelson/dist/THIRD-PARTY-NOTICES.txt'), 'utf8')
    for (const name of ['ajv', 'chalk', 'js-yaml', 'yaml', 'yargs-parser']) {
      expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(\\S+\\)$`, 'm'))
    }
    expect(notices.match(/^(permission|redistribution|copyright)/gim)?.length).toBeGreaterThan(20)
  })

  it('helps', async () => {
    expect((await keelson('--help')).stdout).toMatch(/^Usage: keelson <command>/)
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect((await keelson('--version')).stdout).toBe(`${version}\n`)
  })

  it('finds its schemas, and loads on demand what few runs need', async () => {
    expect((await keelson('kinds')).stdout).toMatch(/^ route +routes +name +service +all +yes\b/m)
    writeFileSync(join(project, 'wrong.yaml'), STATE.replace('url: http', 'retries: many\n  url: http'))
    const ended = await keelson('validate', 'wrong.yaml').catch((error) => error)
    expect(ended).toMatchObject({
      code: 3,
      stdout: expect.stringMatching(/^wrong\.yaml:4:12 {2}error {2}.*retries "many"/),
    })
    writeFileSync(join(project, 'keelson.yaml'), 'parallelism: 3\n')
    const { stderr } = await keelson('validate', 'kong.yaml', '--verbose').finally(() =>
      rmSync(join(project, 'keelson.yaml')),
    )
    expect(stderr).toContain('keelson.yaml:1')
  })

  it('runs the sandbox, and dumps what was synced to it', { timeout: 60_000 }, async () => {
    const args = ['sandbox', 'kong', '--port', '0']
    const sandbox = spawn(join(project, 'node_modules/.bin/keelson'), args, { cwd: project, env: clean() })
    const ended = new Promise((resolve) => sandbox.on('close', resolve))
    const address = await new Promise<string>((resolve, reject) => {
      sandbox.stdout.once('data', (chunk) => resolve(/http:\/\/\S+/.exec(String(chunk))?.[0] ?? ''))
      sandbox.once('exit', () => reject(new Error('the sandbox ended early')))
    })
    try {
      await keelson('validate', 'kong.yaml')
      await keelson('sync', 'kong.yaml', '--addr', address)
      const { stdout } = await keelson('dump', '--skip-defaults', '--addr', address)
      expect(stdout).toMatch(/\nservices:\n- name: users\n/)
    } finally {
      sandbox.kill('SIGTERM')
    }
    expect(await ended).toBe(0)
  })
})
