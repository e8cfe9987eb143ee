import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import type { Document } from '../../../src/model/document.ts'
import { isFields } from '../../../src/model/secret.ts'
import type { Value } from '../../../src/model/value.ts'
import { flatten } from '../../../src/providers/kong/shape/flatten.ts'
import { nestWhole } from '../../support/nest-whole.ts'
import { asRead } from './as-read.ts'

const folder = join(process.env.KEELSON_SHARED ?? join('..', 'shared'), 'kong', 'state-files')

function documentOf(text: string): Document {
  const value = load(text) as Value
  if (!isFields(value)) throw new Error('a dump is a mapping')
  return { file: 'dump.yaml', index: 0, value }
}

function dumps(file: string): [string, string][] {
  const cases: Record<string, { dump?: string }> = JSON.parse(readFileSync(join(folder, file), 'utf8'))
  return Object.entries(cases).flatMap(([name, each]) => (each.dump === undefined ? [] : [[name, each.dump]]))
}

describe.skipIf(!existsSync(folder))("decK's dumps of a real gateway (skipped without the reference material)", () => {
  it.each(['cases.json', 'transitions.json'])('come back from entities unchanged: %s', (file) => {
    const all = dumps(file)
    expect(all.length).toBeGreaterThan(80)
    for (const [name, text] of all) {
      const document = documentOf(text)
      const { state, diagnostics } = flatten([document])
      expect(diagnostics, name).toEqual([])
      const content = nestWhole(asRead(state.entities), { typeOf: () => undefined })
      expect(content, name).toEqual(document.value)
    }
  })
})
