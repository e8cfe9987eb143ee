import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../src', import.meta.url))

/** Which folders a folder may import from, beside itself. The way data goes; CONTRIBUTING.md draws it. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  model: [],
  crypto: [],
  plan: ['model', 'crypto'],
  apply: ['model'],
  report: ['model'],
  state: ['model'],
  secrets: ['model'],
  http: ['model', 'secrets'],
  providers: ['model', 'secrets', 'http'],
  config: ['model', 'state'],
  backups: ['model'],
  runs: ['model', 'plan'],
  workflow: ['model', 'state', 'plan', 'apply', 'providers', 'http', 'backups', 'runs'],
  sandbox: ['crypto'],
  cli: ['model', 'backups', 'runs', 'workflow', 'config', 'report', 'secrets', 'http', 'sandbox'],
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((each) => each.isFile() && each.name.endsWith('.ts'))
    .map((each) => join(each.parentPath, each.name))
}

const files = sources(src).map((file) => ({ file, name: relative(src, file), text: readFileSync(file, 'utf8') }))
const page = sources(join(src, '../page')).map((file) => ({
  name: relative(src, file),
  text: readFileSync(file, 'utf8'),
}))
const folderOf = (name: string): string => name.split('/')[0] ?? ''

describe('architecture', () => {
  it('imports only along the way data goes', () => {
    const wrong: string[] = []
    for (const { file, name, text } of files) {
      for (const [, target] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
        const to = folderOf(relative(src, resolve(dirname(file), target ?? '')))
        if (to !== folderOf(name) && !MAY_IMPORT[folderOf(name)]?.includes(to)) wrong.push(`${name} imports ${to}`)
      }
    }
    expect([...new Set(wrong)]).toEqual([])
  })

  it('loads the sandbox and the providers only when they are asked for', () => {
    const eager = files.filter(
      ({ name, text }) => !name.startsWith('sandbox/') && /^import (?!type).*sandbox\//m.test(text),
    )
    expect(eager.map(({ name }) => name)).toEqual([])
  })

  it('touches the terminal, the environment and the exit code at the edge only', () => {
    const inner = files.filter(
      ({ name }) => !['cli', 'config', 'secrets'].includes(folderOf(name)) && !name.endsWith('schema/make.ts'),
    )
    expect(
      inner
        .filter(({ text }) => /\bconsole\.|process\.exit|process\.env|process\.std/.test(text))
        .map(({ name }) => name),
    ).toEqual([])
  })

  it('has no escape hatches, and no place that only one machine has', () => {
    const escapes = [...files, ...page].filter(({ text }) =>
      /\bas any\b|: any\b(?! })|@ts-(ignore|expect-error)|TODO|FIXME|biome-ignore|\/work\//.test(text),
    )
    expect(escapes.map(({ name }) => name)).toEqual([])
  })

  it('makes no markup from strings in the page of the HTML report', () => {
    expect(page.length).toBeGreaterThan(0)
    const risky = page.filter(({ text }) =>
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b/.test(text),
    )
    expect(risky.map(({ name }) => name)).toEqual([])
  })

  it('keeps files and folders small and named alike', () => {
    expect([...files, ...page].filter(({ text }) => text.split('\n').length > 350).map(({ name }) => name)).toEqual([])
    expect(files.filter(({ name }) => !/^[a-z0-9/.-]+$/.test(name)).map(({ name }) => name)).toEqual([])
  })
})
