import { startGateway } from './gateway.js'
import { measureCommand, measureNode, measureStart } from './measure.js'
import { readingTable } from './reading.js'
import { median, table } from './table.js'
import { foreignWorks, starts, works } from './works.js'
import { writingTable } from './writing.js'

const START_RUNS = 15

/**
 * Times every work on one configuration.
 * @param {{size: number, seed: number, mix: string, runs: number, folder: string, against?: string}} options
 * @returns {Promise<string[]>} texts to print
 */
export async function bench(options) {
  const { rows, about } = await timeAll(options)
  const texts = [
    about,
    table(
      HEAD,
      rows.map((row) => cells(row, rows)),
    ),
  ]
  if (options.size >= 1000) {
    texts.push(await startTable(options), await readingTable(options), await writingTable(options))
  }
  return texts
}

/** Times every work; each takes its turn in each round, so that a slow moment of the machine does not hit one alone. */
export async function timeAll({ size, seed, mix, runs, folder, against }) {
  const gateway = await startGateway({ size, seed, mix, changed: true })
  try {
    const place = { address: gateway.address, folder }
    const own = works(place)
    await prepare(own, folder)
    const other = against === undefined ? [] : foreignWorks(place).map((work) => ({ ...work, command: against }))
    const rows = [...own, ...other].map((work) => ({ ...work, results: [] }))
    for (let turn = 0; turn < runs; turn++) for (const row of rows) row.results.push(await once(row, gateway))
    const about = `${size} entities (${mix}), ${(gateway.bytes / 1e6).toFixed(1)} MB of JSON in ${gateway.pages} pages; medians of ${runs} runs`
    return { rows, about, gateway }
  } finally {
    gateway.stop()
  }
}

/** The state files are what the first dumps write. */
async function prepare(own, folder) {
  for (const [name, from, to] of [
    ['dump to YAML', 'dump.yaml', 'state.yaml'],
    ['dump to JSON', 'dump.json', 'state.json'],
  ]) {
    const work = own.find((each) => each.name === name)
    const args = work.args.map((word) => (word === `${folder}/${from}` ? `${folder}/${to}` : word))
    const { code, output } = await measureNode(args)
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${output}`)
  }
}

async function once(row, gateway) {
  await gateway.asked()
  const result = await (row.command === undefined ? measureNode(row.args) : measureCommand(row.command, row.args))
  if (result.code !== 0) throw new Error(`${row.name} ended with ${result.code}: ${result.output}`)
  return { ...result, ...(await gateway.asked()) }
}

const HEAD = [
  'work',
  'seconds',
  'spread',
  '× raw',
  '× load',
  'target s',
  'CPU s',
  'peak MB',
  'target MB',
  'requests',
  'pages',
]

/** The middle of all runs of a work. */
export function middle(row, field) {
  return median(row.results.map((result) => result[field]))
}

/** The most that a work may take, in seconds and MB; undefined where nothing is asked. */
function allowed(row, rows) {
  const [raw, load] = ['raw', 'load'].map((name) => rows.find((each) => each.name === name))
  if (row.bound === undefined) return {}
  const seconds = row.bound.raw * middle(raw, 'seconds') + row.bound.load * middle(load, 'seconds')
  const memory = row.bound.memory && row.bound.memory + row.bound.load * middle(load, 'memory')
  return { seconds, memory }
}

function cells(row, rows) {
  const seconds = middle(row, 'seconds')
  const all = row.results.map((result) => result.seconds)
  const [raw, load] = ['raw', 'load'].map(
    (name) =>
      seconds /
      middle(
        rows.find((each) => each.name === name),
        'seconds',
      ),
  )
  const most = allowed(row, rows)
  return [
    row.command === undefined ? row.name : `${row.command}: ${row.name}`,
    seconds.toFixed(2),
    `${Math.min(...all).toFixed(2)}–${Math.max(...all).toFixed(2)}`,
    raw.toFixed(2),
    load.toFixed(2),
    most.seconds === undefined ? '' : most.seconds.toFixed(2),
    row.command === undefined ? middle(row, 'cpu').toFixed(2) : '',
    middle(row, 'memory').toFixed(0),
    most.memory === undefined ? '' : most.memory.toFixed(0),
    String(middle(row, 'requests')),
    String(middle(row, 'pages')),
  ]
}

/** Times what takes only milliseconds, against the start of Node itself. */
async function startTable({ seed, folder }) {
  const gateway = await startGateway({ size: 20, seed, mix: 'plain' })
  try {
    const place = { address: gateway.address, folder }
    const [dump] = works(place).filter(({ name }) => name === 'dump to YAML')
    await measureNode(dump.args.map((word) => (word === `${folder}/dump.yaml` ? `${folder}/small.yaml` : word)))
    const rows = starts(place).map((work) => ({ ...work, results: [] }))
    for (let turn = 0; turn < START_RUNS; turn++) for (const row of rows) row.results.push(await measureStart(row.args))
    const [bare, version] = rows.map((row) => 1000 * middle(row, 'seconds'))
    const lines = rows.map((row) => {
      const most = row.times === undefined ? version + row.more : bare * row.times
      const ms = 1000 * middle(row, 'seconds')
      return [row.name, ms.toFixed(0), (ms / bare).toFixed(2), Number.isNaN(most) ? '' : most.toFixed(0)]
    })
    return table(['start-up', 'ms', '× node -e 0', 'target ms'], lines)
  } finally {
    gateway.stop()
  }
}
