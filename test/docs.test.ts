import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { splitLine } from '../src/cli/arguments/argv.ts'
import { parse } from '../src/cli/arguments/parse.ts'
import { type SandboxOptions, startSandbox } from '../src/sandbox/kong/server.ts'
import { clean, isBuilt, main } from './cli/program.ts'
import { type Block, blocksOf, type Line } from './docs/blocks.ts'
import { matches } from './docs/matches.ts'
import { runHere } from './support/run-here.ts'
import { serveProgram } from './support/served-program.ts'

// How pages are written so that they can be run: test/docs/blocks.ts.

const root = fileURLToPath(new URL('..', import.meta.url))
const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
  .scripts

const pages = ['README.md', ...markdown('docs')]
const text = (page: string) => readFileSync(join(root, page), 'utf8')

function markdown(folder: string): string[] {
  const found = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return found
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
    .sort()
}

/** What a page is run in: a folder with the example files, and a gateway of its own that holds what they say. */
interface Desk {
  cwd: string
  /** Finds `keelson` and `npx` that this process answers. */
  env: NodeJS.ProcessEnv
  close(): Promise<void>
}

/** What a sandbox says once it is there. */
const RUNNING = /Sandbox of Kong at http:\S+ /

let base = ''
let stopService: () => Promise<void>

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'keelson-docs-'))
  for (const bin of ['served', 'built']) {
    mkdirSync(join(base, bin))
    const npx = `[ "$1" = keelson ] || exit 1\nshift\nexec keelson "$@"\n`
    writeFileSync(join(base, bin, 'npx'), `#!/bin/sh\n${npx}`, { mode: 0o755 })
  }
  const program = `exec '${process.execPath}' '${main}' "$@"\n`
  writeFileSync(join(base, 'built/keelson'), `#!/bin/sh\n${program}`, { mode: 0o755 })
  stopService = await serveProgram(join(base, 'served/keelson'))
  const seeded = ['sandbox', 'kong', '--port', '0', '--data', 'data.json', '--seed', join(root, 'examples/kong/state')]
  expect(await runHere(seeded, { cwd: base, env: {}, until: RUNNING })).toMatchObject({ code: 0 })
}, 60_000)

afterAll(async () => {
  await stopService()
  rmSync(base, { recursive: true })
})

/** Pages that need another gateway than the open-source one. */
const GATEWAYS: Readonly<Record<string, (cwd: string) => SandboxOptions>> = {
  'docs/kong-enterprise.md': () => ({ edition: 'enterprise' }),
  'docs/workspaces.md': () => ({ edition: 'enterprise' }),
  'docs/commands/keyring.md': (cwd) => ({ edition: 'enterprise', keyring: keyringIn(cwd) }),
}

/** RSA keys for a gateway, which the page finds as files. */
function keyringIn(cwd: string): NonNullable<SandboxOptions['keyring']> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  writeFileSync(join(cwd, 'public.pem'), publicKey)
  for (const name of ['private.pem', 'recovery.pem']) writeFileSync(join(cwd, name), privateKey, { mode: 0o600 })
  return { publicKey, privateKey, recoveryPublicKey: publicKey }
}

async function openDesk(page: string): Promise<Desk> {
  const cwd = mkdtempSync(join(base, 'page-'))
  cpSync(join(root, 'examples'), join(cwd, 'examples'), { recursive: true })
  cpSync(join(root, 'examples/kong/state'), join(cwd, 'kong'), { recursive: true })
  copyFileSync(join(base, 'data.json'), join(cwd, '.data.json'))
  const sandbox = await startSandbox({ data: join(cwd, '.data.json'), ...GATEWAYS[page]?.(cwd) })
  const env = clean({
    PATH: `${join(base, 'served')}:${process.env.PATH}`,
    HOME: cwd,
    KEELSON_ADDR: sandbox.url,
    KEELSON_PORT: '0',
  })
  return { cwd, env, close: () => sandbox.close() }
}

interface Ran {
  code: number | null
  output: string
}

function shell(line: string, { cwd, env }: Desk, meanwhile?: (child: ChildProcess, output: string) => void) {
  return new Promise<Ran>((resolve, reject) => {
    const child = spawn('bash', ['-c', `exec 2>&1; ${line}`], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
      meanwhile?.(child, output)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}

const begun = new Set<string>()

/** The first line of each command is run with the built program, as a reader does; what more there is of it, in this process. */
function first(line: string, desk: Desk): Desk {
  const [, command = ''] = line.match(/\bkeelson ([a-z-]+)/) ?? []
  if (begun.has(command)) return desk
  begun.add(command)
  return { ...desk, env: { ...desk.env, PATH: `${join(base, 'built')}:${process.env.PATH}` } }
}

/** The ways to run a line, the first that fits; a line that fits none is an error of the page or of this table. */
const WAYS: readonly [RegExp, (line: Line, desk: Desk) => Promise<Ran>][] = [
  // Runs until it is told to stop; the port comes from KEELSON_PORT when the line names none.
  [
    /^keelson sandbox kong\b/,
    ({ command }, desk) => {
      if (begun.has('sandbox')) return runHere(command.split(' ').slice(1), { ...desk, until: RUNNING })
      return shell(`exec ${command}`, first(command, desk), (child, output) => {
        if (RUNNING.test(output)) child.kill('SIGTERM')
      })
    },
  ],
  [/^([A-Z_]+=\S+ )?(npx )?keelson /, ({ command }, desk) => shell(command, first(command, desk))],
  // What a command has left behind.
  [/^ls /, ({ command }, desk) => shell(command, desk)],
  // Only what is sourced: the shell itself may not be installed.
  [/^source <\((keelson .*)\)$/, ({ command }, desk) => shell(command.replace(/^source <\((.*)\)$/, '$1'), desk)],
  // Built already, since npm test builds before it comes here.
  [/^npm ci && npm run demo$/, (_line, desk) => shell(`node '${join(root, 'examples/kong/demo.js')}'`, desk)],
  // This very run.
  [/^npm ci && npm test$/, async () => ({ code: scripts.test === undefined ? 1 : 0, output: '' })],
  // test/pack.test.ts installs the package.
  [/^npm install --save-dev keelson$/, async () => ({ code: 0, output: '' })],
]

async function runBlock(block: Block, desk: Desk): Promise<void> {
  for (const line of block.lines) {
    const way = WAYS.find(([pattern]) => pattern.test(line.command))?.[1]
    expect(way, `no way to run: ${line.command}`).toBeDefined()
    const ran = await way?.(line, desk)
    expect([line.command, ran?.output, ran?.code]).toEqual([line.command, ran?.output, line.exit])
    if (line.output !== undefined && ran !== undefined) {
      expect(matches(line.output, ran.output), `${line.command} prints\n${ran.output}`).toBe(true)
    }
  }
}

describe.skipIf(!isBuilt).concurrent('every command line of', () => {
  it.each(pages)('%s runs as the page says', { timeout: 180_000 }, async (page) => {
    const desk = await openDesk(page)
    try {
      for (const block of blocksOf(text(page))) {
        if (block.prepare === undefined) await runBlock(block, desk)
        else expect(await shell(block.prepare, desk)).toMatchObject({ code: 0 })
      }
    } finally {
      await desk.close()
    }
  })
})

describe('the command lines inside the text of', () => {
  it.each(pages)('%s are understood', async (page) => {
    for (const [, line = ''] of text(page).matchAll(/`keelson ([^`]*)`/g)) {
      const words = line.replace(/N\|/g, '').match(/"[^"]*"|\S+/g) ?? []
      const { entry, rest, help, version } = splitLine(words.map((word) => word.replaceAll('"', '')))
      expect(entry !== undefined || help || version, `keelson ${line}`).toBe(true)
      if (entry === undefined || help) continue
      const command = await entry.load()
      expect(() => parse(command, rest), line).not.toThrow()
    }
  })
})

describe('every page', () => {
  it.each(pages)('%s is linked, and its links lead somewhere', (page) => {
    const broken = [...text(page).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)]
      .map(([, target = '']) => join(root, page, '..', target))
      .filter((target) => !exists(target))
    expect(broken).toEqual([])
  })
})

function exists(path: string): boolean {
  try {
    readdirSync(path)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR'
  }
}
