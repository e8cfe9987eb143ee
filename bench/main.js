import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchGrowth } from './growth.js'
import { benchMillion } from './million.js'
import { bench } from './timings.js'

const HELP = `npm run bench -- [--size N] [--mix plain|full] [--runs N] [--seed N]
  --growth        a tenth of the size, then the size: how cost grows
  --million       ten times the size: dump, diff of a JSON file, diff of a folder of YAML files
  --against CMD   times another program that takes decK's command line on the same server
`

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '140000' },
    mix: { type: 'string', default: 'plain' },
    runs: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    growth: { type: 'boolean' },
    million: { type: 'boolean' },
    against: { type: 'string' },
    help: { type: 'boolean' },
  },
})

function machine() {
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} cores, ${memory} GB, Node ${process.versions.node} on ${process.platform} ${process.arch}`
}

async function run() {
  const [size, runs, seed] = [values.size, values.runs, values.seed].map(Number)
  const options = { size, runs, seed, mix: values.mix, against: values.against }
  const folder = await mkdtemp(join(tmpdir(), 'keelson-bench-'))
  const work = values.million ? benchMillion : values.growth ? benchGrowth : bench
  console.log(machine())
  try {
    for (const text of await work({ ...options, folder })) console.log(`\n${text}`)
  } finally {
    await rm(folder, { recursive: true })
  }
}

if (values.help) console.log(HELP)
else await run()
