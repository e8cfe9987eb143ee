import { readFile } from 'node:fs/promises'
import { packageRoot } from '../model/package-root.ts'

/**
 * Reads Keelson's own version.
 * @returns the version of the package
 */
export async function version(): Promise<string> {
  const text = await readFile(new URL('package.json', packageRoot), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
