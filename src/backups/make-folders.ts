import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder, and those above it. Node's own way to do so never ends where a file system says ENOENT of what is to be made
 * below a folder that is there, as /proc does. Raises what the system raises.
 * @param mode of every folder that is made
 * @returns false where the folder was there already
 */
export async function makeFolders(path: string, mode = 0o777): Promise<boolean> {
  try {
    await mkdir(path, mode)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return false
    if (code !== 'ENOENT' || dirname(path) === path) throw error
  }
  await makeFolders(dirname(path), mode)
  await mkdir(path, mode).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return true
}
