import { type Diagnostic, warning } from '../../model/diagnostic.ts'
import type { State } from '../../model/state.ts'
import { kinds, workspaceKind } from './kinds.ts'
import { type Edition, type SchemaSet, shippedSchemas } from './schema/schema-set.ts'
import { kindByName } from './shape/sections.ts'

/** The checker, with its compiler of schemas, is loaded when it is first needed. */
async function validateState(state: State, schemas: SchemaSet, online: boolean): Promise<Diagnostic[]> {
  const [{ validate }, { findNameless }] = await Promise.all([
    import('./validate/validate.ts'),
    import('./validate/nameless.ts'),
  ])
  const looked = new Set(kinds.filter((kind) => kind.section in state.lookupTags).map((kind) => kind.name))
  const resolvable = (kind: string): boolean => looked.has(kind) || state.elsewhere?.has(kind) === true
  const entities = state.self ? [...state.entities, state.self] : state.entities
  const found = await validate({ ...state, entities }, schemas, {
    kinds: [...kinds, workspaceKind],
    online,
    resolvable,
  })
  return [...found, ...findNameless(state.entities, kindByName, found)]
}

/** What only Enterprise has can only be meant for Enterprise: its schemas then say what is right. */
function editionFor({ entities, self }: State): Edition {
  if (self) return 'enterprise'
  const names = new Set(kinds.filter(({ edition }) => edition === 'enterprise').map(({ name }) => name))
  return entities.some(({ kind }) => names.has(kind)) ? 'enterprise' : 'community'
}

/** Checks a state against the shipped schemas of a version, or of the nearest older one, with a warning that says so. */
export async function validateShipped(state: State, version: string = shippedVersion): Promise<Diagnostic[]> {
  const { schemas, note } = shippedSchemas(version, editionFor(state))
  const found = await validateState(state, schemas, false)
  return note === undefined ? found : [warning('other-version', note), ...found]
}

/** Checks a state against the schemas of the gateway that it is for. */
export function validateOnline(state: State, schemas: SchemaSet): Promise<Diagnostic[]> {
  return validateState(state, schemas, true)
}

/** major.minor of the newest schemas that are shipped. */
export const shippedVersion: string = shippedSchemas('').schemas.version

/** What a gateway with its own plugins, or of a later version, may take though the shipped schemas do not know it. */
export const unsureCodes: ReadonlySet<string> = new Set(['unknown-plugin', 'unknown-field', 'unknown-vault'])
