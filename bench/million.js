import { mkdir, open, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toYaml } from '../build/state/yaml-writer.js'
import { makeEntities } from './entities.js'
import { startGateway } from './gateway.js'
import { measureNode } from './measure.js'
import { table } from './table.js'
import { works } from './works.js'

const TIMES = 10
const LARGEST_FILE = 40_000_000
const PARENTS = 10_000

/**
 * Ten times the size, once each: dump to YAML and JSON, diff of a folder of YAML files, of one of JSON files, all of at
 * most 50 MB each.
 * @param {{size: number, seed: number, folder: string}} options
 * @returns {Promise<string[]>} texts to print
 */
export async function benchMillion({ size, seed, folder }) {
  const plain = { size: size * TIMES, seed, mix: 'plain' }
  await writeFolders(makeEntities(plain), join(folder, 'files'), join(folder, 'files-json'))
  const gateway = await startGateway(plain)
  try {
    const all = works({ address: gateway.address, folder })
    const args = (name) => all.find((work) => work.name === name).args
    const files = (name, from, to) => args(name).map((word) => (word === join(folder, from) ? join(folder, to) : word))
    const rows = []
    for (const [name, line] of [
      ['raw', args('raw')],
      ['dump to YAML', args('dump to YAML')],
      ['dump to JSON', args('dump to JSON')],
      ['diff of a folder of JSON', files('diff YAML, no change', 'state.yaml', 'files-json')],
      ['diff of a folder of YAML', files('diff YAML, no change', 'state.yaml', 'files')],
    ]) {
      await gateway.asked()
      rows.push(cells(name, await measureNode(line), await gateway.asked()))
    }
    const { size: bytes } = await stat(join(folder, 'dump.yaml'))
    const about = `${plain.size} entities, ${(gateway.bytes / 1e6).toFixed(0)} MB of JSON in ${gateway.pages} pages, ${(bytes / 1e6).toFixed(0)} MB of YAML; one run each`
    return [about, table(['work', 'seconds', 'CPU s', 'peak MB', 'requests', 'exit'], rows)]
  } finally {
    gateway.stop()
  }
}

function cells(name, { seconds, cpu, memory, code, output }, { requests }) {
  const end = code === 0 ? '0' : `${code} ${output.trim().split('\n')[0]?.slice(0, 60)}`
  return [name, seconds.toFixed(1), cpu.toFixed(1), memory.toFixed(0), String(requests), end]
}

/** Writes the services with their routes and the consumers with their keys as state files, each below 50 MB. */
async function writeFolders(made, yaml, json) {
  await Promise.all([mkdir(yaml), mkdir(json)])
  const nest = (parents, section, children, field) => {
    const groups = new Map(made.get(parents).map(({ id }) => [id, []]))
    for (const child of made.get(children)) groups.get(child[field].id)?.push(withoutMade(child, field))
    return made.get(parents).map((parent) => ({ ...withoutMade(parent), [section]: groups.get(parent.id) }))
  }
  for (const [section, list] of [
    ['services', nest('services', 'routes', 'routes', 'service')],
    ['consumers', nest('consumers', 'keyauth_credentials', 'key-auths', 'consumer')],
  ]) {
    await writeYamlFiles(yaml, section, list)
    await writeJsonFiles(json, section, list)
  }
}

async function writeJsonFiles(folder, section, list) {
  for (let from = 0; from < list.length; from += PARENTS) {
    const content = { _format_version: '3.0', [section]: list.slice(from, from + PARENTS) }
    await writeFile(join(folder, `${section}-${from}.json`), JSON.stringify(content, null, 2))
  }
}

function withoutMade(entity, field) {
  const { id: _, created_at: __, updated_at: ___, ...rest } = entity
  if (field !== undefined) delete rest[field]
  for (const name of Object.keys(rest)) if (rest[name] === null) delete rest[name]
  return rest
}

async function writeYamlFiles(folder, section, list) {
  const head = '_format_version: "3.0"\n'
  let [file, bytes, number] = [undefined, 0, 0]
  for (let from = 0; from < list.length; from += 1000) {
    const text = toYaml({ [section]: list.slice(from, from + 1000) })
    if (file === undefined || bytes + text.length > LARGEST_FILE) {
      await file?.close()
      file = await open(join(folder, `${section}-${String(++number).padStart(3, '0')}.yaml`), 'w')
      bytes = 0
    }
    const part = bytes === 0 ? head + text : text.slice(text.indexOf('\n') + 1)
    await file.appendFile(part)
    bytes += part.length
  }
  await file?.close()
}
