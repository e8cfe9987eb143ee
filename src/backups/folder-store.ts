import { readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { problem, Refusal } from '../model/diagnostic.ts'
import type { Content, Log, Store } from '../model/store.ts'
import { openLog } from './folder-log.ts'
import { makeNext, namesBelow, placeOnce, type Standing, standing, tidy } from './generation-files.ts'
import { makeFolders } from './make-folders.ts'
import { cannotUse, settleFolder } from './whole-file.ts'

/**
 * A store in a folder, which is made with the first thing that is put there (mode 0700). One that is new or empty gets a `.gitignore` of
 * all that is in it.
 * Files are of their owner only (mode 0600) and whole or not there. What is replaced or taken away is not changed in place: a file
 * of the next number is made beside it, which only one of several processes can do, so that they need no lock. The last of them
 * are kept for whoever lists the folder meanwhile. Raises a Refusal: `failed` with the system's reason, `invalid` for a name
 * that leads elsewhere.
 * @param path the folder
 * @param shown what messages call it
 */
export function folderStore(path: string, shown = path): Store {
  const change = (name: string, content: Content, may: (is: Standing) => boolean) =>
    trying('write', join(shown, name), async () => {
      const file = join(path, checked(name))
      await makeFolder(path, dirname(file))
      const is = await standing(file)
      return may(is) && makeNext(file, is.last, content)
    })
  const holds = (was: Uint8Array) => (is: Standing) => is.content?.equals(was) === true
  return {
    name: `the folder ${shown}`,
    local: true,
    list: (prefix) => trying('read', join(shown, prefix), () => listBelow(path, prefix)),
    read: (name) => trying('read', join(shown, name), async () => (await standing(join(path, checked(name)))).content),
    create: (name, content) => change(name, content, (is) => is.content === undefined),
    replace: (name, content, was) => change(name, content, holds(was)),
    remove: (name, was) =>
      was === undefined
        ? trying('write', join(shown, name), () => removeAll(join(path, checked(name))))
        : change(name, '', holds(was)),
    removeBelow: (name) => trying('write', join(shown, name), () => removeFolder(join(path, checked(name)))),
    log: (name) => trying('write', join(shown, name), () => logIn(path, join(path, checked(name)), join(shown, name))),
  }
}

function checked(name: string): string {
  if (name.split('/').every((part) => /^[^.\\\0][^\\\0]*$/.test(part) && !part.includes('.~'))) return name
  throw new Refusal('invalid', [problem('bad-name', `${JSON.stringify(name)} is no name in a store`)])
}

async function trying<T>(what: 'read' | 'write', shown: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof Refusal ? error : cannotUse(what, shown, error as NodeJS.ErrnoException)
  }
}

async function removeAll(file: string): Promise<boolean> {
  const { content } = await standing(file)
  await tidy(file)
  await settleFolder(dirname(file))
  return content !== undefined
}

async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await settleFolder(dirname(folder))
}

async function listBelow(root: string, prefix: string): Promise<string[]> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  if (folder !== '') checked(folder.slice(0, -1))
  const names = await namesBelow(join(root, folder), folder)
  return names.filter((name) => name.startsWith(prefix)).sort()
}

async function logIn(root: string, file: string, shown: string): Promise<Log> {
  await makeFolder(root, dirname(file))
  return openLog(file, shown)
}

/** Makes a folder of the store where it is missing, and the store itself. A folder that holds other things is not hidden from git. */
async function makeFolder(root: string, folder: string): Promise<void> {
  const isNew = await makeFolders(root, 0o700)
  if (isNew || (await readdir(root)).length === 0) await placeOnce(join(root, '.gitignore'), '*\n')
  if ((await makeFolders(folder, 0o700)) || isNew)
    for (let each = folder; each.length >= root.length; each = dirname(each)) await settleFolder(each)
}
