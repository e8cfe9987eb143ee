import { fileURLToPath } from 'node:url'
import { COLLECTIONS } from './entities.js'

export const PARALLELISM = '10'

const script = (name) => fileURLToPath(new URL(name, import.meta.url))
export const KEELSON = script('../dist/cli/main.js')
export const RAW = script('./raw.js')

/** How much the two baselines and each work may take: times `raw` plus times `load`, and likewise in MB. */
const limit = (raw, load, memory) => ({ raw, load, memory })

/**
 * The works that are timed. `bound` is the target: seconds ≤ raw × `raw` + load × `load`; memory in MB, that of `load` added where
 * `load` counts.
 * @param {{address: string, folder: string}} place the server, and where the files are
 */
export function works({ address, folder }) {
  const yaml = `${folder}/state.yaml`
  const json = `${folder}/state.json`
  const keelson = (...args) => [KEELSON, ...args, '--parallelism', PARALLELISM, '--quiet']
  const at = (path = '') => ['--addr', `${address}${path}`]
  return [
    { name: 'raw', args: [RAW, address, PARALLELISM, ...COLLECTIONS] },
    { name: 'load', args: [script('./load.js'), yaml] },
    {
      name: 'dump to YAML',
      args: keelson('dump', '-o', `${folder}/dump.yaml`, '--force', ...at()),
      bound: limit(3.5, 0, 600),
    },
    {
      name: 'dump to JSON',
      args: keelson('dump', '--format', 'json', '-o', `${folder}/dump.json`, '--force', ...at()),
      bound: limit(2.5, 0),
    },
    { name: 'diff YAML, no change', args: keelson('diff', yaml, ...at()), bound: limit(3.5, 1, 300) },
    { name: 'diff YAML, 1 % changed', args: keelson('diff', yaml, ...at('/changed')), bound: limit(4, 1) },
    { name: 'diff JSON, no change', args: keelson('diff', json, ...at()), bound: limit(3.5, 0, 500) },
    { name: 'validate YAML', args: [KEELSON, 'validate', yaml, '--quiet'], bound: limit(2, 1, 150) },
  ]
}

/** The same works in decK's words, for another program. */
export function foreignWorks({ address, folder }) {
  const at = (path = '') => ['--kong-addr', `${address}${path}`]
  const [yaml, json] = [`${folder}/state.yaml`, `${folder}/state.json`]
  return [
    { name: 'dump to YAML', args: ['gateway', 'dump', '--yes', '-o', `${folder}/other.yaml`, ...at()] },
    {
      name: 'dump to JSON',
      args: ['gateway', 'dump', '--yes', '--format', 'json', '-o', `${folder}/other.json`, ...at()],
    },
    { name: 'diff YAML, no change', args: ['gateway', 'diff', yaml, ...at()] },
    { name: 'diff YAML, 1 % changed', args: ['gateway', 'diff', yaml, ...at('/changed')] },
    { name: 'diff JSON, no change', args: ['gateway', 'diff', json, ...at()] },
  ]
}

/** What takes only milliseconds. The target: `times` the start of Node, or `more` milliseconds than --version. */
export function starts({ address, folder }) {
  const [file, at] = [`${folder}/small.yaml`, ['--addr', address]]
  return [
    { name: 'node -e 0', args: ['-e', '0'] },
    { name: 'keelson --version', args: [KEELSON, '--version'], times: 3 },
    { name: 'keelson --help', args: [KEELSON, '--help'], times: 3 },
    { name: 'validate, 20 entities', args: [KEELSON, 'validate', file, '--quiet'] },
    { name: 'ping', args: [KEELSON, 'ping', ...at, '--quiet'] },
    { name: 'diff, 20 entities', args: [KEELSON, 'diff', file, ...at, '--quiet'], more: 250 },
  ]
}
