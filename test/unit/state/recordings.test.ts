import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { reveal } from '../../../src/model/secret.ts'
import { loadFiles } from '../../../src/state/load.ts'
import { toYaml } from '../../../src/state/yaml-writer.ts'
import { line, read } from './read-text.ts'

const FOLDER = join(resolve(process.env.KEELSON_SHARED ?? '../shared'), 'kong/state-files')
const missing = !existsSync(FOLDER)
const inFolder = (path: string) => join(FOLDER, path)

/** Every variable that a file asks for, set as the recordings were made: `value-of-` and its name in lower case. */
function environment(text: string): Record<string, string> {
  const names = [...text.matchAll(/env "(\w+)"/g)].map(([, name = '']) => name)
  return Object.fromEntries(names.map((name) => [name, settingOf(name)]))
}

function settingOf(name: string): string {
  const typed = { DECK_MOCKBIN_ENABLED: 'true', DECK_WRITE_TIMEOUT: '1777', DECK_FOO_FLOAT: '667' }
  return Object.entries(typed).find(([key]) => key === name)?.[1] ?? `value-of-${name.toLowerCase()}`
}

async function readFrom(path: string) {
  const env = environment(readFileSync(inFolder(path), 'utf8'))
  const { documents, diagnostics } = await loadFiles([inFolder(path)], {
    env,
    missing: 'error',
    stdin: async () => Buffer.alloc(0),
  })
  return { documents, problems: diagnostics.filter(({ level }) => level === 'error').map(line) }
}

describe.skipIf(missing)('scalars as decK was seen to read them (needs ../shared or KEELSON_SHARED)', () => {
  const rows: { scalar: string; json?: string; error?: string }[] = missing
    ? []
    : JSON.parse(readFileSync(inFolder('scalars.json'), 'utf8'))

  it('are 125', () => {
    expect(rows).toHaveLength(125)
  })

  it.each(rows)('$scalar', async ({ scalar, json }) => {
    const { value, lines } = await read(`v:\n  w:\n    x: ${scalar}\n`)
    const errors = lines.filter((each) => each.includes(' error '))
    const rounded = /^[-+]?(?:0x[0-9a-f]+|[0-9]+)$/i.test(scalar) && BigInt(scalar.replace('+', '')) > 2n ** 53n
    if (json === undefined || rounded) expect(errors).toHaveLength(1)
    else expect({ value, errors }).toEqual({ value: { v: { w: { x: JSON.parse(json) } } }, errors: [] })
  })
})

describe.skipIf(missing)('state files of decK (needs ../shared or KEELSON_SHARED)', () => {
  const names = missing ? [] : readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => /^(?:sync|reader)-cases\/.*\.(?:ya?ml|json)$/i.test(name))
  const refused = /emptyfiles|badyaml|bad-env-var/

  it('are there', () => {
    expect(files.length).toBeGreaterThan(300)
  })

  it.each(files.filter((name) => !refused.test(name)))('%s is read, and read again as it is written', async (name) => {
    const { documents, problems } = await readFrom(name)
    expect(problems).toEqual([])
    const value = reveal(documents[0]?.value ?? {})
    const again = await read(toYaml(value as Record<string, never>))
    expect(again).toEqual({ value, lines: [] })
  })

  it.each(files.filter((name) => refused.test(name)))('%s is refused with a place', async (name) => {
    const { documents, problems } = await readFrom(name)
    expect(documents).toEqual([])
    expect(problems.join()).toMatch(/:\d+:\d+ error (?:empty-file|yaml-syntax|placeholder-variable): /)
  })

  it('that the recordings hold are read, and so are the dumps', async () => {
    const cases: Record<string, { dump: string }> = JSON.parse(readFileSync(inFolder('cases.json'), 'utf8'))
    for (const [name, { dump }] of Object.entries(cases)) {
      expect((await readFrom(name)).problems).toEqual([])
      if (dump) expect((await read(dump)).lines.filter((each) => each.includes(' error '))).toEqual([])
    }
  })
})
