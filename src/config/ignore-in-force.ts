import type { IgnoreEntry } from '../model/settings.ts'
import { fileValue } from './file-value.ts'
import type { Settings } from './settings.ts'

/**
 * Joins `ignore` of keelson.yaml: what stands at its top and what the target in use adds.
 * @param settings the settings in force
 * @returns entries, each with its place; the shape of the file was checked before
 * @throws Refusal (invalid) for a placeholder whose variable is not set
 */
export function ignoreInForce({ sources, target }: Settings): IgnoreEntry[] {
  const { file, env } = sources
  const found = [
    fileValue(file, undefined, 'ignore', env),
    target === undefined ? undefined : fileValue(file, target, 'ignore', env),
  ]
  // A target that is silent is answered for by the top of the file.
  const own = found.filter((each, index) => index === 0 || each?.path[0] === 'targets')
  return own.flatMap((each) => {
    if (each === undefined || file === undefined) return []
    return (each.value as IgnoreEntry[]).map((entry, index) => ({
      ...entry,
      at: file.locate([...each.path, index, 'kind']),
    }))
  })
}
