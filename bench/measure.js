import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** What runs keep, backups and journals, is part of what is measured, and of no use afterwards. */
const STORE = mkdtempSync(join(tmpdir(), 'keelson-bench-'))
process.on('exit', () => rmSync(STORE, { recursive: true, force: true }))

const PEAK = fileURLToPath(new URL('./peak.js', import.meta.url))

/**
 * Runs a script with this Node and measures it.
 * @param {readonly string[]} args script and arguments
 * @returns {Promise<{seconds: number, memory: number, cpu: number, code: number | null, output: string}>} memory in MB, cpu in seconds
 */
export function measureNode(args) {
  return measure(process.execPath, ['--import', PEAK, ...args], async (child) => {
    const { maxRSS, cpu } = JSON.parse((await text(child.stdio[3])) || '{"maxRSS":0,"cpu":0}')
    return { memory: maxRSS / 1024, cpu: cpu / 1e6 }
  })
}

/** Runs any program and measures it; its memory is known on Linux only, from /proc, as of 20 ms before its end. */
export function measureCommand(command, args) {
  return measure(command, args, async (child) => ({ memory: await watchMemory(child), cpu: 0 }))
}

/** Runs a script with this Node without a preloaded module: for what takes only milliseconds. */
export function measureStart(args) {
  return measure(process.execPath, args, async () => ({ memory: 0, cpu: 0 }))
}

async function measure(command, args, usage) {
  const env = { ...process.env, NO_COLOR: '1', KEELSON_STORE: STORE }
  const started = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe'], env })
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, seconds: (performance.now() - started) / 1000 }))
  })
  const [result, used, out, errors] = await Promise.all([ended, usage(child), tail(child.stdout), tail(child.stderr)])
  return { ...result, ...used, output: out + errors }
}

async function text(stream) {
  let all = ''
  for await (const chunk of stream) all += chunk
  return all
}

/** Reads a stream to its end and keeps what it said last. */
async function tail(stream) {
  let last = ''
  for await (const chunk of stream) last = (last + chunk).slice(-2000)
  return last
}

async function watchMemory(child) {
  let peak = 0
  while (child.exitCode === null && child.signalCode === null) {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
    peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0))
    await sleep(20)
  }
  return peak / 1024
}
