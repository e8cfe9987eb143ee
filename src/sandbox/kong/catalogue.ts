import { COLLECTIONS, type Collection } from './collections.ts'
import type { RawSchemas } from './load-schemas.ts'
import { addRules } from './rules/add-rules.ts'
import { routeShapes } from './rules/route-shapes.ts'
import { compileShape, type Shape } from './schema/field.ts'
import type { FaultTable, Row, Value } from './schema/value.ts'

export type RouterFlavor = 'traditional_compatible' | 'expressions'

/** A foreign field of a collection. */
export interface Reference {
  field: string
  to: string
  cascade: boolean
}

/** All that is known of the collections: their schemas, plain and by subschema, and how they refer to each other. */
export interface Catalogue {
  raw: RawSchemas
  collections: ReadonlyMap<string, Collection>
  plugins: string[]
  /** The schema of an entity; without its subschema when that cannot be told. */
  shape(collection: string, entity?: Row): Shape
  /** Faults when the subschema of an entity cannot be told (`plugin 'x' not enabled`). */
  subschemaFault(collection: string, entity: Row): FaultTable | undefined
  references(collection: string): Reference[]
  /** Unique fields at the top of an entity. */
  uniqueFields(collection: string): string[]
}

/** Which field picks the subschema, and what the gateway says when it has none for a value (plugins #19, vaults-keys #5, routes #39). */
const SUBSCHEMAS: Record<string, { field: string; fault: (value: string) => string }> = {
  plugins: {
    field: 'name',
    fault: (name) => `plugin '${name}' not enabled; add it to the 'plugins' configuration property`,
  },
  vaults: { field: 'name', fault: (name) => `vault '${name}' is not installed` },
  routes: { field: 'protocols', fault: (type) => `unknown type: ${type}` },
  partials: { field: 'type', fault: (type) => `unknown type: ${type}` },
  event_hooks: { field: 'handler', fault: (handler) => `unknown handler: ${handler}` },
}

/** Compiles the schemas of a gateway that has these collections. */
export function createCatalogue(
  raw: RawSchemas,
  flavor: RouterFlavor,
  collections: readonly Collection[] = COLLECTIONS,
): Catalogue {
  const bases = baseShapes(raw, flavor)
  const subs = new Map<string, Subschemas>([
    ['plugins', overlays('plugins', bases, raw.plugins)],
    ['vaults', overlays('vaults', bases, raw.vaults)],
    ['partials', overlays('partials', bases, raw.partials)],
    ['event_hooks', overlays('event_hooks', bases, raw.event_hooks)],
    ['routes', routeShapes(shapeOf(bases, 'routes'), flavor)],
  ])
  const references = new Map([...bases].map(([name, shape]) => [name, referencesOf(shape)]))
  return {
    raw,
    collections: new Map(collections.map((collection) => [collection.name, collection])),
    plugins: Object.keys(raw.plugins),
    shape: (name, entity) => subs.get(name)?.get(discriminator(name, entity) ?? '') ?? shapeOf(bases, name),
    subschemaFault: (name, entity) => subschemaFault(name, entity, subs),
    references: (name) => references.get(name) ?? [],
    uniqueFields: (name) => {
      const fields = Object.entries(shapeOf(bases, name).fields)
      return fields.filter(([, field]) => field.unique).map(([field]) => field)
    },
  }
}

function baseShapes(raw: RawSchemas, flavor: RouterFlavor): Map<string, Shape> {
  const shapes = new Map<string, Shape>()
  for (const [name, schema] of Object.entries(raw.entities)) {
    if (name.includes('.')) continue
    const own = flavor === 'expressions' ? (raw.entities[`${name}.expressions-flavor`] ?? schema) : schema
    shapes.set(name, addRules(name, compileShape(own)))
  }
  return shapes
}

function shapeOf(shapes: Map<string, Shape>, name: string): Shape {
  return shapes.get(name) ?? { fields: {}, shorthands: {}, checks: [], rules: [] }
}

type Subschemas = Pick<ReadonlyMap<string, Shape>, 'has' | 'get'>

/** Lays each plugin's (vault's) own fields and checks over the schema that they have in common, when it is first asked for. */
function overlays(name: string, bases: Map<string, Shape>, schemas: Record<string, Row>): Subschemas {
  const base = shapeOf(bases, name)
  const laid = new Map<string, Shape>()
  const has = (one: string): boolean => Object.hasOwn(schemas, one)
  const get = (one: string): Shape | undefined => {
    const schema = has(one) ? schemas[one] : undefined
    const shape = laid.get(one) ?? (schema && overlay(base, addRules(`${name}/${one}`, compileShape(schema))))
    if (shape) laid.set(one, shape)
    return shape
  }
  return { has, get }
}

const overlay = (base: Shape, own: Shape): Shape => ({
  fields: { ...base.fields, ...own.fields },
  shorthands: { ...base.shorthands, ...own.shorthands },
  checks: [...base.checks, ...own.checks],
  rules: [...base.rules, ...own.rules],
})

function discriminator(name: string, entity: Row | undefined): string | undefined {
  const value: Value | undefined = entity?.[SUBSCHEMAS[name]?.field ?? '']
  const first = Array.isArray(value) ? value[0] : value
  return typeof first === 'string' ? first : undefined
}

function subschemaFault(name: string, entity: Row, subs: ReadonlyMap<string, Subschemas>): FaultTable | undefined {
  const rule = SUBSCHEMAS[name]
  if (!rule) return undefined
  const value = entity[rule.field] ?? null
  if (value === null) return { [rule.field]: 'required field missing' }
  const key = discriminator(name, entity)
  if (key !== undefined && subs.get(name)?.has(key)) return undefined
  const shown = Array.isArray(value) ? String(value[0] ?? 'nil') : String(value)
  return { [rule.field]: rule.fault(shown) }
}

function referencesOf(shape: Shape): Reference[] {
  return Object.entries(shape.fields).flatMap(([field, { type, reference, on_delete }]) =>
    type === 'foreign' && reference ? [{ field, to: reference, cascade: on_delete === 'cascade' }] : [],
  )
}
