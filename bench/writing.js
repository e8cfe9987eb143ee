import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { startGateway, startSandboxProcess } from './gateway.js'
import { measureNode } from './measure.js'
import { median, table } from './table.js'
import { KEELSON, PARALLELISM } from './works.js'

const RAW = fileURLToPath(new URL('./raw-writes.js', import.meta.url))
const CREATES = 5000
/** How often the sync of all creates is run, whose processor time is what counts. */
const RUNS = 3
/** Writes per second that the sandbox takes. */
const RATE = 600
/** The most of the wall time that a client may compute. */
const SHARE = 0.25
/** The upper bound of `--parallelism auto`. */
const MOST = '50'

const HEAD = [
  'writing',
  'seconds',
  'CPU s',
  'CPU ÷ wall',
  'target',
  'in flight',
  'allowed',
  'requests',
  'reads',
  'changes',
]

/**
 * Measures syncs against a sandbox that takes so many writes a second: how much of the time the client computes, how
 * many requests it has in flight, and how many it sends. The sync of all creates at a fixed parallelism is the middle one of
 * three; the others are run once.
 * @returns {Promise<string>} a table
 */
export async function writingTable({ seed, folder }) {
  const { made, changed, updates } = await makeStates(seed, folder)
  const creates = { name: `sync, ${CREATES} creates`, file: made, changes: CREATES, target: SHARE }
  const more = []
  for (let run = 1; run < RUNS; run++) more.push(...(await onSandbox(PARALLELISM, [creates])))
  const [last, ...others] = await onSandbox(PARALLELISM, [
    creates,
    { name: 'sync, no change', file: made, changes: 0 },
    { name: `sync, ${updates} updates`, file: changed, changes: updates },
  ])
  const rows = [
    ...(await onSandbox(PARALLELISM, [{ name: `raw, ${CREATES} creates`, raw: true, changes: CREATES }])),
    middleOf([...more, last]),
    ...others,
    ...(await onSandbox('auto', [{ ...creates, name: `${creates.name}, auto` }])),
  ]
  return `a sandbox that takes ${RATE} writes per second\n\n${table(HEAD, rows.map(cells))}`
}

/** The row whose share of the wall time is the median. */
function middleOf(rows) {
  const middle = median(rows.map(share))
  return rows.find((row) => share(row) === middle)
}

const share = ({ cpu, seconds }) => cpu / seconds

/** Two state files: all creates, and the same with every seventh service changed. */
async function makeStates(seed, folder) {
  const [made, changed] = [`${folder}/creates.yaml`, `${folder}/updates.yaml`]
  const gateway = await startGateway({ size: CREATES, seed, mix: 'plain' })
  await keelson('dump', '-o', made, '--force', '--addr', gateway.address).finally(gateway.stop)
  let [services, updates] = [0, 0]
  const other = (await readFile(made, 'utf8')).replace(/^ {2}host: /gm, (start) => {
    if (services++ % 7 > 0) return start
    updates++
    return `${start}x`
  })
  await writeFile(changed, other)
  return { made, changed, updates }
}

async function keelson(...args) {
  const result = await measureNode([KEELSON, ...args, '--quiet'])
  if (result.code !== 0) throw new Error(`${args[0]} ended with ${result.code}: ${result.output}`)
  return result
}

/** Syncs one after another, on a sandbox that is empty at first. */
async function onSandbox(parallelism, works) {
  const sandbox = await startSandboxProcess({ rate: RATE })
  const rows = []
  try {
    for (const work of works) {
      const { address } = sandbox
      const result = work.raw
        ? await measureNode([RAW, address, parallelism, String(work.changes)])
        : await keelson('sync', work.file, '--parallelism', parallelism, '--yes', '--addr', address)
      rows.push({
        ...work,
        ...result,
        ...(await sandbox.asked()),
        allowed: parallelism === 'auto' ? MOST : parallelism,
      })
    }
    return rows
  } finally {
    sandbox.stop()
  }
}

function cells(row) {
  const { name, changes, target, allowed, seconds, cpu, inFlight, requests, writes } = row
  const shares = target === undefined ? ['', ''] : [share(row).toFixed(2), `≤ ${target}`]
  const counts = [inFlight, `≤ ${allowed}`, requests, requests - writes, changes]
  return [name, seconds.toFixed(2), cpu.toFixed(2), ...shares, ...counts.map(String)]
}
