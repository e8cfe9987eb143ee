import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolders } from '../../../src/backups/make-folders.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'keelson-folders-'))

describe('making folders', () => {
  it('makes those above too, with the mode, and tells whether it was there', async () => {
    const path = join(folder(), 'a/b/c')
    expect([await makeFolders(path, 0o700), await makeFolders(path, 0o700)]).toEqual([true, false])
    expect([path, join(path, '..')].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700])
  })

  it('takes two at once', async () => {
    const root = folder()
    await Promise.all(['a/b/c', 'a/b/d', 'a/b/c'].map((name) => makeFolders(join(root, name))))
    expect(['a/b/c', 'a/b/d'].map((name) => existsSync(join(root, name)))).toEqual([true, true])
  })

  it('raises what the system raises where a file is in the way', async () => {
    const root = folder()
    writeFileSync(join(root, 'file'), '')
    await expect(makeFolders(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' })
    await expect(makeFolders(join(root, 'file/below'))).rejects.toMatchObject({ code: 'ENOTDIR' })
  })

  it.skipIf(!existsSync('/proc/self'))('comes to an end where nothing can be made below a folder', async () => {
    await expect(makeFolders('/proc/keelson/store')).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
