import { createHash, pbkdf2Sync, randomBytes } from 'node:crypto'
import { ENTERPRISE_HOOKS } from '../enterprise/hooks.ts'
import { joinPartials, namePartials, withoutPartials } from '../enterprise/partials.ts'
import type { Gateway } from '../gateway.ts'
import { Refusal, schemaViolation } from '../refusal.ts'
import { formatAddress, parseAddress } from '../rules/address.ts'
import { certificateDigest } from '../rules/key-rules.ts'
import { isEmpty, type Row, readPath } from '../schema/value.ts'
import { referenceId } from '../store/table.ts'
import { checkPluginProtocols } from './plugin-protocols.ts'

/** What the gateway's own code does around the schema for one kind of entity. */
export interface Hooks {
  /** Looks at or changes what was sent, before the schema does. `stored` is there for a PATCH. */
  before?(gateway: Gateway, body: Row, stored?: Row): Row
  /** Settles fields that depend on each other, before the entity is validated. */
  adjust?(entity: Row, given: Row): Row
  /** Faults of whole entities that depend on what was sent. `stored` is there for a PATCH. */
  check?(given: Row, stored?: Row): string | undefined
  /** Turns a valid entity into what is stored. `given` is what was sent. */
  transform?(entity: Row, given: Row): Row
  /** Adds to an answer what is not kept with the entity. */
  show?(gateway: Gateway, entity: Row): Row
  /** Refuses a delete. */
  guard?(gateway: Gateway, row: Row): void
}

/** Kinds whose answers depend on code of the gateway. */
export const HOOKS: Record<string, Hooks> = {
  targets: { before: normaliseTarget },
  upstreams: { adjust: settleAlgorithm },
  plugins: {
    before(gateway, body, stored) {
      checkPluginProtocols(gateway, { ...stored, ...body })
      return gateway.edition === 'enterprise' ? joinPartials(gateway, body, stored) : body
    },
    transform: withoutPartials,
    show: namePartials,
  },
  basicauth_credentials: { check: needsTogether('password', 'consumer.id'), transform: hashPassword },
  oauth2_credentials: { check: needsTogether('hash_secret', 'client_secret'), transform: hashClientSecret },
  ca_certificates: { transform: addDigest, guard: refuseReferenced },
  ...ENTERPRISE_HOOKS,
}

/** Targets get the default port and IPv6 is written out (upstreams-targets #32, #35, #39). */
function normaliseTarget(_gateway: Gateway, body: Row): Row {
  if (typeof body.target !== 'string' || body.target === '') return body
  const address = parseAddress(body.target)
  if ('fault' in address) throw schemaViolation({ target: 'Invalid target; not a valid hostname or ip address' })
  return { ...body, target: formatAddress(address, 8000) }
}

/** Algorithms that do not hash. */
const UNHASHED = ['least-connections', 'latency']

/**
 * An upstream's algorithm and what it hashes on follow each other: what is given to hash on decides, unless an
 * algorithm that does not hash is asked for (upstreams-targets #6, #8, #14; state files with sticky sessions).
 */
function settleAlgorithm(entity: Row, given: Row): Row {
  const { algorithm, hash_on } = given
  if (typeof algorithm === 'string' && UNHASHED.includes(algorithm)) return { ...entity, hash_on: 'none' }
  if (hash_on === null) return { ...entity, hash_on: 'none' }
  if (typeof hash_on === 'string')
    return { ...entity, algorithm: hash_on === 'none' ? 'round-robin' : 'consistent-hashing' }
  const idle = entity.hash_on === 'none' && entity.algorithm === 'consistent-hashing'
  return idle ? { ...entity, algorithm: 'round-robin' } : entity
}

/**
 * What is made of one field with the help of another needs both: in a PATCH both must be sent when either changes; a
 * create counts what the gateway fills in by itself (credentials #34, #147, #148; oauth2: Kong 3.9 open source).
 */
function needsTogether(field: string, need: string): NonNullable<Hooks['check']> {
  const text = `all or none of these fields must be set: '${field}', '${need}'`
  return (given, stored) => {
    const [sent, help] = [readPath(given, field), readPath(given, need)]
    const helped = !isEmpty(help)
    if (!stored) return !isEmpty(sent) && !helped && need.includes('.') ? text : undefined
    const changed = help !== readPath(stored, need)
    if (isEmpty(sent) && !changed) return undefined
    return isEmpty(sent) === helped ? text : undefined
  }
}

/** SHA-1 of password and consumer id, in hex (credentials #28); only when a password was sent (#148). */
function hashPassword(entity: Row, given: Row): Row {
  if (isEmpty(given.password)) return entity
  const text = `${String(entity.password)}${referenceId(entity.consumer) ?? ''}`
  return { ...entity, password: createHash('sha1').update(text).digest('hex') }
}

/** A client secret is hashed when asked for, unless it is a hash already (PHC string; Kong 3.9 open source). */
function hashClientSecret(entity: Row, given: Row): Row {
  const secret = entity.client_secret
  if (given.hash_secret !== true || typeof secret !== 'string' || /^\$[\w-]+\$/.test(secret)) return entity
  const salt = randomBytes(32)
  const hash = pbkdf2Sync(secret, salt, 10_000, 32, 'sha512')
  const [saltText, hashText] = [salt, hash].map((bytes) => bytes.toString('base64').replace(/=+$/, ''))
  return { ...entity, client_secret: `$pbkdf2-sha512$i=10000,l=32$${saltText}$${hashText}` }
}

/** The digest is always computed (certificates-snis #59, #65). */
function addDigest(entity: Row): Row {
  return { ...entity, cert_digest: certificateDigest(entity.cert) }
}

/** A CA certificate that a service names cannot be deleted (cascade #35). */
function refuseReferenced(gateway: Gateway, row: Row): void {
  const services = gateway.store.table('services')
  for (const id of services.ids()) {
    const used = services.get(id)?.ca_certificates
    if (!Array.isArray(used) || !used.includes(row.id ?? null)) continue
    const message = `ca certificate ${String(row.id)} is still referenced by services (id = ${id})`
    throw new Refusal(400, { code: 19, message, name: 'referenced by others' })
  }
}
