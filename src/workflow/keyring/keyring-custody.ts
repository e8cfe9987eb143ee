import { createHash } from 'node:crypto'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { KeyringState } from '../../model/keyring.ts'
import type { Target } from '../../model/provider.ts'
import { clusterOf } from '../../model/same-target.ts'
import { isFields, Secret } from '../../model/secret.ts'
import type { Fields, Value } from '../../model/value.ts'

/** What `format` of a custody file says. */
const FORMAT = 'keelson-keyring-custody/1'

/** The keys of a cluster as they are kept outside of it; schemas/keyring/custody.schema.json describes the file. */
export interface Custody {
  /** ISO 8601, UTC. */
  createdAt: string
  target: Pick<Target, 'product' | 'version' | 'edition' | 'identity' | 'cluster' | 'address'>
  active?: string
  ids: string[]
  /** The export, opaque to all but the cluster. */
  data: Secret
}

/** Puts a custody together from an export and what the keyring said right after it. */
export function custodyOf(target: Target, { active, ids }: KeyringState, data: Secret, now: Date): Custody {
  const { product, version, edition, identity, address } = target
  const about = {
    createdAt: now.toISOString(),
    target: { product, version, edition, identity, address, ...clusterOf(target) },
  }
  return { ...about, ...(active !== undefined && { active }), ids: [...ids], data }
}

/** Gives the text of the file: JSON, with a sha256 over all the rest of it. The text holds the export. */
export function custodyText({ createdAt, target, active, ids, data }: Custody): string {
  const content = {
    format: FORMAT,
    created_at: createdAt,
    target,
    active: active ?? null,
    ids,
    data: String(data.reveal()),
  }
  return `${JSON.stringify({ ...content, sha256: checksum(content) }, null, 2)}\n`
}

/** Over the other members, in their order, as JSON without spaces. */
const checksum = (content: object): string => createHash('sha256').update(JSON.stringify(content)).digest('hex')

/** Reads the text of a custody file. Raises a Refusal (invalid) that quotes nothing of it. */
export function readCustody(text: string, name: string): Custody {
  const { sha256, ...content } = parse(text, name)
  if (content.format !== FORMAT) throw refuse(name, `it is no custody file, or not of this version (${FORMAT})`)
  if (sha256 !== checksum(content)) throw refuse(name, 'its checksum is wrong: it was changed or cut off')
  const { created_at, target, active, ids, data } = content
  const whole = isTarget(target) && isTexts(ids) && typeof created_at === 'string' && typeof data === 'string'
  if (!whole) throw refuse(name, 'it is not whole')
  const about = { createdAt: created_at, target, ids, data: new Secret(data) }
  return typeof active === 'string' ? { ...about, active } : about
}

function parse(text: string, name: string): Fields {
  try {
    const content = JSON.parse(text) as Value
    if (isFields(content)) return content
  } catch {}
  throw refuse(name, 'it is no JSON object')
}

const isTexts = (value: Value | undefined): value is string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string')

const isTarget = (value: Value | undefined): value is Custody['target'] & Fields =>
  isFields(value) &&
  ['product', 'version', 'edition', 'identity', 'address'].every((name) => typeof value[name] === 'string')

const refuse = (name: string, reason: string): Refusal =>
  new Refusal('invalid', [problem('bad-custody', `${name} cannot be taken: ${reason}`)])
