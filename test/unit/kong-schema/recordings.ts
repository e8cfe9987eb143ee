import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const SHARED = resolve(process.env.KEELSON_SHARED ?? '../shared')

/** The folder of recordings of a real Kong, or undefined where this machine does not have them. */
export const recordings = existsSync(join(SHARED, 'kong')) ? join(SHARED, 'kong') : undefined

/** Reads one JSON file below the recordings. */
export function recorded(path: string): unknown {
  return JSON.parse(readFileSync(join(recordings ?? '', path), 'utf8'))
}

/** Names of all recorded schema answers, without `.json`: `services`, `plugins/acl` … */
export function recordedSchemas(): string[] {
  if (!recordings) return []
  const files = readdirSync(join(recordings, 'schemas'), { recursive: true, encoding: 'utf8' })
  const answers = files.filter((file) => file.endsWith('.json') && !/404\.json$|INDEX\.json$/.test(file))
  return answers.map((file) => file.slice(0, -'.json'.length)).sort()
}
