import { startGateway } from './gateway.js'
import { measureNode } from './measure.js'
import { median, table } from './table.js'
import { KEELSON, PARALLELISM, RAW } from './works.js'
import { collectionsWithin } from './workspaces.js'

/** Milliseconds that each answer waits. */
const LATENCY = 50
const RUNS = 3
/** How much longer than the bound reading may take. */
const FACTOR = 1.3
/** Entities of every kind in a configuration: a small one, one workspace, and as many as ten workspaces hold. */
const SIZES = [1000, 5000, 50_000]
/** Workspaces of which each holds as much as the configuration of the second size. */
const WORKSPACES = 10

const HEAD = [
  'reading, 50 ms per answer',
  'pages',
  'requests',
  'longest chain',
  'bound s',
  'raw s',
  'measured s',
  '× bound',
  'target',
]

/**
 * Measures how long a dump asks a gateway whose answers all take a while, from its first request to the last answer. The
 * bound is what no client can be faster than: pages ÷ parallelism, or the longest chain of pages of which each
 * can only be asked for when the one before is there. `raw` is a bare client on the same pages; it need not find out who
 * answers, nor which workspaces and fields there are.
 * @returns {Promise<string>} a table
 */
export async function readingTable({ seed, folder }) {
  const rows = []
  for (const size of SIZES) rows.push(await row({ size, seed, mix: 'full' }, `${folder}/reading.yaml`))
  rows.push(await row({ size: SIZES[1], seed, mix: 'full', workspaces: WORKSPACES }, `${folder}/reading.yaml`))
  return table(HEAD, rows)
}

async function row(options, file) {
  const gateway = await startGateway({ ...options, latency: LATENCY })
  try {
    const [raw, dumps] = [[], []]
    for (let turn = 0; turn < RUNS; turn++) {
      raw.push(await span(gateway, [RAW, gateway.address, PARALLELISM, ...collectionsWithin(options.workspaces)]))
      dumps.push(await span(gateway, dumpTo(file, gateway, options)))
    }
    const [bare, own] = [raw, dumps].map((results) => median(results.map((each) => each.span)))
    return cells(options, dumps[0], gateway.chain, { bare, own })
  } finally {
    gateway.stop()
  }
}

function dumpTo(file, { address }, { workspaces }) {
  const args = ['dump', '-o', file, '--force', '--parallelism', PARALLELISM, '--quiet', '--addr', address]
  return [KEELSON, ...args, ...(workspaces > 0 ? ['--all-workspaces'] : [])]
}

/** Runs a client and tells what it asked of the gateway, and for how long. */
async function span(gateway, args) {
  const { code, output } = await measureNode(args)
  if (code !== 0) throw new Error(`${args[0]} ended with ${code}: ${output}`)
  return gateway.asked()
}

function cells({ size, workspaces }, { pages, requests }, chain, { bare, own }) {
  const bound = (Math.max(pages / Number(PARALLELISM), chain) * LATENCY) / 1000
  return [
    `dump, ${workspaces > 0 ? `${workspaces} workspaces of ` : ''}${size} entities of all kinds`,
    String(pages),
    String(requests),
    String(chain),
    bound.toFixed(2),
    bare.toFixed(2),
    own.toFixed(2),
    (own / bound).toFixed(2),
    `≤ ${FACTOR}`,
  ]
}
