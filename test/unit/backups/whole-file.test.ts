import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { writeWhole } from '../../../src/backups/whole-file.ts'

const MEGABYTE = 1024 * 1024

let folder = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keelson-whole-'))
})

afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

/** What all open files have. */
async function fileMethods(): Promise<Record<'sync' | 'datasync', () => Promise<void>>> {
  const file = await open(join(folder, 'other'), 'w')
  await file.close()
  return Object.getPrototypeOf(file)
}

function* megabytes(count: number): Generator<Buffer> {
  for (let at = 0; at < count; at++) yield Buffer.alloc(MEGABYTE, at)
}

describe('a whole file', () => {
  it('holds all pieces in their order, and is brought to disk now and then while it grows', async () => {
    const methods = await fileMethods()
    const [sync, datasync] = [vi.spyOn(methods, 'sync'), vi.spyOn(methods, 'datasync')]
    const path = join(folder, 'large')
    await writeWhole(path, megabytes(40))
    expect([sync.mock.calls.length, datasync.mock.calls.length]).toEqual([1, 4])
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await readFile(path)).equals(Buffer.concat([...megabytes(40)]))).toBe(true)
  })

  it('is brought to disk once where it is small', async () => {
    const methods = await fileMethods()
    const [sync, datasync] = [vi.spyOn(methods, 'sync'), vi.spyOn(methods, 'datasync')]
    await writeWhole(join(folder, 'small'), ['one', Buffer.from('two')])
    expect([sync.mock.calls.length, datasync.mock.calls.length]).toEqual([1, 0])
    expect(await readFile(join(folder, 'small'), 'utf8')).toBe('onetwo')
  })

  it('raises what keeps it from being on disk', async () => {
    vi.spyOn(await fileMethods(), 'datasync').mockRejectedValue(new Error('the disk is full'))
    await expect(writeWhole(join(folder, 'large'), megabytes(20))).rejects.toThrow('the disk is full')
  })
})
