import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kinds } from '../../../src/providers/kong/kinds.ts'

/** The fields that the shipped schema of a kind calls unique across workspaces. */
function recordedFields(schema: string): string[] {
  const path = new URL(`../../../schemas/kong/3.9/${schema}.json`, import.meta.url)
  if (!existsSync(path)) return []
  const { properties } = JSON.parse(readFileSync(path, 'utf8')) as {
    properties: Record<string, { 'x-kong'?: { unique_across_ws?: boolean } }>
  }
  return Object.keys(properties).filter((name) => properties[name]?.['x-kong']?.unique_across_ws)
}

describe('what is unique across workspaces', () => {
  it('stands in the rows of the kinds as the schemas of Kong have it', () => {
    const rows = kinds.map(({ name, uniqueAcross = [] }) => [name, uniqueAcross])
    expect(rows).toEqual(kinds.map(({ name, schema }) => [name, recordedFields(schema)]))
    expect(rows.filter(([, fields]) => fields?.length)).toEqual([
      ['sni', ['name']],
      ['vault', ['prefix']],
    ])
  })
})
