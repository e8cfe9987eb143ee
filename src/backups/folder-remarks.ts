import { readFile, stat } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { type Diagnostic, warning } from '../model/diagnostic.ts'

/**
 * Looks whether the folder of a store, which may have been there before it became one, keeps what is in it from others and from git.
 * @param path the folder, absolute
 * @param shown what messages call it
 * @returns warnings; none of a folder that cannot be looked at
 */
export async function folderRemarks(path: string, shown: string): Promise<Diagnostic[]> {
  const [isOpen, isTaken] = await Promise.all([modeForOthers(path), isTakenByGit(path)])
  return [
    ...(isOpen === undefined
      ? []
      : [
          warning('store-open', `the folder ${shown} is open to others than its owner (mode ${isOpen})`, {
            hint: `chmod 700 ${shown}`,
          }),
        ]),
    ...(isTaken
      ? [
          warning('store-in-git', `git would take the folder ${shown} along, with the backups in it`, {
            hint: 'name a folder of its own for the store, or write a .gitignore of * into it',
          }),
        ]
      : []),
  ]
}

/** Systems without users have no such modes. */
async function modeForOthers(path: string): Promise<string | undefined> {
  if (process.getuid === undefined) return undefined
  const mode = ((await stat(path).catch(() => undefined))?.mode ?? 0) & 0o777
  return (mode & 0o077) === 0 ? undefined : `0${mode.toString(8)}`
}

/** Tells whether a folder lies in a working tree of git, and no .gitignore from there to it names it as it stands (gitignore(5)). */
async function isTakenByGit(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (await isIgnored(folder, relative(folder, path).split(sep).join('/'))) return false
    if (await isThere(join(folder, '.git'))) return true
    if (dirname(folder) === folder) return false
  }
}

async function isIgnored(folder: string, way: string): Promise<boolean> {
  const text = await readFile(join(folder, '.gitignore'), 'utf8').catch(() => '')
  return text.split(/\r?\n/).some((line) => {
    const name = line
      .trimEnd()
      .replace(/^\//, '')
      .replace(/\/\*{0,2}$/, '')
    return name === '*' || name === '**' || (name !== '' && (`${way}/`.startsWith(`${name}/`) || isPartOf(way, name)))
  })
}

/** A name without a slash fits at any depth. */
const isPartOf = (way: string, name: string): boolean => way.split('/').includes(name)

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )
