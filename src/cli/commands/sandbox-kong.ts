import { optionSets } from '../../config/options.ts'
import type { Settings } from '../../config/settings.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import { OPEN_LIMITS } from '../../model/open-limits.ts'
import type { Connection, PlanOptions } from '../../model/settings.ts'
import { diagnosticsText, located } from '../../report/diagnostics-text.ts'
import { outcomeText } from '../../report/outcome-text.ts'
import { printable } from '../../report/printable.ts'
import { reportJson } from '../../report/report-json.ts'
import type { Sandbox, SandboxOptions } from '../../sandbox/kong/server.ts'
import type { Command, Context, Result } from '../arguments/command.ts'
import { loadDeclarative } from '../load-declarative.ts'
import type { Exit } from '../terminal/exit.ts'
import { Interrupted } from '../terminal/interrupt.ts'

/** `keelson sandbox kong`. */
export const sandboxKong: Command = {
  name: 'sandbox kong',
  describe: 'Run a local Admin API on 127.0.0.1 that behaves as Kong does, until it is interrupted.',
  options: [...optionSets.sandbox, ...optionSets.output],
  connects: false,
  examples: [
    ['keelson sandbox kong', 'on port 8001, in memory'],
    ['keelson sandbox kong --port 0 --data sandbox.json', 'on a free port, kept in a file'],
    ['keelson sandbox kong --seed kong.yaml', 'with a state to begin with'],
    ['keelson sandbox kong --edition enterprise', 'with workspaces and the kinds of Enterprise'],
    ['keelson sandbox kong --edition enterprise --keyring', 'and with encryption at rest'],
  ],
  run,
}

async function run(context: Context): Promise<Result> {
  const { print, interrupt } = context
  const sandbox = await start(context)
  try {
    await seed(context, sandbox)
    await print.result(`Sandbox of Kong at ${sandbox.url} (Ctrl-C ends it)\n`)
    if (print.json) await announce(context, sandbox)
    await interrupt.guard(new Promise<never>(() => undefined)).catch((error: unknown) => {
      if (!(error instanceof Interrupted)) throw error
    })
  } catch (error) {
    await sandbox.close().catch(() => undefined)
    throw error
  }
  return { exit: await end(context, sandbox), reported: true }
}

// The signal that ends the sandbox is no interrupt, and what is lost then has to be told as what it is.
async function end({ print }: Context, sandbox: Sandbox): Promise<Exit> {
  try {
    await sandbox.close()
    return 'done'
  } catch (error) {
    const lost = problem('sandbox', `the data file could not be written: ${(error as Error).message}`)
    await print.problem(diagnosticsText(located([lost]), print.colour.stderr))
    return 'failed'
  }
}

async function start({ settings, world, print }: Context): Promise<Sandbox> {
  let count = 0
  // A note that cannot be written any more is no reason to end.
  const onInvitation = (person: string) =>
    void print.note(`invitation ${++count} (not sent): ${printable(person)}\n`).catch(() => undefined)
  try {
    return await world.workflows.startSandbox({ ...optionsOf(settings), onInvitation })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'EADDRINUSE') throw refuse(`the sandbox cannot start: ${message}`)
    throw refuse(`port ${settings.number('port')} is taken`, 'choose another with --port; 0 takes a free one')
  }
}

// Who starts a sandbox needs its address at once, so the report comes when it runs and not at its end.
async function announce({ world }: Context, sandbox: Sandbox): Promise<void> {
  const parts = { sandbox: { address: sandbox.url } }
  await world.stdout.write(reportJson({ command: 'sandbox kong', status: 'done', exitCode: 0, diagnostics: [], parts }))
}

function optionsOf(settings: Settings): SandboxOptions {
  const data = settings.text('data')
  const rate = settings.number('rate')
  const adminToken = settings.text('admin-token')
  return {
    port: settings.number('port') ?? 8001,
    dbless: settings.flag('dbless'),
    edition: settings.text('edition') === 'enterprise' ? 'enterprise' : 'community',
    enforceRbac: settings.text('enforce-rbac') === 'on',
    ...(adminToken !== undefined && { adminToken }),
    ...(data !== undefined && { data }),
    ...(rate !== undefined && { rate }),
    ...(settings.flag('keyring') && { keyring: keyringOf(settings) }),
  }
}

function keyringOf(settings: Settings): NonNullable<SandboxOptions['keyring']> {
  const publicKey = settings.text('keyring-public-key')
  const privateKey = settings.text('keyring-private-key')
  const recoveryPublicKey = settings.text('keyring-recovery-public-key')
  const vault = settings.text('keyring-vault')
  return {
    ...(vault !== undefined && { vault }),
    wait: (settings.number('keyring-wait') ?? 0) * 1000,
    ...(publicKey !== undefined && { publicKey }),
    ...(privateKey !== undefined && { privateKey }),
    ...(recoveryPublicKey !== undefined && { recoveryPublicKey }),
  }
}

async function seed(context: Context, { url: addr, kept }: Sandbox): Promise<void> {
  const { settings, world, emit, interrupt, print } = context
  const files = settings.list('seed')
  if (files.length === 0) return
  if (kept)
    return print.note(`${printable(settings.text('data') ?? '')} holds entities already; the seed was left out\n`)
  if (settings.flag('dbless')) return seedDeclarative(addr, files)
  const token = settings.text('admin-token')
  const headers = token === undefined ? {} : { 'Kong-Admin-Token': token }
  const connection: Connection = { provider: 'kong', addr, headers, parallelism: 10, timeout: 30, tls: {} }
  const io = { env: world.env, stdin: world.stdin.read }
  const options = { files, plan: OPEN, show: [] }
  const prepared = await world.workflows.preparePlan(connection, options, io, emit, interrupt.signal)
  try {
    const how = { failFast: false, deleteDespiteFailures: true }
    const outcome = await prepared.apply(how, emit, interrupt.signal)
    await print.note(outcomeText(prepared.plan, outcome, print.colour.stderr))
    const failed = [...outcome.results.values()].some((each) => each.state !== 'done')
    if (failed) throw refuse('the sandbox could not take all of the seed')
  } finally {
    await prepared.close()
  }
}

async function seedDeclarative(addr: string, files: string[]): Promise<void> {
  const [file, ...more] = files
  if (file === undefined || more.length > 0) throw refuse('a gateway without a database takes one file')
  await loadDeclarative(addr, file)
}

/** A sandbox may become whatever its seed says. */
const OPEN: PlanOptions = {
  mode: 'sync',
  selection: { tags: [], only: [], exclude: [] },
  ignoreIds: false,
  limits: { ...OPEN_LIMITS, cascade: true },
}

function refuse(message: string, hint?: string): Refusal {
  return new Refusal('failed', [problem('sandbox', message, hint === undefined ? {} : { hint })])
}
