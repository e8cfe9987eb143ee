import { appendFileSync, mkdtempSync, readFileSync, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { folderStore } from '../../../src/backups/folder-store.ts'

afterEach(() => vi.restoreAllMocks())

async function handleOf(path: string): Promise<FileHandle> {
  const handle = await open(path, 'w')
  await handle.close()
  return Object.getPrototypeOf(handle)
}

async function open1() {
  const path = join(mkdtempSync(join(tmpdir(), 'keelson-log-')), '.keelson')
  const log = await folderStore(path).log('runs/1/journal.jsonl')
  const file = join(path, 'runs/1/journal.jsonl')
  return { log, file, path, lines: () => readFileSync(file, 'utf8').split('\n') }
}

describe('a log in a folder', () => {
  it('keeps lines in the order of the calls, for its owner only', async () => {
    const { log, file, lines } = await open1()
    await Promise.all(Array.from({ length: 50 }, (_, n) => log.append(`line ${n}`)))
    await log.close()
    expect(lines()).toEqual([...Array.from({ length: 50 }, (_, n) => `line ${n}`), ''])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('brings lines that come together to disk together, and none is safe before that', async () => {
    const { log, path } = await open1()
    const handles = await handleOf(join(path, 'other'))
    const synced = vi.spyOn(handles, 'datasync')
    const events: string[] = []
    synced.mockImplementation(async () => {
      events.push('synced')
    })
    const append = (line: string) => log.append(line).then(() => events.push(line))
    await Promise.all(['a', 'b', 'c'].map(append))
    expect(events).toEqual(['synced', 'a', 'b', 'c'])
    const first = append('d')
    await vi.waitFor(() => expect(events).toContain('d'))
    await Promise.all([first, ...['e', 'f'].map(append)])
    expect(events.slice(4)).toEqual(['synced', 'd', 'synced', 'e', 'f'])
    await log.close()
  })

  it('hands over a line that nobody waits for at once, and brings it to disk with the next that is waited for, or at the end', async () => {
    const { log, path, lines } = await open1()
    const synced = vi.spyOn(await handleOf(join(path, 'other')), 'datasync')
    log.note('a')
    await vi.waitFor(() => expect(lines()).toEqual(['a', '']))
    expect(synced).not.toHaveBeenCalled()
    await log.append('b')
    expect([lines(), synced.mock.calls.length]).toEqual([['a', 'b', ''], 1])
    log.note('c')
    await log.close()
    expect([lines(), synced.mock.calls.length]).toEqual([['a', 'b', 'c', ''], 2])
  })

  it('goes on behind a line that was cut off', async () => {
    const { log, file, path, lines } = await open1()
    await log.append('whole')
    await log.close()
    appendFileSync(file, '{"half')
    const again = await folderStore(path).log('runs/1/journal.jsonl')
    await again.append('next')
    await again.close()
    expect(lines()).toEqual(['whole', '{"half', 'next', ''])
  })

  it('takes no more after a failure, and says why', async () => {
    const { log, path } = await open1()
    const handles = await handleOf(join(path, 'other'))
    vi.spyOn(handles, 'datasync').mockRejectedValueOnce(Object.assign(new Error('full'), { code: 'ENOSPC' }))
    const both = [log.append('a'), log.append('b')]
    for (const each of both) await expect(each).rejects.toThrow('there is no space left')
    await expect(log.append('c')).rejects.toMatchObject({ exit: 'failed' })
    await log.close()
  })
})
