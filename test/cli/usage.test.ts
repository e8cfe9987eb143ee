import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { splitLine } from '../../src/cli/arguments/argv.ts'
import { commands } from '../../src/cli/arguments/commands.ts'
import { parse } from '../../src/cli/arguments/parse.ts'
import { exits } from '../../src/cli/terminal/exit.ts'
import { create, fakePlanning, planOf } from './fake-plan.ts'
import { runCli } from './fake-world.ts'
import { reportOf } from './report-schema.ts'

const none = () => fakePlanning(planOf([]))

describe('the command line', () => {
  it('helps, with all commands and the exit codes', async () => {
    const { code, stdout, stderr } = await runCli('--help')
    expect([code, stderr]).toEqual([0, ''])
    for (const { name } of commands) expect(stdout).toContain(`  ${name} `)
    for (const { code: each, means } of Object.values(exits)) expect(stdout).toContain(`${each}  ${means}`)
  })

  it.each(commands.map((each) => each.name))('helps with %s, with every option and examples', async (name) => {
    const command = await commands.find((each) => each.name === name)?.load()
    const { code, stdout } = await runCli(`${name} --help`)
    expect(code).toBe(0)
    for (const option of command?.options ?? []) expect(stdout).toContain(`--${option.name}`)
    expect(stdout).toMatch(/Examples:\n {2}# .+\n {2}\S/)
    expect(await runCli(`help ${name}`)).toMatchObject({ code: 0, stdout })
  })

  it.each(['keyring', 'lock', 'sandbox', 'schemas'])('helps with the commands that begin with %s', async (group) => {
    const { code, stdout, stderr } = await runCli(`${group} --help`)
    expect([code, stderr]).toEqual([0, ''])
    const inner = commands.filter(({ name }) => name.startsWith(`${group} `))
    for (const { name, describe: what } of inner) expect(stdout).toMatch(new RegExp(`^ {2}${name} +${what}$`, 'm'))
    expect(stdout.match(/^ {2}\S/gm)).toHaveLength(inner.length)
    for (const line of [`help ${group}`, `--help ${group}`, `${group} -h`])
      expect(await runCli(line)).toMatchObject({ code: 0, stdout })
  })

  it('tells its version', async () => {
    for (const line of ['--version', 'version']) {
      const { code, stdout } = await runCli(line)
      expect([code, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)])
    }
  })

  it.each([
    ['', 'no command was given', 'see keelson --help'],
    ['snyc a.yaml', 'unknown command "snyc"', 'did you mean sync?'],
    ['sandbox', 'sandbox needs one more word', 'did you mean sandbox kong?'],
    ['keyring exprot', 'unknown command "keyring exprot"', 'did you mean keyring export?\n'],
    ['keyring exprot --help', 'unknown command "keyring exprot"', 'did you mean keyring export?\n'],
    ['keyring zzzzzzzzz', 'unknown command "keyring zzzzzzzzz"', 'see keelson keyring --help'],
    ['sandbox kog', 'unknown command "sandbox kog"', 'did you mean sandbox kong?'],
    ['sync --alow-empty a.yaml', 'unknown option --alow-empty', 'did you mean --allow-empty?'],
    ['ping --adr x', 'unknown option --adr', 'did you mean --addr?'],
    ['sync -q a.yaml', 'unknown option -q', ''],
    ['ping extra', 'unexpected argument "extra"', 'see keelson ping --help'],
    ['sync a.yaml --addr', '--addr needs a value', ''],
    ['sync a.yaml --addr --yes', '--addr needs a value', ''],
    ['sync a.yaml -w -s b.yaml', '-w needs a value', ''],
    ['sync a.yaml -wyes --yse', 'unknown option --yse', 'did you mean --yes?'],
    ['sync a.yaml -yes', 'unknown option -y', ''],
    ['sync a.yaml --addr --yse', '--addr needs a value', ''],
    ['sync a.yaml --w prod', 'unknown option --w', 'did you mean -w?'],
    ['sync a.yaml --no-yes', 'unknown option --no-yes', ''],
    ['sync a.yaml --allowEmpty', 'unknown option --allowEmpty', 'did you mean --allow-empty?'],
    ['sync a.yaml --__proto__=x', 'unknown option --__proto__', ''],
    ['sync a.yaml -1e3', 'unknown option -1', ''],
    ['sync a.yaml --timeout -1', '--timeout is -1, the least is 0.001', ''],
    ['sync --timeout soon a.yaml', '--timeout is "soon", it takes a number', ''],
    ['sync --timeout 0 a.yaml', '--timeout is 0, the least is 0.001', ''],
    ['sync --parallelism 1.5 a.yaml', '--parallelism is 1.5, it takes a whole number or auto', ''],
    ['sync --parallelism 0 a.yaml', '--parallelism is 0, the least is 1', ''],
    ['sync --parallelism 1001 a.yaml', '--parallelism is 1001, the most is 1000', ''],
    ['sync --parallelism automatic a.yaml', '--parallelism is "automatic", it takes a number or auto', ''],
    ['dump --format toml', '--format is "toml", it takes yaml or json', ''],
    ['sync --yes=maybe a.yaml', '--yes takes true or false, not "maybe"', ''],
    ['sync --allow-deletes many a.yaml', 'a count (120) or a share (60%)', ''],
    ['sync --allow-deletes 101% a.yaml', 'a count (120) or a share (60%)', ''],
    ['sync a.yaml --target prod', '--target: there is no target "prod"', 'no configuration file'],
    ['ping --addr localhost:8001', 'is not an http or https address', 'http://localhost:8001'],
    ['ping --addr ftp://kong', 'is not an http or https address', ''],
    ['ping --tls-client-cert-file c.pem', 'belong together', ''],
    ['dump --all-workspaces -w a', 'exclude each other', ''],
    ['file render a.yaml', 'deck file render has no counterpart', 'of deck file, Keelson has validate'],
    ['konnect dump', 'deck konnect has no counterpart', 'Keelson does not talk to Konnect'],
    ['ping --timeout 1e9', '--timeout is 1e9, the most is 86400', ''],
    ['sandbox kong --port 99999', '--port is 99999, the most is 65535', ''],
    ['ping --addr http://127.0.0.1:99999', 'is not an http or https address', 'an example: http://localhost:8001'],
    ['validate a.yaml --gateway-version latest', 'it takes a version such as 3.9', ''],
    ['file dump', 'deck file dump has no counterpart', ''],
    ['dump --konnect-token x', "decK's option --konnect-token is not supported", 'Konnect'],
    ['completion tcsh', 'completion takes one of bash, zsh, fish, powershell', ''],
  ])('refuses "%s"', async (line, message, hint) => {
    const { code, stdout, stderr } = await runCli(line)
    expect([code, stdout]).toEqual([3, ''])
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
    const json = await runCli([...line.split(' ').filter(Boolean), '--output', 'json'])
    expect(json.code).toBe(3)
    expect(reportOf(json.stdout)).toMatchObject({ status: 'invalid', exit_code: 3 })
  })

  it('answers usage errors as JSON, whichever way that was asked for', async () => {
    for (const argv of [['--output=json'], ['--output', 'json'], ['--json-output']]) {
      expect(reportOf((await runCli(['nope', ...argv])).stdout).diagnostics[0]?.code).toBe('usage')
    }
    const { stdout } = await runCli('nope', { env: { KEELSON_OUTPUT: 'json' } })
    expect(reportOf(stdout).exit_code).toBe(3)
  })

  it('answers in JSON when only keelson.yaml asks for it, broken as it may be', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'keelson-usage-'))
    writeFileSync(join(cwd, 'keelson.yaml'), 'output: json\nnonsense: 1\n')
    for (const line of ['nope', 'ping', `ping --config ${join(cwd, 'keelson.yaml')}`]) {
      expect(reportOf((await runCli(line, { cwd })).stdout)).toMatchObject({ exit_code: 3 })
    }
    expect((await runCli('ping --output text', { cwd })).stdout).toBe('')
  })

  it('takes options before the command', async () => {
    const { seen, preparePlan } = none()
    await runCli('--addr http://a:1 --yes sync -s one.yaml two.yaml', { workflows: { preparePlan } })
    expect(seen.connection?.addr).toBe('http://a:1')
    expect(seen.options?.files).toEqual(['two.yaml', 'one.yaml'])
  })
})

describe('the words of a command line', () => {
  it('keeps a lone -', async () => {
    for (const line of ['diff -', 'diff -s -', 'diff --state=-', 'diff -- -']) {
      const { seen, preparePlan } = none()
      const { code } = await runCli(line, { stdin: 'state', workflows: { preparePlan } })
      expect([line, code, seen.options?.files, seen.stdin]).toEqual([line, 0, ['-'], 'state'])
    }
  })

  it('does not let a list option swallow the file that follows', async () => {
    const { seen, preparePlan } = none()
    await runCli('diff --select-tag a --select-tag b,c kong.yaml --only services more.yaml', {
      workflows: { preparePlan },
    })
    expect(seen.options?.files).toEqual(['kong.yaml', 'more.yaml'])
    expect(seen.options?.plan.selection).toEqual({ tags: ['a', 'b', 'c'], only: ['services'], exclude: [] })
  })

  it('keeps words that look like numbers', async () => {
    const { seen, preparePlan } = none()
    await runCli('diff 1e3 010 0x10 -s 1_0 --select-tag 007', { workflows: { preparePlan } })
    expect(seen.options?.files).toEqual(['1e3', '010', '0x10', '1_0'])
    expect(seen.options?.plan.selection.tags).toEqual(['007'])
  })

  it('reads only the variables of its options', async () => {
    const { seen, preparePlan } = none()
    const env = { KEELSON_MY_HOST: 'x', KEELSON_SELECT_TAG: 'a,b', KEELSON_: 'y' }
    const { code } = await runCli('diff kong.yaml', { env, workflows: { preparePlan } })
    expect([code, seen.options?.plan.selection.tags]).toEqual([0, ['a', 'b']])
  })

  it('takes what follows -- for files', async () => {
    const { seen, preparePlan } = none()
    await runCli('diff -- --addr -x', { workflows: { preparePlan } })
    expect(seen.options?.files).toEqual(['--addr', '-x'])
  })

  it('takes a value in every usual way of writing', async () => {
    for (const line of ['-w a', '-wa', '-w=a', '--workspace a', '--workspace=a', '-w x --workspace a']) {
      const { seen, preparePlan } = none()
      const { code } = await runCli(`diff one.yaml ${line} two.yaml`, { workflows: { preparePlan } })
      expect([line, code, seen.connection?.workspace]).toEqual([line, 0, 'a'])
      expect(seen.options?.files).toEqual(['one.yaml', 'two.yaml'])
    }
    const { seen, preparePlan } = none()
    await runCli(`diff a.yaml --select-tag=-c=d --select-tag='a' --select-tag "b"`, { workflows: { preparePlan } })
    expect(seen.options?.plan.selection.tags).toEqual(['-c=d', "'a'", '"b"'])
  })

  it('takes true and false after a flag', async () => {
    const truths = ['--prune', '--prune true', '--prune=yes', '--prune false --prune', '--no-color --prune true']
    const lies = ['', '--prune false', '--prune=0', '--prune --prune=off']
    for (const [lines, prune] of [[truths, true] as const, [lies, false] as const]) {
      for (const line of lines) {
        const { seen, preparePlan } = none()
        await runCli(`diff a.yaml ${line}`, { workflows: { preparePlan } })
        expect([line, seen.options?.plan.limits.prune, seen.options?.files]).toEqual([line, prune, ['a.yaml']])
      }
    }
    const { seen, preparePlan } = none()
    await runCli('diff --prune -- true', { workflows: { preparePlan } })
    expect(seen.options?.files).toEqual(['true'])
  })

  it('lets the last of a repeated option win', async () => {
    const { seen, preparePlan } = none()
    await runCli('diff a.yaml --addr http://a --kong-addr http://b', { workflows: { preparePlan } })
    expect(seen.connection?.addr).toBe('http://b')
  })
})

describe('the examples of help', () => {
  it.each(commands.map((each) => each.name))('of %s are understood', async (name) => {
    const command = await commands.find((each) => each.name === name)?.load()
    for (const [line] of command?.examples ?? []) {
      const words =
        line
          .replace(/^source <\((.*)\)$/, '$1')
          .split(/ [|<>] /)[0]
          ?.match(/"[^"]*"|\S+/g) ?? []
      const { entry, rest } = splitLine(words.slice(1).map((word) => word.replaceAll('"', '')))
      expect(entry?.name).toBe(name)
      if (command !== undefined) expect(() => parse(command, rest)).not.toThrow()
    }
  })
})

describe('state files', () => {
  it('are needed on a terminal', async () => {
    const { code, stderr } = await runCli('diff', { terminal: { stdin: true } })
    expect([code, stderr]).toEqual([3, expect.stringContaining('no state file was given')])
  })

  it('come from stdin without a terminal, as in decK', async () => {
    const { seen, preparePlan } = none()
    await runCli('diff', { stdin: 'x: 1', workflows: { preparePlan } })
    expect([seen.options?.files, seen.stdin]).toEqual([['-'], 'x: 1'])
  })

  it('come from a variable unless the command line names some', async () => {
    const { seen, preparePlan } = none()
    const env = { KEELSON_STATE: 'a.yaml,b.yaml' }
    await runCli('diff', { env, workflows: { preparePlan } })
    expect(seen.options?.files).toEqual(['a.yaml', 'b.yaml'])
    await runCli('diff c.yaml', { env, workflows: { preparePlan } })
    expect(seen.options?.files).toEqual(['c.yaml'])
  })
})

describe('unexpected errors', () => {
  const workflows = {
    preparePlan: async () => {
      throw new TypeError('x is undefined')
    },
  }

  it('print one line and how to report them, without a stack', async () => {
    const { code, stderr } = await runCli('diff a.yaml', { workflows })
    expect(code).toBe(1)
    expect(stderr).toContain('unexpected: x is undefined')
    expect(stderr).toContain('KEELSON_DEBUG=1')
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('show the stack with KEELSON_DEBUG', async () => {
    const { stderr } = await runCli('diff a.yaml', { workflows, env: { KEELSON_DEBUG: '1' } })
    expect(stderr).toMatch(/TypeError: x is undefined\n\s+at /)
  })

  it('are one JSON document', async () => {
    const { stdout } = await runCli('diff a.yaml --output json', { workflows })
    expect(reportOf(stdout)).toMatchObject({ command: 'diff', status: 'failed', exit_code: 1 })
  })
})

describe('the exit code of diff', () => {
  it('is 2 with --exit-code and changes, and the JSON is there all the same', async () => {
    const { preparePlan } = fakePlanning(planOf([create('a')]))
    for (const flag of ['--exit-code', '--non-zero-exit-code']) {
      const text = await runCli(`diff a.yaml ${flag}`, { workflows: { preparePlan } })
      expect([text.code, text.stdout]).toEqual([2, expect.stringContaining('+ create service a')])
      const json = await runCli(`diff a.yaml ${flag} --output json`, { workflows: { preparePlan } })
      expect(reportOf(json.stdout)).toMatchObject({ status: 'changes', exit_code: 2, plan: { summary: { create: 1 } } })
    }
    expect((await runCli('diff a.yaml', { workflows: { preparePlan } })).code).toBe(0)
    expect((await runCli('diff a.yaml --exit-code', { workflows: { preparePlan: none().preparePlan } })).code).toBe(0)
  })
})
