import { describe, expect, it } from 'vitest'
import { pullSchemas } from '../../../src/providers/kong/schema/pull.ts'
import { liveSchemas, shippedSchemas } from '../../../src/providers/kong/schema/schema-set.ts'

describe('shippedSchemas', () => {
  it('takes the exact minor version without a note', async () => {
    const { schemas, note } = shippedSchemas('3.9.3')
    expect([schemas.version, note]).toEqual(['3.9', undefined])
    expect(schemas.pluginNames).toHaveLength(45)
    expect(await schemas.entity('services')).toHaveProperty('properties.host')
    expect(await schemas.variant('plugins', 'cors')).toHaveProperty('properties.config')
    expect(await schemas.variant('vaults', 'env')).toHaveProperty('properties.config')
  })

  it.each(['3.12.0', '2.8', '3.4.3.5-enterprise-edition', 'unknown'])('says so for %s', (version) => {
    const { schemas, note } = shippedSchemas(version)
    expect(schemas.version).toBe('3.9')
    expect(note).toMatch(/^no schemas for .* come with Keelson; checking with those of Kong 3\.9$/)
  })

  it('knows nothing of other names, nor of files elsewhere', async () => {
    const { schemas } = shippedSchemas('3.9')
    expect(await schemas.variant('plugins', 'nope')).toBeUndefined()
    expect(await schemas.variant('plugins', '../services')).toBeUndefined()
    expect(await schemas.entity('../../../package')).toBeUndefined()
  })

  it('reads each file once', async () => {
    const { schemas } = shippedSchemas('3.9')
    expect(await schemas.variant('plugins', 'cors')).toBe(await schemas.variant('plugins', 'cors'))
  })
})

describe('liveSchemas', () => {
  const answer = { entity_checks: [], fields: [{ name: { type: 'string', required: true } }] }

  it('fetches a name once, when asked for', async () => {
    const asked: string[] = []
    const get = async (path: string) => {
      asked.push(path)
      return path === '/schemas/services' ? answer : undefined
    }
    const schemas = liveSchemas(get, { version: '3.7.1', pluginNames: ['mine'] })
    expect(asked).toEqual([])
    await Promise.all([schemas.entity('services'), schemas.entity('services'), schemas.variant('plugins', 'mine')])
    expect(asked).toEqual(['/schemas/services', '/schemas/plugins/mine'])
    expect(await schemas.variant('plugins', 'mine')).toBeUndefined()
    expect(schemas.version).toBe('3.7')
    expect((await schemas.entity('services'))?.required).toEqual(['name'])
  })

  it('tries again after a failure', async () => {
    let calls = 0
    const get = async () => {
      calls += 1
      if (calls === 1) throw new Error('refused')
      return answer
    }
    const schemas = liveSchemas(get, { version: '3.9', pluginNames: [] })
    await expect(schemas.entity('services')).rejects.toThrow('refused')
    expect(await schemas.entity('services')).toBeDefined()
  })
})

describe('pullSchemas', () => {
  it('writes what is there, custom plugins too, and lists what is not', async () => {
    const files = new Map<string, string>()
    const answer = {
      fields: [{ config: { type: 'record', fields: [{ x: { type: 'string', description: 'long' } }] } }],
    }
    const pulled = await pullSchemas({
      get: async (path) => (path.endsWith('gone') ? undefined : answer),
      collections: ['services', 'gone'],
      plugins: ['my-plugin'],
      write: (name, text) => void files.set(name, text),
    })
    expect(pulled).toEqual({ written: ['services', 'plugins/my-plugin'], missing: ['gone'] })
    expect([...files.keys()]).toEqual(['services.json', 'plugins/my-plugin.json'])
    expect(files.get('plugins/my-plugin.json')).not.toContain('long')
  })
})
