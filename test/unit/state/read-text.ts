import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import type { Loaded } from '../../../src/model/document.ts'
import { Secret } from '../../../src/model/secret.ts'
import { loadFiles } from '../../../src/state/load.ts'

/** A value with each secret as `{ secret, variable }`, so that tests can see both; `unknown` stands for no value. */
export function opened(value: unknown): unknown {
  if (value instanceof Secret) return { secret: value.known ? value.reveal() : 'unknown', variable: value.variable }
  if (Array.isArray(value)) return value.map(opened)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]))
}

/** One line for a diagnostic, as a terminal would show it. */
export function line({ level, code, message, hint, at }: Diagnostic): string {
  return `${at?.file}:${at?.line}:${at?.column} ${level} ${code}: ${message}${hint ? ` (${hint})` : ''}`
}

/** Reads a text as if it came by stdin. */
export async function load(
  text: string | Buffer,
  env: Record<string, string | undefined> = {},
  missing: 'error' | 'unknown' = 'error',
): Promise<Loaded> {
  return loadFiles(['-'], { env, missing, stdin: async () => Buffer.from(text) })
}

/** Reads a text as if it came by stdin; gives the first document's value with secrets opened, and what was noted. */
export async function read(
  text: string | Buffer,
  env: Record<string, string | undefined> = {},
  missing: 'error' | 'unknown' = 'error',
): Promise<{ value: unknown; lines: string[] }> {
  const { documents, diagnostics } = await load(text, env, missing)
  return { value: opened(documents[0]?.value), lines: diagnostics.map(line) }
}

/** Reads a text that must be read without a word. */
export async function readWell(text: string, env: Record<string, string | undefined> = {}): Promise<unknown> {
  const { value, lines } = await read(text, env)
  if (lines.length > 0) throw new Error(lines.join('\n'))
  return value
}
