import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultSchemasFolder } from '../../../src/sandbox/kong/load-schemas.ts'

const open = defaultSchemasFolder()
const folder = join(open, 'enterprise')
const read = (file: string): Record<string, Record<string, unknown>> => JSON.parse(readFileSync(file, 'utf8'))
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))

describe('the schemas written from documents', () => {
  it.each(files)('%s has the form of the recorded ones, and names itself', (file) => {
    const schema = read(join(folder, file))
    const name = file.slice(0, -'.json'.length)
    expect(schema).toMatchObject({ $id: file, title: name, type: 'object', additionalProperties: false })
    expect(schema['x-kong']).toEqual({ kind: 'record', entity_checks: [] })
    for (const [field, node] of Object.entries(schema.properties ?? {}))
      expect(node, field).toHaveProperty('x-kong.type')
  })

  it('plugins.json is the recorded one, with more fields', () => {
    const [recorded, enterprise] = [read(join(open, 'plugins.json')), read(join(folder, 'plugins.json'))]
    const { consumer_group, ordering, condition, partials, ...same } = enterprise.properties ?? {}
    expect([consumer_group, ordering, condition, partials].every((field) => field !== undefined)).toBe(true)
    expect({ ...enterprise, properties: same }).toEqual(recorded)
  })
})
