import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultSchemasFolder, loadSchemas } from '../../../src/sandbox/kong/load-schemas.ts'
import { startSandbox } from '../../../src/sandbox/kong/server.ts'

const shared = process.env.KEELSON_SHARED ?? join(import.meta.dirname, '..', '..', '..', '..', 'shared')
const transcripts = join(shared, 'kong', 'transcripts')
const recorded = join(shared, 'kong', 'schemas')
const script: string = new URL('../../conformance/replay.js', import.meta.url).href

type Replay = (
  start: typeof startSandbox,
  transcript: unknown,
  tell: (text: string) => void,
) => Promise<{ good: number; all: number }>

describe.skipIf(!existsSync(transcripts))('the recorded gateway (needs ../shared or KEELSON_SHARED)', () => {
  const files = existsSync(transcripts) ? readdirSync(transcripts) : []

  it('agrees in 98 of 100 exchanges, and in 90 of every transcript', async () => {
    const { replay }: { replay: Replay } = await import(script)
    const total = { good: 0, all: 0 }
    for (const file of files) {
      const disagreements: string[] = []
      const transcript: unknown = JSON.parse(readFileSync(join(transcripts, file), 'utf8'))
      const { good, all } = await replay(startSandbox, transcript, (text) => disagreements.push(text))
      expect(good / all, `${file}\n${disagreements.join('\n')}`).toBeGreaterThanOrEqual(0.9)
      total.good += good
      total.all += all
    }
    expect(total.good / total.all).toBeGreaterThanOrEqual(0.98)
  })

  it('gives the same schemas', () => {
    const schemas = loadSchemas(defaultSchemasFolder())
    const read = (path: string): unknown => JSON.parse(readFileSync(join(recorded, path), 'utf8'))
    const names = (folder: string) =>
      readdirSync(join(recorded, folder)).filter(
        (file) => /^[\w-]+(\.expressions-flavor)?\.json$/.test(file) && file !== 'INDEX.json',
      )
    const plain = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value).replace(/"(<random44>|[\w+/]{43}=)"/g, '"random"'))
    for (const file of names('.')) expect(plain(schemas.entities[file.slice(0, -5)]), file).toEqual(plain(read(file)))
    for (const file of names('plugins'))
      expect(plain(schemas.plugins[file.slice(0, -5)]), file).toEqual(plain(read(`plugins/${file}`)))
    for (const file of names('vaults'))
      expect(plain(schemas.vaults[file.slice(0, -5)]), file).toEqual(plain(read(`vaults/${file}`)))
  })
})
