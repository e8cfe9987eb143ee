import { checkWhole } from '../entities/check.ts'
import { Refusal, schemaViolation } from '../refusal.ts'
import { isRow, type Row } from '../schema/value.ts'
import { type Answer, type Endpoint, type Exchange, ok } from './exchange.ts'

/** GET /schemas/… and POST /schemas/…/validate (schemas-validate). */
export function schemaEndpoints(): Endpoint[] {
  return [
    { path: '/schemas/{name}', methods: { GET: (x) => ok(entitySchema(x)) } },
    { path: '/schemas/plugins/{name}', methods: { GET: (x) => ok(named(x, 'plugins', 'plugin')) } },
    { path: '/schemas/vaults/{name}', methods: { GET: (x) => ok(named(x, 'vaults', 'vault')) } },
    { path: '/schemas/filters/{name}', methods: { GET: (x) => refuseName('filter', x.params.name) } },
    { path: '/plugins/schema/{name}', methods: { GET: (x) => ok(pluginConfigSchema(x)) } },
    {
      path: '/schemas/{db_entity_name}/validate',
      methods: { POST: (x) => validate(x, x.params.db_entity_name ?? '') },
    },
    { path: '/schemas/plugins/validate', methods: { POST: (x) => validate(x, 'plugins') } },
    { path: '/schemas/vaults/validate', methods: { POST: (x) => validate(x, 'vaults') } },
  ]
}

function refuseName(what: string, name: string | undefined): never {
  throw new Refusal(404, { message: `No ${what} named '${name}'` })
}

function entitySchema(x: Exchange): Row {
  const name = x.params.name ?? ''
  const { entities } = x.gateway.catalogue.raw
  const flavored = x.gateway.expressions ? entities[`${name}.expressions-flavor`] : undefined
  const schema = flavored ?? (name.includes('.') ? undefined : entities[name])
  return schema ?? refuseName('entity', name)
}

function named(x: Exchange, kind: 'plugins' | 'vaults', what: string): Row {
  const name = x.params.name ?? ''
  const schemas = x.gateway.catalogue.raw[kind]
  return (Object.hasOwn(schemas, name) ? schemas[name] : undefined) ?? refuseName(what, name)
}

/** The deprecated path answers the schema of a plugin's config alone (schemas-validate #5). */
function pluginConfigSchema(x: Exchange): Row {
  const fields = named(x, 'plugins', 'plugin').fields
  const config = Array.isArray(fields) ? fields.find((field) => isRow(field) && isRow(field.config)) : undefined
  const schema = isRow(config) && isRow(config.config) ? config.config : {}
  const { fields: inner = [], entity_checks = [], shorthand_fields } = schema
  return { entity_checks, fields: inner, ...(shorthand_fields === undefined ? {} : { shorthand_fields }) }
}

/** Checks a body as a create would, without looking at other entities. */
function validate(x: Exchange, name: string): Answer {
  if (!Object.hasOwn(x.gateway.catalogue.raw.entities, name)) refuseName('entity', name)
  const { ttl: _ttl, ...body } = x.body
  const checked = checkWhole(x.gateway, name, x.gateway.catalogue.collections.get(name)?.ttl ? body : x.body, 'insert')
  if ('faults' in checked) throw schemaViolation(checked.faults)
  return ok({ message: 'schema validation successful' })
}
