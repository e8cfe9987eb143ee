import type { Entity } from '../../../model/entity.ts'
import type { Kind, Reference } from '../../../model/kind.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { checkedData, isHeldBack, pluginName, standIn } from './checked-data.ts'
import { compileFit, compileFitWith } from './compile-fit.ts'
import type { SchemaOf } from './load-schemas.ts'
import { flatFields } from './look-up.ts'
import { type RuleTests, ruleTests, runRules } from './rules/run-rules.ts'

/** Tells that `checkEntity` would find nothing in an entity; it may be in doubt where that one is not. */
type Look = (entity: Entity) => boolean

const looks = new WeakMap<JsonSchema, { kind: Kind; plugin: string | undefined; look: Look }>()

/** Tells that `checkEntity` would find nothing; it may be in doubt where that one is not. */
export function looksFine(entity: Entity, kind: Kind, schema: JsonSchema): boolean {
  return lookOf(kind, schema, pluginName(entity.fields, kind))(entity)
}

/** Gives the look at entities of one kind, where all of them are looked at alike and as they stand: for who has many. */
export function looksOfKinds(
  kinds: ReadonlyMap<string, Kind>,
  schemaOf: SchemaOf,
): (entity: Entity) => Look | undefined {
  const known = new Map<string, Look | undefined>()
  return (entity) => {
    const look = known.get(entity.kind)
    if (look !== undefined || known.has(entity.kind)) return look
    const kind = kinds.get(entity.kind)
    const isOne = kind && kind.variant === undefined && !kind.references.some(({ records }) => records)
    const found = isOne ? schemaOf(entity) : undefined
    known.set(entity.kind, isOne && found ? lookOf(kind, found.schema, undefined) : undefined)
    return known.get(entity.kind)
  }
}

function lookOf(kind: Kind, schema: JsonSchema, plugin: string | undefined): Look {
  const known = looks.get(schema)
  if (known !== undefined && known.kind === kind && known.plugin === plugin) return known.look
  const look = makeLook(kind, schema, plugin)
  looks.set(schema, { kind, plugin, look })
  return look
}

/** What cannot be judged as it stands is copied into the form in which it is checked. */
function makeLook(kind: Kind, schema: JsonSchema, plugin: string | undefined): Look {
  const fits = compileFit(schema)
  const asItStands = isHeldBack(kind) ? () => false : lookAsItStands(kind, schema, ruleTests(kind.name, plugin))
  return (entity) => {
    if (asItStands(entity)) return true
    const { read, data, plugin } = checkedData(entity, kind)
    return read.empty.length === 0 && fits(data) && runRules(kind.name, data, plugin).length === 0
  }
}

/** Judges an entity whose references need no look, without a copy that has something in their place. */
function lookAsItStands(kind: Kind, schema: JsonSchema, rules: RuleTests): Look {
  const [apart, odd] = [[] as string[], [] as string[]]
  for (const each of kind.references) (isApart(each, schema, rules) ? apart : odd).push(each.field)
  const { required = [] } = schema
  const needed = required.filter((name) => apart.includes(name))
  const fits = compileFitWith({ ...schema, required: required.filter((name) => !apart.includes(name)) }, rules.fields)
  return ({ fields, refs }) => {
    for (const field of odd) if (refs[field] !== undefined) return false
    for (const field of needed) if (refs[field] === undefined) return false
    return fits(fields) && rules.entity(fields)
  }
}

/** Tells that a reference is always right and nothing else of the entity is judged by it. */
function isApart({ field, ...reference }: Reference, schema: JsonSchema, rules: RuleTests): boolean {
  const node = schema.properties?.[field]
  if (node === undefined || reference.many || reference.records) return false
  if (rules.fields.has(field) || isMentioned(field, schema) || WHOLE.some((word) => schema[word] !== undefined))
    return false
  return compileFit(node)(standIn([], { field, ...reference }))
}

/** What judges a record as a whole. */
const WHOLE = ['not', 'allOf', 'anyOf', 'enum', 'const', 'propertyNames', 'minProperties', 'maxProperties'] as const

function isMentioned(field: string, schema: JsonSchema): boolean {
  const checks = JSON.stringify(schema['x-kong']?.entity_checks ?? [])
  return checks.includes(`"${field}`) || flatFields(schema).some(({ name, path }) => [name, path[0]].includes(field))
}
