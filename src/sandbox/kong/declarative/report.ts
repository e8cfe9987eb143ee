import { Refusal } from '../refusal.ts'
import { luaTable } from '../schema/error-text.ts'
import { type Fault, type FaultList, type FaultTable, isRow, type Row, type Value } from '../schema/value.ts'
import { isListOfRows } from './items.ts'

/** One entity's faults, as `flatten_errors=1` asks for them. */
interface FlatFault {
  entity: Row
  entity_type: string
  entity_name?: string
  entity_id?: string
  entity_tags?: Value
  errors: { type: 'field' | 'entity'; field?: string; message: string }[]
}

/** 400 code 14 for a configuration that is not valid (dbless #25 to #52); `config` has ids where those were known. */
export function invalidConfig(
  faults: FaultTable,
  config: Row,
  flatten: boolean,
  lists: (name: string) => string[],
): Refusal {
  const flat: FlatFault[] = []
  const fields = flatten ? withoutEntityFaults(faults, config, flat, lists) : faults
  const message = `declarative config is invalid: ${luaTable(fields, true)}`
  const flattened = flatten ? { flattened_errors: flat.length > 0 ? flat : {} } : {}
  return new Refusal(400, { code: 14, name: 'invalid declarative configuration', message, fields, ...flattened })
}

/** Moves the faults of entities that stand in the configuration into `flat`; returns the others. */
function withoutEntityFaults(
  faults: FaultTable,
  config: Row,
  flat: FlatFault[],
  lists: (name: string) => string[],
): FaultTable {
  const left: FaultTable = {}
  for (const [name, fault] of Object.entries(faults)) {
    const section = config[name]
    if (typeof fault === 'string' || !isListOfRows(section)) left[name] = fault
    else if (Array.isArray(fault))
      for (const [at, one] of present(fault)) flattenEntity(name, section[at] ?? {}, one, flat, lists)
  }
  return left
}

function flattenEntity(
  name: string,
  entity: Row,
  fault: Fault,
  flat: FlatFault[],
  lists: (name: string) => string[],
): void {
  const inside = lists(name)
  const errors: FlatFault['errors'] = []
  if (typeof fault === 'string') errors.push({ type: 'entity', message: fault })
  else if (!Array.isArray(fault)) {
    for (const [field, one] of Object.entries(fault)) {
      const children = entity[field]
      if (inside.includes(field) && Array.isArray(one) && isListOfRows(children)) {
        for (const [at, child] of present(one)) flattenEntity(field, children[at] ?? {}, child, flat, lists)
      } else addErrors(field, one, errors)
    }
  }
  if (errors.length > 0) flat.push(describe(name, entity, inside, errors))
}

function addErrors(path: string, fault: Fault, errors: FlatFault['errors']): void {
  if (path === '@entity' && Array.isArray(fault)) {
    for (const text of fault) errors.push({ type: 'entity', message: String(text) })
  } else if (typeof fault === 'string') errors.push({ type: 'field', field: path, message: fault })
  else if (Array.isArray(fault)) for (const [at, one] of present(fault)) addErrors(`${path}.${at + 1}`, one, errors)
  else
    for (const [field, one] of Object.entries(fault))
      addErrors(field === '@entity' ? field : `${path}.${field}`, one, errors)
}

function describe(name: string, entity: Row, inside: string[], errors: FlatFault['errors']): FlatFault {
  const own = Object.fromEntries(
    Object.entries(entity).filter(([field, value]) => !(inside.includes(field) && isListOfRows(value))),
  )
  const flat: FlatFault = { entity: own, entity_type: name.replace(/s$/, ''), errors }
  if (typeof own.name === 'string') flat.entity_name = own.name
  if (typeof own.id === 'string' && !errors.some((error) => error.field === 'id')) flat.entity_id = own.id
  if (Array.isArray(own.tags) && own.tags.every((tag) => !isRow(tag))) flat.entity_tags = own.tags
  return flat
}

/** The faulty items of a list with their places. */
function present(list: FaultList): [number, Fault][] {
  return list.flatMap((one, at): [number, Fault][] => (one === null ? [] : [[at, one]]))
}
