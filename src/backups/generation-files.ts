import { readdir, readFile, stat, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Content } from '../model/store.ts'
import { fileOf, type Generation, generationOf, lastGenerations } from './generations.ts'
import { placeNew, settleFolder, temporaryBeside, writeWhole } from './whole-file.ts'

/** What stands under a name: its last generation, if there ever was one, and its content, unless it is gone. */
export interface Standing {
  last: Generation | undefined
  content: Buffer | undefined
}

/** Reads what stands under a path. Raises what the system raises. */
export async function standing(path: string): Promise<Standing> {
  const last = await lastOf(path)
  if (last === undefined) return { last, content: undefined }
  const content = await readFile(join(dirname(path), fileOf(last))).catch(nothingThere)
  // Two generations later it is tidied away, and the next look finds another one.
  if (content === undefined) return standing(path)
  return { last, content: isGone(last, content.length) ? undefined : content }
}

const isGone = ({ number }: Generation, size: number): boolean => number > 0 && size === 0

async function lastOf(path: string): Promise<Generation | undefined> {
  return lastGenerations(await visibleIn(dirname(path))).get(basename(path))
}

async function visibleIn(folder: string): Promise<string[]> {
  return ((await readdir(folder).catch(nothingThere)) ?? []).filter((file) => !file.startsWith('.'))
}

function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

/**
 * So many generations stay, so that who lists the folder meanwhile sees one of them, and nobody makes one again that was tidied away
 * but by sleeping for so many changes.
 */
const KEPT = 8

/**
 * Makes the generation after `last`, whole and on disk; no content says that the name is gone. False where another process was
 * quicker: of several only one can make a file of that number. Raises what the system raises.
 */
export async function makeNext(path: string, last: Generation | undefined, content: Content): Promise<boolean> {
  const next = { name: basename(path), number: last === undefined ? 0 : last.number + 1 }
  const file = join(dirname(path), fileOf(next))
  if (!(await placeOnce(file, content))) return false
  const now = (await lastOf(path))?.number ?? next.number
  if (now >= next.number + KEPT) {
    // The number may have been free only because it was tidied away.
    await unlink(file).catch(nothingThere)
    return false
  }
  await tidy(path, now - KEPT + 1)
  return true
}

/** Makes a file that is not there yet; false where it is. Raises what the system raises. */
export async function placeOnce(path: string, content: Content): Promise<boolean> {
  const temporary = temporaryBeside(path)
  try {
    await writeWhole(temporary, typeof content === 'string' || content instanceof Uint8Array ? [content] : content)
    await placeNew(temporary, path)
    await settleFolder(dirname(path))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await unlink(temporary).catch(() => undefined)
  }
}

/** Takes away the generations of a name before one; without a number all of them. Raises what the system raises. */
export async function tidy(path: string, before = Number.POSITIVE_INFINITY): Promise<void> {
  if (before <= 0) return
  const files = (await visibleIn(dirname(path))).filter((file) => {
    const { name, number } = generationOf(file)
    return name === basename(path) && number < before
  })
  for (const file of files) await unlink(join(dirname(path), file)).catch(nothingThere)
}

/** Names in a folder and below it that are not gone, each behind `prefix`. Raises what the system raises. */
export async function namesBelow(folder: string, prefix: string): Promise<string[]> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(nothingThere)) ?? []
  const visible = entries.filter(({ name }) => !name.startsWith('.'))
  const files = visible.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
  const names: string[] = []
  for (const each of lastGenerations(files).values())
    if (each.number === 0 || (await sizeOf(join(folder, fileOf(each)))) > 0) names.push(prefix + each.name)
  for (const { name } of visible.filter((entry) => entry.isDirectory()))
    names.push(...(await namesBelow(join(folder, name), `${prefix}${name}/`)))
  return names
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(nothingThere))?.size ?? 0
}
