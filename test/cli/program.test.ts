import { type ChildProcess, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../src/sandbox/kong/server.ts'
import { type Place, runHere } from '../support/run-here.ts'
import { hasTerminal, isBuilt, runOnTerminal, runProgram, startProgramSandbox } from './program.ts'
import { programFolder, STATE } from './program-folder.ts'
import { reportOf } from './report-schema.ts'

describe.skipIf(!isBuilt)('the built program (npm run build makes it)', () => {
  let sandbox: Awaited<ReturnType<typeof startProgramSandbox>>
  let env: Record<string, string>
  let cwd: string
  const built = (line: string, more: Parameters<typeof runProgram>[1] = {}) =>
    runProgram(line.split(' '), { cwd, ...more, env: { ...env, ...more.env } })
  /** What no other process is needed for. */
  const keelson = (line: string, more: Partial<Place> = {}) =>
    runHere(line.split(' '), { cwd, ...more, env: { ...env, ...more.env } })

  beforeAll(async () => {
    sandbox = await startProgramSandbox()
    env = { KEELSON_ADDR: sandbox.address }
    cwd = programFolder()
  })
  afterAll(async () => {
    const { code } = await sandbox.stop()
    expect(code).toBe(0)
  })

  it('says its version', async () => {
    expect(await runProgram(['--version'])).toMatchObject({ code: 0, stderr: '' })
  })

  it.each(['_workspace: other', '_workspace: default'])('knows no workspace but default (%s)', async (line) => {
    writeFileSync(join(cwd, 'workspace.yaml'), `_format_version: "3.0"\n${line}\nservices: []\n`)
    const { code, stderr } = await keelson('diff workspace.yaml')
    if (line.endsWith('default')) expect([code, stderr]).toEqual([0, ''])
    else {
      expect(code).toBe(3)
      expect(stderr).toContain(
        'workspace.yaml:2:13  error  _workspace  this Kong has no workspaces, and the file is for other\n    hint: take _workspace out of the file: workspaces need Kong Enterprise\n',
      )
      expect((await keelson('validate --online workspace.yaml')).stderr).toContain('workspace.yaml:2:13  error')
      expect((await keelson('diff -w team kong.yaml')).stderr).toContain('hint: leave --workspace out')
    }
    expect((await keelson('ping -w other')).code).toBe(3)
  })

  it('goes through the main job, each step with its exit code', async () => {
    expect(await keelson('ping')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining(sandbox.address),
    })
    expect(await keelson('validate kong.yaml')).toMatchObject({ code: 0, stderr: '' })
    expect(await keelson('diff kong.yaml --exit-code')).toMatchObject({ code: 2, stderr: '' })
    const synced = await built('sync kong.yaml')
    const kept =
      /^warning .* secrets in clear, in the folder \.keelson .*\n {4}hint: .*\nBackup: Pre-Restore Configuration .*\n$/
    expect([synced.code, synced.stderr]).toEqual([0, expect.stringMatching(kept)])
    expect(synced.stdout).toContain('Done. 4 of 4 changes applied')
    expect(synced.stdout).not.toContain('sesame-open')
    expect(await built('diff kong.yaml --exit-code')).toMatchObject({
      code: 0,
      stdout: 'No changes. 4 entities are as the state files say.\n',
    })
    expect(await built('diff - --exit-code', { stdin: STATE })).toMatchObject({ code: 0 })
  })

  it('dumps to a file that only its owner reads, and knows it again', async () => {
    const made = programFolder()
    const file = join(made, 'out.yaml')
    expect(await keelson(`dump -o ${file}`)).toMatchObject({ code: 0, stdout: '' })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    const text = readFileSync(file, 'utf8')
    expect(text).toMatch(/^# yaml-language-server: \$schema=.*kong\.schema\.json\n# Written by keelson dump\n/)
    expect(await keelson(`dump -o ${file}`)).toMatchObject({ code: 0 })
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(await keelson('dump -o -')).toMatchObject({ code: 0, stdout: text })
    expect(readdirSync(made).sort()).toEqual(['kong.yaml', 'out.yaml'])
  })

  it('does not write over what it did not write, without --force', async () => {
    const file = join(programFolder(), 'kong.yaml')
    expect(await keelson(`dump -o ${file}`)).toMatchObject({ code: 4, stderr: expect.stringContaining('add --force') })
    expect(readFileSync(file, 'utf8')).toBe(STATE)
    expect(await keelson(`dump -o ${file} --force`)).toMatchObject({ code: 0 })
    expect(readFileSync(file, 'utf8')).not.toBe(STATE)
  })

  it('tells why a file cannot be written', async () => {
    const made = programFolder()
    mkdirSync(join(made, 'dir'))
    symlinkSync('/nowhere/at/all', join(made, 'dangling'))
    symlinkSync(join(made, 'kong.yaml'), join(made, 'link'))
    const cases: [string, string][] = [
      ['dir', 'it is a folder'],
      ['none/out.yaml', 'does not exist'],
      ['none/', 'it names a folder, which does not exist\n    hint: name a file; only `dump --all-workspaces`'],
      ['kong.yaml/out.yaml', 'is not a folder'],
      ['dangling', 'a symbolic link to /nowhere/at/all, which does not exist'],
      ['link', 'it is a symbolic link to'],
      ['n'.repeat(300), 'the name is too long'],
    ]
    for (const [name, reason] of cases) {
      const ended = await keelson(`dump --force -o ${join(made, name)}`)
      expect([name, ended.code, ended.stderr]).toEqual([name, 1, expect.stringContaining(reason)])
      expect(ended.stderr.split('\n').length).toBeLessThan(5)
    }
    expect(readFileSync(join(made, 'kong.yaml'), 'utf8')).toBe(STATE)
  })

  it.skipIf(process.getuid?.() === 0)('tells that permission is denied', async () => {
    const made = programFolder()
    chmodSync(made, 0o500)
    expect(await keelson(`dump -o ${join(made, 'x')}`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('permission is denied'),
    })
  })

  it('does not print secrets into a CI log unless told to', async () => {
    const refused = await keelson('dump', { env: { CI: 'true' } })
    expect([refused.code, refused.stdout]).toEqual([4, ''])
    expect(await keelson('dump -o -', { env: { CI: 'true' } })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('sesame-open'),
    })
    expect(await keelson('dump --exclude consumers', { env: { CI: 'true' } })).toMatchObject({ code: 0 })
  })

  it('masks tokens in --verbose, whatever way they came', async () => {
    const ended = await keelson('ping --verbose --header X-Token:open-sesame --kong-admin-token open-sesame', {
      env: { DECK_HEADERS: 'Y:open-sesame', KEELSON_ADDR: sandbox.address.replace('http://', 'http://u:open-sesame@') },
    })
    expect(ended.code).toBe(0)
    expect(ended.stdout + ended.stderr).not.toContain('open-sesame')
    expect(ended.stderr).toContain('header X-Token = (secret)  from --header')
  })

  it('says nothing on stderr with --quiet', async () => {
    expect(await keelson('sync kong.yaml --quiet --verbose --analytics')).toMatchObject({ code: 0, stderr: '' })
  })

  const piped = (line: string) =>
    spawnSync('bash', ['-c', `'${process.execPath}' dist/cli/main.js ${line}`], {
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
    })

  it('takes a reader that goes away for no error', () => {
    const { stdout, stderr } = piped(`kinds | (exec 0<&-; sleep 2); echo "\${PIPESTATUS[0]}"`)
    expect([stdout, stderr]).toEqual(['0\n', ''])
  })

  it('does not take lost output for success', () => {
    const { status, stderr } = piped('kinds > /dev/full')
    expect([status, stderr]).toEqual([1, expect.stringContaining('stdout cannot be written')])
  })

  it('does not take lost output for changes that were shown', async () => {
    writeFileSync(join(cwd, 'drift.yaml'), STATE.replace('/v1', '/v2'))
    const { status } = piped(`diff ${join(cwd, 'drift.yaml')} --exit-code --addr ${sandbox.address} > /dev/full`)
    expect(status).toBe(1)
  })

  it('says of a JSON file that it cannot tell whose it is', async () => {
    const file = join(programFolder(), 'out.json')
    expect(await keelson(`dump --format json -o ${file}`)).toMatchObject({ code: 0 })
    expect(await keelson(`dump --format json -o ${file}`)).toMatchObject({
      code: 4,
      stderr: `error  ${file} is there already, and JSON does not tell who wrote it\n    hint: add --force to write over it\n`,
    })
    expect(await keelson(`dump --format json -o ${file} --force`)).toMatchObject({ code: 0 })
  })

  it('does not pull schemas into what is no folder', async () => {
    const file = join(programFolder(), 'kong.yaml')
    expect(await keelson(`schemas pull -o ${file}`)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`cannot write ${file}/`),
    })
  })

  it.skipIf(!hasTerminal)('asks on a terminal and goes by the answer', async () => {
    const answered = async (line: string, key: string, shell = '') =>
      runOnTerminal(line.split(' '), {
        cwd,
        env,
        shell,
        meanwhile: (child) => {
          let asked = false
          let text = ''
          child.stdout?.on('data', (chunk) => {
            text += chunk
            if (asked || !text.includes('No')) return
            asked = true
            setTimeout(() => child.stdin?.write(key), 200)
          })
        },
      })
    writeFileSync(join(cwd, 'tagged.yaml'), STATE.replace('- name: users\n', '- name: users\n  tags: [new]\n'))
    expect(await answered('sync tagged.yaml', 'n')).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('not confirmed'),
    })
    expect((await answered('sync tagged.yaml', '\u0003')).code).toBe(130)
    expect(await answered('sync tagged.yaml', '\u0004')).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('not confirmed'),
    })
    const viaDevice = await answered('sync -', 'y', ' < tagged.yaml')
    expect([viaDevice.code, viaDevice.stdout]).toEqual([0, expect.stringContaining('1 of 1 changes applied')])
    expect(await answered('sync kong.yaml', 'y')).toMatchObject({ code: 0 })
    const coloured = await answered('diff tagged.yaml', '')
    expect(coloured.stdout).toContain('\u001b[33m~ update service\u001b[39m users')
    expect((await answered('diff tagged.yaml --no-color', '')).stdout).not.toContain('\u001b[33m')
    expect(await answered('dump', '')).toMatchObject({
      code: 4,
      stdout: expect.stringContaining('stdout is a terminal'),
    })
  })
})

describe.skipIf(!isBuilt)('a slow gateway', () => {
  const many = `_format_version: "3.0"\nservices:\n${Array.from({ length: 60 }, (_, index) => `- name: s${index}\n  host: h\n`).join('')}`
  let sandbox: Sandbox
  let cwd: string

  /** Syncs to a gateway that gives so many answers a second; something happens once some writes have arrived. */
  async function syncAt(rate: number, meanwhile: (child: ChildProcess) => void) {
    sandbox = await startSandbox({ rate })
    cwd = programFolder()
    writeFileSync(join(cwd, 'many.yaml'), many)
    const env = { KEELSON_ADDR: sandbox.url }
    return runProgram(['sync', 'many.yaml', '--parallelism', '2'], {
      cwd,
      env,
      meanwhile: (child) => {
        const watch = setInterval(() => {
          if ((sandbox.requests.PUT ?? 0) < 5) return
          clearInterval(watch)
          meanwhile(child)
        }, 5)
      },
    })
  }
  afterEach(() => sandbox.close())

  it('is not left in the dark at an interrupt: what was done is told, exit 130', async () => {
    const ended = await syncAt(20, (child) => child.kill('SIGINT'))
    const [, done = ''] = ended.stdout.match(/Interrupted\. (\d+) of 60 changes applied/) ?? []
    expect([ended.code, Number(done) > 0 && Number(done) < 60]).toEqual([130, true])
    expect(ended.stderr).toContain('Stopping')
    const env = { KEELSON_ADDR: sandbox.url }
    const counted = await runHere(['ping', '--verbose', '--output', 'json'], { cwd, env })
    expect(reportOf(counted.stdout)).toMatchObject({ counts: { service: Number(done) } })
  })

  it('is left at once at the second signal: nothing more is told', async () => {
    const ended = await syncAt(5, (child) => {
      child.stderr?.on('data', (chunk) => String(chunk).includes('Stopping') && child.kill('SIGTERM'))
      child.kill('SIGTERM')
    })
    expect(ended.code).toBe(130)
    expect(ended.stderr).toContain('Stopping')
    expect(ended.stdout).not.toContain('Interrupted')
  })
})
