import { convertSchema } from './convert.ts'
import { isKongSchema } from './kong-schema.ts'
import { layOut } from './lay-out.ts'

/** Where schemas come from and go to. */
export interface PullOptions {
  /** Reads a path of the Admin API; gives undefined when there is no such thing there. */
  get(path: string): Promise<unknown>
  /** Names of collections, as in `/schemas/<name>`. */
  collections: readonly string[]
  plugins: readonly string[]
  vaults?: readonly string[]
  /** Receives a file name relative to the folder of this version, and the text. */
  write(name: string, text: string): Promise<void> | void
}

/** What a pull found: names as in `write`, without `.json`. */
export interface Pulled {
  written: string[]
  missing: string[]
}

/**
 * Reads a gateway's schemas and writes each as JSON Schema, in the order of their names here. The first is read by itself, so that a
 * gateway that gives none is asked for no more; the others at once, as far as `get` allows.
 * Raises whatever `get` and `write` raise; a schema that is not there is listed as missing.
 */
export async function pullSchemas(options: PullOptions): Promise<Pulled> {
  const [first, ...others] = [
    ...options.collections,
    ...options.plugins.map((name) => `plugins/${name}`),
    ...(options.vaults ?? []).map((name) => `vaults/${name}`),
  ]
  if (first === undefined) return { written: [], missing: [] }
  const read = async (name: string) => ({ name, answer: await options.get(`/schemas/${name}`) })
  const answers = [await read(first), ...(await Promise.all(others.map(read)))]
  const pulled: Pulled = { written: [], missing: [] }
  for (const { name, answer } of answers) {
    if (isKongSchema(answer)) await options.write(`${name}.json`, layOut(convertSchema(answer, name)))
    pulled[isKongSchema(answer) ? 'written' : 'missing'].push(name)
  }
  return pulled
}
