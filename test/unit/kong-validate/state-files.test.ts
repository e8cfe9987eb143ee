import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../../src/model/diagnostic.ts'
import { kinds } from '../../../src/providers/kong/kinds.ts'
import { shippedSchemas } from '../../../src/providers/kong/schema/schema-set.ts'
import { flatten } from '../../../src/providers/kong/shape/flatten.ts'
import { validate } from '../../../src/providers/kong/validate/validate.ts'
import { loadFiles } from '../../../src/state/load.ts'
import { recorded, recordings } from '../kong-schema/recordings.ts'

const { schemas } = shippedSchemas('3.9')

interface Case {
  sync_exit: number
  error: string
}

/** Every placeholder had the value `value-of-` and the variable's name when the files were tried. */
function environment(path: string): Record<string, string> {
  const names = readFileSync(path, 'utf8').match(/DECK_\w+/g) ?? []
  return Object.fromEntries(names.map((name) => [name, `value-of-${name.toLowerCase()}`]))
}

/** decK sends null for the key that the gateway would make of itself, and the gateway keeps it (credentials, recorded). */
const REFUSED_FOR_DECK_ONLY = 'sync-cases/sync/034-fill-auto-oauth2/kong.yaml'

async function findings(file: string): Promise<Diagnostic[]> {
  const path = join(recordings ?? '', 'state-files', file)
  const loaded = await loadFiles([path], {
    env: environment(path),
    missing: 'error',
    stdin: async () => Buffer.alloc(0),
  })
  const { state, diagnostics } = flatten(loaded.documents)
  return [...loaded.diagnostics, ...diagnostics, ...(await validate(state, schemas, { kinds, complete: true }))]
}

const cases = recordings ? (recorded('state-files/cases.json') as Record<string, Case>) : {}
const files = (accepted: boolean): string[] =>
  Object.keys(cases).filter((file) => (cases[file]?.sync_exit === 0) === accepted)

describe.skipIf(!recordings)('state files that were synced into a real Kong (skipped without ../shared)', () => {
  it.each(files(true))('%s is taken', async (file) => {
    const found = await findings(file)
    expect(found.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([])
  })

  it.each(files(false).filter((file) => file !== REFUSED_FOR_DECK_ONLY))('%s is refused', async (file) => {
    // An authority that has expired is only warned of: the gateway may hold it already.
    const found = await findings(file)
    expect(
      found.some(({ level, code }) => level === 'error' || code === 'expired'),
      cases[file]?.error,
    ).toBe(true)
  })
})
