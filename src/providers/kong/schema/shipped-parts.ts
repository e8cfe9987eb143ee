import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonSchema } from './json-schema.ts'
import type { Parts } from './state-schema.ts'

/**
 * Gives the schemas of one version's folder, `schemas/kong/3.9`, for a state file of any edition: those of Enterprise, in
 * `enterprise`, come first. Raises what reading a file raises.
 */
export function shippedParts(folder: string): Parts {
  const folders = [join(folder, 'enterprise'), folder]
  const read = (name: string): JsonSchema | undefined => {
    const file = folders.map((each) => join(each, `${name}.json`)).find((each) => existsSync(each))
    return file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as JsonSchema)
  }
  return {
    entity: read,
    variant: (collection, name) => read(`${collection}/${name}`),
    variants: (collection) => [...new Set(folders.flatMap((each) => namesIn(join(each, collection))))].sort(),
  }
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return files.map((file) => file.slice(0, -'.json'.length))
}
