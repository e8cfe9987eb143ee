import { readFile } from 'node:fs/promises'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { type Diagnostic, problem } from '../model/diagnostic.ts'
import { nearest } from '../model/nearest.ts'
import { packageRoot } from '../model/package-root.ts'
import { choicesText } from './option.ts'
import type { ConfigFile } from './read-file.ts'

const SCHEMA = new URL('schemas/config/keelson.schema.json', packageRoot)

let compiled: Promise<ValidateFunction> | undefined

// That the schema is one itself is for the tests to see.
async function compile(): Promise<ValidateFunction> {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const quick = { meta: false, validateSchema: false }
  const ajv = new Ajv2020({ ...quick, allErrors: true, verbose: true, allowUnionTypes: true, keywords: ['x-expects'] })
  return ajv.compile(JSON.parse(await readFile(SCHEMA, 'utf8')))
}

/** So many keys fit on a line; where there are more, the page has them. */
const MOST_LISTED = 12

/**
 * Checks keelson.yaml against its JSON Schema.
 * @param file the parsed file
 * @returns one error for each wrong key or value, in our words, with its position
 */
export async function checkShape(file: Pick<ConfigFile, 'value' | 'locate'>): Promise<Diagnostic[]> {
  compiled ??= compile()
  const validate = await compiled
  if (validate(file.value)) return []
  const byPlace = new Map<string, Diagnostic>()
  for (const error of validate.errors ?? []) {
    const found = describe(error, file)
    if (found !== undefined && !byPlace.has(error.instancePath + found.code)) {
      byPlace.set(error.instancePath + found.code + found.message, found)
    }
  }
  return [...byPlace.values()]
}

function describe(error: ErrorObject, file: Pick<ConfigFile, 'locate'>): Diagnostic | undefined {
  const path = error.instancePath.split('/').slice(1).map(unpointer)
  if (error.keyword === 'additionalProperties') return unknownKey(error, path, file)
  // The branches of a choice are told by the choice itself.
  if (error.schemaPath.includes('/anyOf/')) return undefined
  const name = path.length > 0 ? path.join('.') : 'the file'
  const at = file.locate(path)
  return problem('bad-config-value', `${name} ${expectation(error)}`, { at })
}

function unknownKey(error: ErrorObject, path: string[], file: Pick<ConfigFile, 'locate'>): Diagnostic {
  const key = String(error.params.additionalProperty)
  const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {})
  const near = nearest(key, known)
  const all = known.length > MOST_LISTED ? 'docs/configuration.md has the keys' : `known here: ${known.join(', ')}`
  return problem('unknown-key', `unknown key ${[...path, key].join('.')}`, {
    at: file.locate([...path, key], true),
    hint: near === undefined ? all : `did you mean ${near}?`,
  })
}

function expectation(error: ErrorObject): string {
  const schema = error.parentSchema as { 'x-expects'?: string }
  if (schema['x-expects'] !== undefined) return `takes ${schema['x-expects']}`
  if (error.keyword === 'type') return `has the wrong type: ${[error.params.type].flat().join(' or ')} is needed`
  if (error.keyword === 'enum') return `takes ${choicesText((error.params.allowedValues as unknown[]).map(String))}`
  if (error.keyword === 'required') return `lacks ${error.params.missingProperty}`
  return error.message ?? 'is wrong'
}

function unpointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}
