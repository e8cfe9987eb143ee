import type { Kind } from '../../../model/kind.ts'
import type { JsonSchema } from '../schema/json-schema.ts'
import { type Fault, type FieldPath, pathText } from './fault.ts'
import { concernsSecret } from './is-secret.ts'
import { nodeAt } from './look-up.ts'
import type { Plain } from './plain.ts'

/**
 * Judges fields that a variable left without a value though it is set. Out: first the errors, where a secret, a key or what has
 * to be given would get lost; then the warnings for fields that may be left out, as decK leaves them out in silence.
 */
export function emptyFaults(
  empty: Plain['empty'],
  kind: Kind,
  schema: JsonSchema,
): readonly [errors: Fault[], warnings: Fault[]] {
  const faults = empty.map(({ path, value }): Fault => {
    const { empty: reason = '', variable = '' } = value
    const fault: Fault = { path, code: 'empty-variable', reason, within: [], hint: `set ${variable}` }
    if (isRequired(path, schema)) return fault
    const hint = `set ${variable}, or say that it may be empty: ${consent(variable)}`
    if (isKey(path, kind) || concernsSecret(path, kind, schema)) return { ...fault, hint }
    return { ...fault, reason: `${reason}, so ${pathText(path)} has no value`, hint, isWarning: true }
  })
  return [faults.filter(({ isWarning }) => !isWarning), faults.filter(({ isWarning }) => isWarning)]
}

/** The default of a placeholder is taken where its variable is not set; an empty one says that there may be none. */
const consent = (variables: string): string =>
  variables
    .split(', ')
    .map((name) => `\${{ env "${name}" "" }}`)
    .join(' ')

/** What has a default of the gateway's need not be given. */
function isRequired(path: FieldPath, schema: JsonSchema): boolean {
  return nodeAt(schema, path.slice(0, -1))?.required?.includes(String(path.at(-1))) === true
}

function isKey(path: FieldPath, { keys, unique }: Kind): boolean {
  const name = path.join('.')
  return [...keys, ...unique].some((fields) => fields.includes(name))
}
