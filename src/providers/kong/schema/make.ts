import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { packageRoot } from '../../../model/package-root.ts'
import { kinds } from '../kinds.ts'
import { layOut } from './lay-out.ts'
import { pullSchemas } from './pull.ts'
import { shippedParts } from './shipped-parts.ts'
import { stateSchema } from './state-schema.ts'

const ROOT = fileURLToPath(packageRoot)

function names(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith('.404.json'))
  return files.map((file) => file.slice(0, -'.json'.length)).filter((name) => name !== 'INDEX')
}

/** Makes the shipped schemas of one version from a folder with the answers of a gateway, one file per schema. */
async function makeSchemas(folder: string, gateway: string): Promise<void> {
  const target = join(ROOT, 'schemas', 'kong', gateway.split('.').slice(0, 2).join('.'))
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(target, name)), { recursive: true })
    writeFileSync(join(target, name), text)
  }
  const lists = {
    collections: names(folder),
    plugins: names(join(folder, 'plugins')),
    vaults: names(join(folder, 'vaults')),
  }
  const get = async (path: string): Promise<unknown> =>
    JSON.parse(readFileSync(join(folder, `${path.slice('/schemas/'.length)}.json`), 'utf8'))
  const { written } = await pullSchemas({ ...lists, get, write })
  const { collections: entities, plugins, vaults } = lists
  write('index.json', layOut({ gateway, entities, plugins, vaults }))
  makeStateSchema(target)
  process.stdout.write(`${written.length} schemas written to ${target}\n`)
}

/** Makes the schema of the state file from the schemas just written, so that both say the same. */
function makeStateSchema(folder: string): void {
  const schema = stateSchema(kinds, shippedParts(folder))
  const target = join(ROOT, 'schemas', 'state')
  mkdirSync(target, { recursive: true })
  writeFileSync(join(target, 'kong.schema.json'), layOut(schema))
}

const [folder, gateway = '3.9.3'] = process.argv.slice(2)
if (folder) await makeSchemas(folder, gateway)
else process.stderr.write('usage: make.js FOLDER [GATEWAY-VERSION]\n')
