import { type ChildProcess, spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Intercept } from '../../src/sandbox/kong/listener.ts'
import { startSandbox } from '../../src/sandbox/kong/server.ts'
import { clean, main } from '../cli/program.ts'
import { TestGateway, withGateway } from '../support/kong-sync.ts'
import { runHere } from '../support/run-here.ts'
import { states } from './states.ts'

/** Where the process ends: at a write of the journal (see preload.js), or at a write to the gateway. */
export interface Point {
  what: 'append' | 'sync' | 'call'
  at: number
  when: 'before' | 'torn' | 'after'
}

/** What came of a killed run and of the way out of it. */
export interface Came {
  /** The run ended by itself: there are not so many writes. */
  beyond: boolean
  ended: { code: number | null; stdout: string; stderr: string }
  dump: string
}

const PRELOAD = fileURLToPath(new URL('./preload.js', import.meta.url))
const OPTIONS = ['--yes', '--quiet', '--parallelism', '4']

/** The states, as a gateway has them. */
export interface Site {
  folder: string
  old: string
  new: string
  changes: number
  close(): void
}

/** Prepares what each point begins with: state files, and a gateway's data with the state before. */
export async function makeSite(): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-crash-'))
  const data = join(folder, 'data.json')
  for (const name of ['before', 'after'] as const) writeFileSync(join(folder, `${name}.yaml`), states[name])
  const site: Site = { folder, old: '', new: '', changes: 0, close: () => rmSync(folder, { recursive: true }) }
  const bodies = Object.fromEntries(Object.entries(states).map(([name, text]) => [name, text.replace(/^.*\n/, '')]))
  await withGateway(
    async (gateway) => {
      await gateway.must(bodies.before ?? '')
      site.old = await holdings(gateway)
    },
    { data },
  )
  const copy = join(folder, 'new.json')
  copyFileSync(data, copy)
  await withGateway(
    async (gateway) => {
      const { plan } = await gateway.sync(bodies.after ?? '')
      site.changes = plan.changes.length
      site.new = await holdings(gateway, false)
    },
    { data: copy },
  )
  return site
}

/** All that a gateway holds, but for times; without ids where they are drawn anew each time. */
async function holdings(gateway: TestGateway, ids = true): Promise<string> {
  if (!ids) return gateway.dump()
  const paths = ['services', 'routes', 'plugins', 'consumers', 'key-auths', 'basic-auths', 'acls', 'upstreams']
  const lists = await Promise.all(paths.map((path) => gateway.list(`/${path}`)))
  const ups = await gateway.list('/upstreams')
  const targets = await Promise.all(ups.map(({ id }) => gateway.list(`/upstreams/${id}/targets`)))
  const entries = [...lists, ...targets].flat().map((entry) => JSON.stringify({ ...entry, updated_at: 0 }))
  return entries.sort().join('\n')
}

/** Runs a sync that dies at a point, and then once what is to get out of it. */
export async function crash(site: Site, point: Point, way: 'sync' | 'undo'): Promise<Came> {
  const folder = mkdtempSync(join(site.folder, 'point-'))
  const data = join(folder, 'data.json')
  copyFileSync(join(site.folder, 'data.json'), data)
  let child: ChildProcess | undefined
  let calls = 0
  const intercept: Intercept = ({ method, path }) => {
    if (point.what !== 'call' || method === 'GET' || path.startsWith('/schemas/') || ++calls !== point.at)
      return undefined
    child?.kill('SIGKILL')
    return point.when === 'before' ? 'drop' : undefined
  }
  const sandbox = await startSandbox({ port: 0, data, intercept })
  try {
    const sync = ['sync', join(site.folder, 'after.yaml'), '--allow-deletes', '100%', ...OPTIONS]
    const place = { CRASH_POINT: point.what === 'call' ? '' : `${point.what} ${point.at} ${point.when}` }
    const first = await killed(
      sync,
      sandbox.url,
      folder,
      { ...place, CRASH_SYNCED: join(folder, 'synced') },
      (each) => {
        child = each
      },
    )
    if (first.code === null && point.what === 'call') cutPower(folder)
    calls = Number.NEGATIVE_INFINITY
    const out = way === 'sync' ? sync : ['undo', ...OPTIONS]
    const ended = await runHere(out, { cwd: folder, env: { KEELSON_ADDR: sandbox.url } })
    const dump = await holdings(new TestGateway(sandbox), way === 'undo')
    return { beyond: first.code !== null, ended, dump }
  } finally {
    await sandbox.close()
    rmSync(folder, { recursive: true })
  }
}

/** What of the journal was not on disk is gone. */
function cutPower(folder: string): void {
  const synced = join(folder, 'synced')
  const runs = join(folder, '.keelson', 'runs')
  const [run] = existsSync(runs) ? readdirSync(runs) : []
  const journal = join(runs, run ?? '', 'journal.jsonl')
  if (!existsSync(journal)) return
  truncateSync(journal, existsSync(synced) ? Number(readFileSync(synced, 'utf8')) : 0)
}

function killed(
  words: string[],
  addr: string,
  cwd: string,
  env: Record<string, string>,
  meanwhile: (child: ChildProcess) => void,
): Promise<Came['ended']> {
  const args = ['--import', PRELOAD, main, ...words, '--addr', addr]
  const child = spawn(process.execPath, args, { cwd, env: clean(env), stdio: ['ignore', 'pipe', 'pipe'] })
  meanwhile(child)
  const ended: Came['ended'] = { code: null, stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk) => {
      ended[name] += chunk
    })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ ...ended, code }))
  })
}
