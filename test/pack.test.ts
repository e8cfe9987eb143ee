import { execFile, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clean, isBuilt } from './cli/program.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))

const STATE = '_format_version: "3.0"\nservices:\n- name: users\n  url: http://users.example/v1\n'

/** Unpacks a tarball as an install would, with the packages of this checkout in place of a registry's. */
async function link(tarball: string, project: string): Promise<void> {
  const modules = join(project, 'node_modules')
  mkdirSync(join(modules, '.bin'), { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', modules])
  await run('mv', [join(modules, 'package'), join(modules, 'keelson')])
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(modules, name))
  }
  const { bin } = JSON.parse(readFileSync(join(modules, 'keelson/package.json'), 'utf8'))
  await run('chmod', ['+x', join(modules, 'keelson', bin.keelson)])
  symlinkSync(join('..', 'keelson', bin.keelson), join(modules, '.bin/keelson'))
}

/** Installs from npm's cache; a cache that `npm ci` filled may lack what an install without a lockfile looks up. */
async function install(tarball: string, project: string): Promise<void> {
  const options = ['--offline', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--fetch-retries=0']
  try {
    await run('npm', ['install', ...options, tarball], { cwd: project })
  } catch {
    rmSync(join(project, 'node_modules'), { recursive: true, force: true })
    await link(tarball, project)
  }
}

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
    await install(join(folder, tarball), project)
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const keelson = (...args: string[]) =>
    run(join(project, 'node_modules/.bin/keelson'), args, { cwd: project, env: clean() })

  it('holds what is needed, and nothing of the workshop', () => {
    const files = readdirSync(join(project, 'node_modules/keelson')).filter((name) => name !== 'node_modules')
    expect(files.sort()).toEqual(
      ['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'docs', 'examples', 'package.json', 'schemas'].sort(),
    )
  })

  it('helps', async () => {
    expect((await keelson('--help')).stdout).toMatch(/^Usage: keelson <command>/)
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect((await keelson('--version')).stdout).toBe(`${version}\n`)
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
