import { faultsText, keyText } from './schema/error-text.ts'
import type { FaultTable, Row, Value } from './schema/value.ts'

/** A request that the gateway refuses: HTTP status and JSON body, thrown from where it is noticed. */
export class Refusal extends Error {
  readonly status: number
  readonly body: object
  /** Milliseconds until it is sent. */
  readonly wait: number

  constructor(status: number, body: object, wait = 0) {
    super(`refused with ${status}`)
    this.status = status
    this.body = body
    this.wait = wait
  }
}

const refuse = (status: number, code: number, name: string, message: string, more: object = {}): Refusal =>
  new Refusal(status, { code, name, message, ...more })

/** 404 with the plain body. */
export const notFound = (): Refusal => new Refusal(404, { message: 'Not found' })

/** 500 as the gateway answers whatever its code does not expect. */
export const unexpected = (): Refusal => new Refusal(500, { message: 'An unexpected error occurred' })

/** 400 code 2: faults found by the schema (service-errors). */
export const schemaViolation = (fields: FaultTable): Refusal =>
  refuse(400, 2, 'schema violation', faultsText(fields), { fields })

/** 409 code 5: a value, or values together, that another entity has (services #11, plugins #5). */
export const uniqueViolation = (fields: Row): Refusal =>
  refuse(409, 5, 'unique constraint violation', `UNIQUE violation detected on '${keyText(fields, 'null')}'`, { fields })

/** 400 code 3: an id that is taken, or a database column that may not be null (services #10, upstreams-targets #22). */
export const primaryKeyViolation = (fields: Row): Refusal =>
  refuse(400, 3, 'primary key violation', `primary key violation on key '${keyText(fields)}'`, { fields })

/** 400 code 4: a reference to what does not exist (routes #11). */
export const danglingReference = (field: string, key: Row, collection: string): Refusal => {
  const message = `the foreign key '${keyText(key)}' does not reference an existing '${collection}' entity.`
  return refuse(400, 4, 'foreign key violation', message, { fields: { [field]: key } })
}

/** 400 code 4: a delete of what others refer to (routes #73). */
export const stillReferenced = (collection: string, referrer: string): Refusal => {
  const message = `an existing '${referrer}' entity references this '${collection}' entity`
  return refuse(400, 4, 'foreign key violation', message, { fields: { '@referenced_by': referrer } })
}

/** 400 code 13: a reference by a unique field that finds nothing (routes #12). */
export const unresolvedReference = (field: string, key: string, value: Value, collection: string): Refusal => {
  const text = `the foreign key cannot be resolved with '${keyText({ [key]: value })}' for an existing '${collection}' entity`
  const fields = { [field]: { [key]: text } }
  return refuse(400, 13, 'foreign keys unresolved', `foreign key unresolved (${field}.${key}: ${text})`, { fields })
}

/** 404 code 6: a PATCH of what is not there (services #26, #27). */
export const missingEntity = (key: Row): Refusal => {
  const by = 'id' in key ? 'primary key ' : ''
  return refuse(404, 6, 'not found', `could not find the entity with ${by}'${keyText(key)}'`, { fields: key })
}

/** 400 code 1: a path segment that is not a UUID where only ids are taken (credentials #140). */
export const invalidPrimaryKey = (): Refusal => {
  const fields = { id: 'expected a valid UUID' }
  return refuse(400, 1, 'invalid primary key', `invalid primary key: '${keyText(fields)}'`, { fields })
}

/** 400 code 10: a path segment that cannot be the unique field's value (http-errors #42, vaults-keys #12). */
export const invalidUnique = (field: string, message: string): Refusal =>
  refuse(400, 10, `invalid unique ${field}`, message)

/** 400 code 9: a page size out of bounds (pagination #14 to #20). */
export const invalidSize = (message: string): Refusal => refuse(400, 9, 'invalid size', message)

/** 400 code 7: a page token that cannot be read (pagination #22 to #24). */
export const invalidOffset = (offset: string, why: string): Refusal =>
  refuse(400, 7, 'invalid offset', `'${offset}' is not a valid offset: ${why}`)

/** 400 code 11: a query option or ttl out of bounds (pagination #30, credentials #159). */
export const invalidOption = (option: string, why: string): Refusal =>
  refuse(400, 11, 'invalid options', `invalid option (${option}: ${why})`, { options: { [option]: why } })

/** 405 code 12: a write without a database (dbless #59 to #64). */
export const unsupportedWrite = (message: string): Refusal => refuse(405, 12, 'operation unsupported', message)
