import { createHash } from 'node:crypto'
import { HOOKS } from '../entities/hooks.ts'
import { normaliseEntity } from '../entities/normalise.ts'
import type { Gateway } from '../gateway.ts'
import { prepareEntity } from '../schema/prepare.ts'
import { mirrorShorthands } from '../schema/shorthand.ts'
import type { Row } from '../schema/value.ts'
import { rowsByIds } from '../store/table.ts'
import { checkConfig, versionOf } from './check.ts'
import { identify, linkItems } from './identify.ts'
import { allItems, childLists, type Item } from './items.ts'
import { invalidConfig } from './report.ts'
import { yamlText } from './yaml-text.ts'

/** The state of a gateway to which no configuration was sent (dbless #1, #3). */
export function emptyConfig(): { configHash: string; configText: () => string } {
  return { configHash: '0'.repeat(32), configText: () => yamlText({ _format_version: '3.0', _transform: false }) }
}

/** Fingerprint of a configuration as it was sent: an object and the same as text differ (dbless #18, #19). */
export function hashOf(sent: Row | string): string {
  const text = typeof sent === 'string' ? `text:${sent}` : JSON.stringify(sent)
  return createHash('md5').update(text).digest('hex')
}

/**
 * Replaces all entities by those of a declarative configuration and returns them by collection and id, as
 * POST /config answers (dbless #4). Throws a Refusal with code 14; nothing is changed then.
 */
export function loadConfig(
  gateway: Gateway,
  config: Row,
  flatten: boolean,
  hash = hashOf(config),
): Record<string, Record<string, Row>> {
  const lists = (name: string) => [...childLists(gateway.catalogue, name).keys()]
  const checked = checkConfig(gateway, config)
  if ('faults' in checked) throw invalidConfig(checked.faults, config, flatten, lists)
  const { items } = checked
  if (versionOf(config) !== '3.0') for (const item of allItems(items)) migratePaths(item)
  identify(gateway, items)
  const faults = linkItems(gateway, items)
  if (Object.keys(faults).length > 0) throw invalidConfig(faults, withIds(config, items), flatten, lists)
  const entities = [...allItems(items)].map((item) => ({ item, row: rowOf(gateway, item) }))
  storeRows(gateway, entities, config._transform !== false)
  gateway.configHash = hash
  gateway.configText = () => configText(gateway, entities)
  return answerOf(entities)
}

/** Before format 3.0 a path with other than plain characters was an expression; now it says so with `~` (dbless #30). */
function migratePaths({ collection, fields }: Item): void {
  if (collection !== 'routes' || !Array.isArray(fields.paths)) return
  fields.paths = fields.paths.map((path) =>
    typeof path === 'string' && !/^[\w.\-~/%]*$/.test(path) ? `~${path}` : path,
  )
}

/** The configuration with the ids that its top-level entities were given (dbless #37). */
function withIds(config: Row, items: Item[]): Row {
  const sections: Record<string, Row[]> = {}
  for (const { collection, written, fields } of items) {
    sections[collection] ??= []
    sections[collection].push({ ...written, id: fields.id ?? null })
  }
  return { ...config, ...sections }
}

interface Loaded {
  item: Item
  row: Row
}

function rowOf(gateway: Gateway, { collection, fields }: Item): Row {
  const { ttl: _ttl, ...rest } = fields
  const known = gateway.catalogue.collections.get(collection)?.ttl ? rest : fields
  const shape = gateway.catalogue.shape(collection, known)
  const { entity } = prepareEntity(shape, known, 'insert', gateway.now())
  const adjusted = HOOKS[collection]?.adjust?.(entity, known) ?? entity
  const { snis, ...row } = normaliseEntity(shape, adjusted)
  const whole: Row = collection === 'certificates' || snis === undefined ? row : { ...row, snis }
  return collection === 'ca_certificates' ? (HOOKS.ca_certificates?.transform?.(whole, known) ?? whole) : whole
}

function storeRows(gateway: Gateway, entities: Loaded[], transform: boolean): void {
  const rows: Record<string, Row[]> = {}
  for (const { item, row } of entities) {
    const change = transform ? HOOKS[item.collection]?.transform : undefined
    rows[item.collection] ??= []
    rows[item.collection]?.push(change?.(row, item.fields) ?? row)
  }
  gateway.store.load({ rows, expiry: {} })
  gateway.store.changed()
}

/** A certificate shows the SNIs that were written inside it whole, with the marks that entities of a file can have. */
function shownRow({ item, row }: Loaded, rows: Map<Item, Row>): Row {
  if (item.collection !== 'certificates') return row
  const snis = item.children.map((child) => ({ ...rows.get(child), _comment: null, _ignore: null }))
  return { ...row, snis: snis.length > 0 ? snis : null }
}

const rowsByItem = (entities: Loaded[]): Map<Item, Row> => new Map(entities.map(({ item, row }) => [item, row]))

function answerOf(entities: Loaded[]): Record<string, Record<string, Row>> {
  const rows = rowsByItem(entities)
  const answer: Record<string, Record<string, Row>> = {}
  for (const one of entities) {
    const section = answer[one.item.collection] ?? {}
    answer[one.item.collection] = section
    section[String(one.row.id)] = shownRow(one, rows)
  }
  return answer
}

function configText(gateway: Gateway, entities: Loaded[]): string {
  const text: Row = { _format_version: '3.0', _transform: false }
  const rows = rowsByItem(entities)
  for (const name of gateway.catalogue.collections.keys()) {
    const own = entities.filter(({ item }) => item.collection === name)
    if (own.length > 0) text[name] = own.map((one) => writtenRow(gateway, one, rows))
  }
  return yamlText(text)
}

/** References are written as plain ids, times in whole seconds (dbless #16). */
function writtenRow(gateway: Gateway, one: Loaded, rows: Map<Item, Row>): Row {
  const { collection } = one.item
  const [stored = one.row] = rowsByIds(gateway.store.table(collection), [String(one.row.id)])
  const shown = collection === 'certificates' ? shownRow(one, rows) : stored
  const row = mirrorShorthands(gateway.catalogue.shape(collection, stored), shown)
  for (const { field } of gateway.catalogue.references(collection)) {
    const value = row[field]
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) row[field] = value.id ?? null
  }
  for (const field of ['created_at', 'updated_at']) {
    const at = row[field]
    if (typeof at === 'number') row[field] = Math.floor(at)
  }
  return row
}
