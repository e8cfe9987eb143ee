import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The name of the configuration file. */
const FILE_NAME = 'keelson.yaml'

/**
 * Looks for keelson.yaml in a folder and those above it, up to the root of the git repository. Outside a repository only the
 * folder itself counts: a file further up may be anybody's.
 * @param folder absolute path to start from
 * @returns its path, or undefined
 */
export function findFile(folder: string): string | undefined {
  const folders = chain(folder)
  const root = folders.findIndex((each) => existsSync(join(each, '.git')))
  return folders
    .slice(0, root + 1 || 1)
    .map((each) => join(each, FILE_NAME))
    .find((path) => existsSync(path))
}

function chain(folder: string): string[] {
  const above = dirname(folder)
  return above === folder ? [folder] : [folder, ...chain(above)]
}
