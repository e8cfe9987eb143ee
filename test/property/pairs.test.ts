import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acceptedFiles, alone, onePair, selectsByTag } from '../support/pairs.ts'

const shared = process.env.KEELSON_SHARED ?? join(import.meta.dirname, '..', '..', '..', 'shared')
const folder = join(shared, 'kong', 'state-files')

describe.skipIf(!existsSync(folder))('from any state file to any other (needs ../shared or KEELSON_SHARED)', () => {
  it('ends as if only the second had been synced', { timeout: 300_000 }, async () => {
    const files = acceptedFiles(folder).map((name) => join(folder, name))
    const ends = new Map<string, Promise<string>>()
    const endOf = (file: string): Promise<string> => {
      const end = ends.get(file) ?? alone(file)
      ends.set(file, end)
      return end
    }
    const whole = files.filter((file) => !selectsByTag(file))
    const pair = fc.tuple(fc.constantFrom(...files), fc.constantFrom(...whole))
    const check = fc.asyncProperty(pair, async ([first, second]) => {
      expect(await onePair(first, second, await endOf(second)), `${first} → ${second}`).toBeUndefined()
    })
    await fc.assert(check, { seed: 39, numRuns: 25, endOnFailure: true })
  })
})
