import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderStore } from '../../../src/backups/folder-store.ts'
import { findFiles } from '../../../src/state/find-files.ts'

const newPath = () => join(mkdtempSync(join(tmpdir(), 'keelson-store-')), '.keelson')
const mode = (path: string) => statSync(path).mode & 0o777
const text = async (read: Promise<Buffer | undefined>) => (await read)?.toString()

describe('a store in a folder', () => {
  it('makes the folder with the first file, for its owner only and out of reach of git', async () => {
    const path = newPath()
    const store = folderStore(path)
    expect(await store.read('runs/1/run.json')).toBeUndefined()
    expect(await store.list('')).toEqual([])
    expect(() => statSync(path)).toThrow('ENOENT')
    expect(await store.create('runs/1/run.json', '{}')).toBe(true)
    expect([mode(path), mode(join(path, 'runs/1')), mode(join(path, 'runs/1/run.json'))]).toEqual([0o700, 0o700, 0o600])
    expect(readFileSync(join(path, '.gitignore'), 'utf8')).toBe('*\n')
  })

  it('lists what begins alike, sorted, and nothing unfinished', async () => {
    const path = newPath()
    const store = folderStore(path)
    for (const name of ['runs/b/run.json', 'runs/a/run.json', 'runs/a/backup.yaml', 'leases/x.json'])
      await store.create(name, name)
    writeFileSync(join(path, 'runs/a/.run.json.123.tmp'), 'half')
    expect(await store.list('runs/')).toEqual(['runs/a/backup.yaml', 'runs/a/run.json', 'runs/b/run.json'])
    expect(await store.list('runs/a/r')).toEqual(['runs/a/run.json'])
    expect(await text(store.read('runs/a/backup.yaml'))).toBe('runs/a/backup.yaml')
    expect(readdirSync(path).sort()).toEqual(['.gitignore', 'leases', 'runs'])
  })

  it('takes a content in pieces', async () => {
    const store = folderStore(newPath())
    const pieces = function* () {
      for (const piece of ['a', 'b', 'ü']) yield piece
    }
    await store.create('x', pieces())
    expect(await text(store.read('x'))).toBe('abü')
  })

  it('creates once, replaces and removes only what is as it was', async () => {
    const store = folderStore(newPath())
    expect([await store.create('x', 'one'), await store.create('x', 'two')]).toEqual([true, false])
    expect(await store.replace('x', 'two', Buffer.from('other'))).toBe(false)
    expect(await store.replace('x', 'two', Buffer.from('one'))).toBe(true)
    expect(await text(store.read('x'))).toBe('two')
    expect(await store.remove('x', Buffer.from('one'))).toBe(false)
    expect(await store.remove('x', Buffer.from('two'))).toBe(true)
    expect([await store.read('x'), await store.list(''), await store.remove('x', Buffer.from('two'))]).toEqual([
      undefined,
      [],
      false,
    ])
    expect(await store.replace('x', 'three', Buffer.from('two'))).toBe(false)
    expect(await store.create('x', 'four')).toBe(true)
    expect([await text(store.read('x')), await store.list('')]).toEqual(['four', ['x']])
    expect([await store.remove('x'), await store.read('x'), await store.create('x', 'five')]).toEqual([
      true,
      undefined,
      true,
    ])
  })

  it('lets one of many create, and loses no replacement', async () => {
    const path = newPath()
    const stores = Array.from({ length: 6 }, () => folderStore(path))
    const made = await Promise.all(stores.map((store) => store.create('count', '0')))
    expect(made.filter(Boolean)).toHaveLength(1)
    const addOne = async (store: (typeof stores)[number]): Promise<void> => {
      const was = await store.read('count')
      const next = was && (await store.replace('count', String(Number(was.toString()) + 1), was))
      if (!next) return addOne(store)
    }
    await Promise.all(
      stores.map(async (store) => {
        for (let n = 0; n < 10; n++) await addOne(store)
      }),
    )
    expect(await text(folderStore(path).read('count'))).toBe('60')
    expect(readdirSync(path).length).toBeLessThan(12)
  })

  it.each(['../x', 'a/../../x', '/x', '.gitignore', 'a//b', '', 'a/.', 'a\\..\\x'])(
    'refuses the name %j',
    async (name) => {
      const store = folderStore(newPath())
      for (const call of [store.create(name, ''), store.read(name), store.remove(name), store.log(name)])
        await expect(call).rejects.toMatchObject({ exit: 'invalid' })
      await expect(store.list('../')).rejects.toMatchObject({ exit: 'invalid' })
    },
  )

  it('takes away all below a name, folders too, and nothing beside it', async () => {
    const path = newPath()
    const store = folderStore(path)
    for (const name of ['runs/1/backup/a.yaml', 'runs/1/run.json', 'runs/10/run.json']) await store.create(name, 'x')
    await store.removeBelow('runs/1')
    await store.removeBelow('runs/1')
    expect([await store.list('runs/'), readdirSync(join(path, 'runs'))]).toEqual([['runs/10/run.json'], ['10']])
    for (const name of ['..', 'runs/..', '', '.gitignore'])
      await expect(store.removeBelow(name)).rejects.toMatchObject({ exit: 'invalid' })
  })

  it('says why it cannot write, and leaves nothing behind', async () => {
    const path = newPath()
    writeFileSync(path, 'a file')
    const store = folderStore(path, '.keelson')
    await expect(store.create('runs/1/run.json', '')).rejects.toMatchObject({
      exit: 'failed',
      message: expect.stringMatching(/^cannot write \.keelson\/runs\/1\/run\.json: (a file stands|a part of the path)/),
    })
    await expect(store.list('runs/')).rejects.toThrow('cannot read .keelson/runs')
  })

  it.skipIf(process.getuid?.() === 0)('says that it may not write', async () => {
    const path = newPath()
    mkdirSync(path)
    chmodSync(path, 0o500)
    await expect(folderStore(path).create('x', '')).rejects.toThrow('permission is denied')
  })

  it('is not taken for state files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keelson-store-'))
    writeFileSync(join(folder, 'kong.yaml'), '')
    await folderStore(join(folder, '.keelson')).create('runs/1/backup.yaml', 'services: []')
    expect((await findFiles([folder])).files).toEqual([join(folder, 'kong.yaml')])
  })
})
