import { createHash } from 'node:crypto'
import { lstat, unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { makeFolders } from '../../backups/make-folders.ts'
import { removeStale, settleFolder } from '../../backups/whole-file.ts'
import { problem, Refusal } from '../../model/diagnostic.ts'
import type { Manifest, ManifestEntry } from '../../model/manifest.ts'
import { writeReason } from '../../model/write-reason.ts'
import { lastDump } from '../../workflow/dump/last-dump.ts'
import { manifestText } from '../../workflow/dump/make-manifest.ts'
import { checkFile, discard, type Fresh, writeFresh } from './write-file.ts'

/** A folder of dumps, as it was found. */
export interface DumpFolder {
  path: string
  /** Where the manifest is, or will be. */
  manifest: string
  /** What the last manifest says; empty where there was none. */
  entries: readonly ManifestEntry[]
}

/**
 * Looks, before anything is read from a controller, whether files may be written into a folder, and makes it when it is not
 * there (mode 0700).
 * @param path the folder
 * @param names of the files to be
 * @param force write over files that no earlier dump has written
 * @returns the folder with what the last dump left there
 * @throws Refusal: `failed` when it cannot be written, `refused` when it holds something that is not ours
 */
export async function openDumpFolder(path: string, names: Iterable<string>, force: boolean): Promise<DumpFolder> {
  await makeFolders(path, 0o700).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal('failed', [problem('cannot-write', `cannot make the folder ${path}: ${writeReason(error)}`)])
  })
  const { manifest, isThere, entries } = await lastDump(path)
  await checkFile(manifest, force || isThere)
  const owned = new Set(entries.map(({ file }) => file))
  for (const name of names) await checkFile(join(path, name), force || owned.has(name))
  return { path, manifest, entries }
}

/** One file to write. */
export interface FolderFile {
  name: string
  pieces: Iterable<Uint8Array>
}

/**
 * Writes files into a folder: first all of them under other names, so that a failure leaves the folder as it was, then each
 * in its place; then what is gone is removed, and last the manifest is written.
 * @param folder as openDumpFolder gave it
 * @param files what to write
 * @param gone names of files of the last dump to remove
 * @param manifest makes the manifest, given the sha256 of each file by name
 * @throws Refusal (failed) with the reason
 */
export async function writeDumpFolder(
  folder: DumpFolder,
  files: readonly FolderFile[],
  gone: readonly string[],
  manifest: (sums: ReadonlyMap<string, string>) => Promise<Manifest>,
): Promise<void> {
  const fresh: Fresh[] = []
  const sums = new Map<string, string>()
  try {
    for (const { name, pieces } of files) {
      const hash = createHash('sha256')
      fresh.push(await writeFresh(join(folder.path, name), summed(pieces, hash)))
      sums.set(name, hash.digest('hex'))
    }
    fresh.push(await writeFresh(folder.manifest, manifestText(await manifest(sums))))
    for (const each of fresh.slice(0, -1)) await each.place()
    for (const name of gone) await remove(join(folder.path, name))
    await fresh.at(-1)?.place()
    await settleFolder(folder.path)
    await removeStale(
      folder.path,
      [folder.manifest, ...gone, ...files.map(({ name }) => name)].map((path) => basename(path)),
    )
  } catch (error) {
    await discard(fresh)
    throw error
  }
}

function* summed(pieces: Iterable<Uint8Array>, hash: ReturnType<typeof createHash>): Generator<Uint8Array> {
  for (const piece of pieces) {
    hash.update(piece)
    yield piece
  }
}

async function remove(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined)
  if (found?.isFile()) await unlink(path)
}
