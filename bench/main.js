import { mkdtemp, rm } from 'node:fs/promises'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchGrowth } from './growth.js'
import { benchMillion } from './million.js'
import { bench } from './timings.js'

const HELP = `npm run bench -- [--size N] [--mix plain|full] [--runs N] [--seed N]
  --growth        a tenth of the size, then the size: how cost grows
  --million       ten times the size, once each: dump, diff of folders of JSON and of YAML files; of the others it takes --size and --seed
  --against CMD   times another program that takes decK's command line on the same server
`

const OPTIONS = {
  size: { type: 'string' },
  mix: { type: 'string' },
  runs: { type: 'string' },
  seed: { type: 'string' },
  growth: { type: 'boolean' },
  million: { type: 'boolean' },
  against: { type: 'string' },
  help: { type: 'boolean' },
}

const DEFAULTS = { size: '140000', mix: 'plain', runs: '5', seed: '1' }

/** What the command line asks for; raises an Error for what it cannot mean. */
function readArguments() {
  const given = parseArgs({ options: OPTIONS }).values
  const values = { ...DEFAULTS, ...given }
  const { mix, growth, million } = values
  if (!['plain', 'full'].includes(mix)) throw new Error(`--mix is plain or full, not ${JSON.stringify(mix)}`)
  if (growth && million) throw new Error('--growth and --million are two benchmarks: give one of them')
  const unused = million ? ['mix', 'runs', 'against'].find((name) => given[name] !== undefined) : undefined
  if (unused)
    throw new Error(`--million takes no --${unused}: it runs each work once, on services, routes, consumers and keys`)
  const whole = (name, least) => {
    const number = /^\d+$/.test(values[name]) ? Number(values[name]) : Number.NaN
    if (Number.isSafeInteger(number) && number >= least) return number
    throw new Error(`--${name} is a whole number from ${least}, not ${JSON.stringify(values[name])}`)
  }
  // Below that, of some kind of entities there are none that others could refer to.
  const least = (mix === 'full' ? 500 : 100) * (growth ? 10 : 1)
  return { ...values, size: whole('size', least), runs: whole('runs', 1), seed: whole('seed', 0) }
}

function machine() {
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cpus().length} cores, ${memory} GB, Node ${process.versions.node} on ${process.platform} ${process.arch}`
}

async function run({ size, runs, seed, mix, against, growth, million }) {
  const folder = await mkdtemp(join(tmpdir(), 'keelson-bench-'))
  const work = million ? benchMillion : growth ? benchGrowth : bench
  console.log(machine())
  try {
    for (const text of await work({ size, runs, seed, mix, against, folder })) console.log(`\n${text}`)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What is asked for; undefined, and told, where that cannot be. */
function asked() {
  try {
    return readArguments()
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`)
    process.exitCode = 3
    return undefined
  }
}

const given = asked()
if (given?.help) console.log(HELP)
else if (given) await run(given)
