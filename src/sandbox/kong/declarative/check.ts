import { checkWhole } from '../entities/check.ts'
import type { Gateway } from '../gateway.ts'
import { type Fault, type FaultList, type FaultTable, isRow, type Row, type Value } from '../schema/value.ts'
import { type Item, isListOfRows, readItem } from './items.ts'

const VERSIONS = ['1.1', '2.1', '3.0']
const META = new Set(['_format_version', '_transform', '_comment', '_ignore'])
/** Stands for a reference that is not known yet. */
const SOME_ID = '00000000-0000-0000-0000-000000000000'

/** The entities of a configuration, or what is wrong with it, in the shape of the configuration. */
export type CheckedConfig = { items: Item[] } | { faults: FaultTable }

/** Checks a declarative configuration against the schemas (dbless #25 to #34, #47 to #51). */
export function checkConfig(gateway: Gateway, config: Row): CheckedConfig {
  const faults: FaultTable = {}
  const items: Item[] = []
  checkVersion(config, faults)
  for (const [name, value] of Object.entries(config)) {
    if (META.has(name)) continue
    if (!gateway.catalogue.collections.has(name)) faults[name] = 'unknown field'
    else checkSection(gateway, name, value, items, faults)
  }
  return Object.keys(faults).length > 0 ? { faults } : { items }
}

function checkVersion(config: Row, faults: FaultTable): void {
  const version = versionOf(config)
  if (version === undefined) faults._format_version = 'required field missing'
  else if (!VERSIONS.includes(version)) faults._format_version = `expected one of: ${VERSIONS.join(', ')}`
  const transform = config._transform ?? null
  if (transform !== null && typeof transform !== 'boolean') faults._transform = 'expected a boolean'
}

/** The format version of a configuration; YAML may have read it as a number. */
export function versionOf(config: Row): string | undefined {
  const version = config._format_version ?? undefined
  return typeof version === 'number' ? version.toFixed(1) : version === undefined ? undefined : String(version)
}

function checkSection(gateway: Gateway, name: string, value: Value, items: Item[], faults: FaultTable): void {
  if (value === null || (isRow(value) && Object.keys(value).length === 0)) return
  if (!Array.isArray(value)) {
    faults[name] = 'expected an array'
    return
  }
  const found: FaultList = []
  value.forEach((given, index) => {
    const item = isRow(given) ? readItem(gateway.catalogue, name, given, index) : undefined
    const fault: Fault | undefined = item ? checkItem(gateway, item) : 'expected a record'
    if (item) items.push(item)
    if (fault !== undefined) placeFault(found, index, fault)
  })
  if (found.length > 0) faults[name] = found
}

function placeFault(list: FaultList, index: number, fault: Fault): void {
  while (list.length < index) list.push(null)
  list[index] = fault
}

/** References may be names here, and a nested entity has its parent around it, so both count as given. */
function checkItem(gateway: Gateway, item: Item): FaultTable | undefined {
  const faults: FaultTable = {}
  const fields: Row = { ...item.fields }
  for (const { field } of gateway.catalogue.references(item.collection)) {
    if (field === item.parentField || typeof fields[field] === 'string') fields[field] = { id: SOME_ID }
  }
  if (item.collection === 'certificates' && !isListOfRows(fields.snis)) delete fields.snis
  const { ttl: _ttl, ...untimed } = fields
  const timed = gateway.catalogue.collections.get(item.collection)?.ttl
  const checked = checkWhole(gateway, item.collection, timed ? untimed : fields, 'insert')
  if ('faults' in checked) Object.assign(faults, checked.faults)
  for (const child of item.children) {
    const fault = checkItem(gateway, child)
    if (!fault) continue
    const list = faults[child.collection]
    const known: FaultList = Array.isArray(list) ? list : []
    placeFault(known, child.index, fault)
    faults[child.collection] = known
  }
  return Object.keys(faults).length > 0 ? faults : undefined
}
