import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import type { Entity, Target } from '../../../src/model/entity.ts'
import type { State } from '../../../src/model/state.ts'
import type { Fields } from '../../../src/model/value.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { shippedSchemas } from '../../../src/providers/kong/schema/schema-set.ts'
import { type ValidateOptions, validate } from '../../../src/providers/kong/validate/validate.ts'

export const { schemas } = shippedSchemas('3.9')

/** An entity as the reader of files would give it, the nth of its section. */
export function entity(kind: string, fields: Fields, refs: Record<string, Target | Target[]> = {}, index = 0): Entity {
  const section = kinds.find((each) => each.name === kind)?.section ?? kind
  return { kind, fields, refs, place: { file: 'kong.yaml', path: [section, index] } }
}

export function stateOf(entities: Entity[], more: Partial<State> = {}): State {
  return { entities, mentioned: new Set(), selectTags: [], lookupTags: {}, ...more }
}

/** Validates entities with the shipped schemas. */
export function check(entities: Entity[], options: Partial<ValidateOptions> = {}, more: Partial<State> = {}) {
  return validate(stateOf(entities, more), schemas, { kinds, ...options })
}

/** A diagnostic on one line, with its path in the file: `services[0].port: message | hint`. */
export function line({ message, hint, place }: Diagnostic): string {
  return `${place?.path.join('.') ?? ''}: ${message}${hint === undefined ? '' : ` | ${hint}`}`
}

/** Validates one entity and gives its problems as lines. */
export async function lines(
  kind: string,
  fields: Fields,
  refs: Record<string, Target | Target[]> = {},
): Promise<string[]> {
  const found = await check([entity(kind, fields, refs)], { resolvable: () => true })
  return found.map(line)
}
