import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Edition } from './gateway.ts'
import { randomDefault } from './schema/random.ts'
import { isRow, type Row, type Value } from './schema/value.ts'

/** Kong's own schemas, as GET /schemas/… answers them, by entity, plugin and vault. */
export interface RawSchemas {
  entities: Record<string, Row>
  plugins: Record<string, Row>
  vaults: Record<string, Row>
  /** By type. */
  partials: Record<string, Row>
  /** By handler. */
  event_hooks: Record<string, Row>
}

/** The shipped schemas of a gateway line, found from the package root, from wherever this code lies in it. */
export function defaultSchemasFolder(line = '3.9'): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'schemas', 'kong', line)) && dirname(folder) !== folder) folder = dirname(folder)
  return join(folder, 'schemas', 'kong', line)
}

/**
 * Reads a folder of shipped JSON Schemas (`<collection>.json`, `plugins/`, `vaults/`) and rebuilds Kong's own schemas;
 * for Enterprise, those in its `enterprise` folder come in addition or instead. A default that the gateway generates at
 * each start gets this start's random value. `own` schemas, by file name, come before those of the folder. Throws when a file
 * is not JSON.
 */
export function loadSchemas(
  folder: string,
  edition: Edition = 'community',
  own: ReadonlyMap<string, string> = new Map(),
): RawSchemas {
  const folders = edition === 'enterprise' ? [folder, join(folder, 'enterprise')] : [folder]
  const read = (name: string): Record<string, Row> =>
    Object.assign({}, ...folders.map((one) => readFolder(join(one, name))), ownIn(own, name))
  return {
    entities: read('.'),
    plugins: read('plugins'),
    vaults: read('vaults'),
    partials: read('partials'),
    event_hooks: read('event_hooks'),
  }
}

/** What is shipped does not change, and who rehearses or tests starts many gateways: files by folder. */
const shipped = new Map<string, ReadonlyMap<string, unknown>>()

function readFolder(folder: string): Record<string, Row> {
  const schemas: Record<string, Row> = {}
  for (const [file, content] of shipped.get(folder) ?? filesIn(folder)) addSchema(schemas, file, content)
  return schemas
}

function filesIn(folder: string): ReadonlyMap<string, unknown> {
  if (!existsSync(folder)) return new Map()
  const names = readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith('.404.json'))
  const files = new Map(names.sort().map((file) => [file, JSON.parse(readFileSync(join(folder, file), 'utf8'))]))
  if (folder.startsWith(defaultSchemasFolder())) shipped.set(folder, files)
  return files
}

function ownIn(own: ReadonlyMap<string, string>, folder: string): Record<string, Row> {
  const schemas: Record<string, Row> = {}
  for (const [name, text] of own) if (dirname(name) === folder) addSchema(schemas, basename(name), JSON.parse(text))
  return schemas
}

function addSchema(schemas: Record<string, Row>, file: string, content: unknown): void {
  if (isRow(content) && isRow(content['x-kong'])) schemas[file.slice(0, -'.json'.length)] = rebuild(content)
}

/** One node of the shipped JSON Schema as the Kong schema it was made from: its attributes in `x-kong`, its nesting from the JSON Schema. */
function rebuild(node: Row): Row {
  const attributes = isRow(node['x-kong']) ? node['x-kong'] : {}
  const { shorthand: _shorthand, kind: _kind, generated, ...raw } = attributes
  const field: Row = { ...raw }
  if (generated) field.default = randomDefault()
  const isRecord = attributes.type === 'record' || attributes.type === undefined
  if (isRecord && isRow(node.properties)) Object.assign(field, rebuildFields(node.properties))
  if (isRow(node.items)) field.elements = rebuild(node.items)
  if (attributes.type === 'map' && isRow(node.propertyNames)) field.keys = rebuild(node.propertyNames)
  if (attributes.type === 'map' && isRow(node.additionalProperties)) field.values = rebuild(node.additionalProperties)
  return field
}

function rebuildFields(properties: Row): Row {
  const fields: Value[] = []
  const shorthands: Value[] = []
  for (const [name, node] of Object.entries(properties)) {
    if (!isRow(node)) continue
    const isShorthand = isRow(node['x-kong']) && node['x-kong'].shorthand === true
    ;(isShorthand ? shorthands : fields).push({ [name]: rebuild(node) })
  }
  return shorthands.length > 0 ? { fields, shorthand_fields: shorthands } : { fields }
}
