import type { Kind } from '../../../model/kind.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import type { FieldPath } from './fault.ts'
import { flatFields, nodeAt } from './look-up.ts'

/** Tells whether a field is secret by its kind's row, or the gateway encrypts it or looks it up in vaults. */
function isSecret(path: FieldPath, kind: Kind, schema: JsonSchema): boolean {
  if (kind.secret.includes(path.filter((step) => typeof step === 'string').join('.'))) return true
  return isMarked(nodeAt(schema, path))
}

/** Tells whether a field is secret, stands in one that is, holds one, or is the deprecated name of one. */
export function concernsSecret(path: FieldPath, kind: Kind, schema: JsonSchema): boolean {
  if (path.some((_, index) => isSecret(path.slice(0, index + 1), kind, schema))) return true
  const name = path.join('.')
  if (kind.secret.some((each) => each.startsWith(`${name}.`)) || holdsMarked(nodeAt(schema, path))) return true
  const flat = flatFields(nodeAt(schema, path.slice(0, -1)) ?? {}).find((each) => each.name === path.at(-1))
  return flat !== undefined && concernsSecret([...path.slice(0, -1), ...flat.path], kind, schema)
}

function isMarked(node: JsonSchema | undefined): boolean {
  const kong = node?.['x-kong']
  return kong?.encrypted === true || kong?.referenceable === true
}

function holdsMarked(node: JsonSchema | undefined): boolean {
  if (node === undefined) return false
  const values = typeof node.additionalProperties === 'object' ? [node.additionalProperties] : []
  const inner = [...Object.values(node.properties ?? {}), ...(node.items ? [node.items] : []), ...values]
  return isMarked(node) || inner.some(holdsMarked)
}
