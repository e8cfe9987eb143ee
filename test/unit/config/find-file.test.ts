import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findFile } from '../../../src/config/find-file.ts'

function tree(): { top: string; repo: string; deep: string } {
  const top = mkdtempSync(join(tmpdir(), 'keelson-find-'))
  const repo = join(top, 'repo')
  const deep = join(repo, 'a', 'b')
  mkdirSync(deep, { recursive: true })
  mkdirSync(join(repo, '.git'))
  return { top, repo, deep }
}

describe('keelson.yaml', () => {
  it('is found above, up to the root of the repository', () => {
    const { repo, deep } = tree()
    expect(findFile(deep)).toBeUndefined()
    writeFileSync(join(repo, 'keelson.yaml'), '')
    expect(findFile(deep)).toBe(join(repo, 'keelson.yaml'))
    writeFileSync(join(deep, 'keelson.yaml'), '')
    expect(findFile(deep)).toBe(join(deep, 'keelson.yaml'))
  })

  it('is not taken from above the repository', () => {
    const { top, deep } = tree()
    writeFileSync(join(top, 'keelson.yaml'), '')
    expect(findFile(deep)).toBeUndefined()
  })

  it('counts in the folder itself only, outside a repository', () => {
    const { top } = tree()
    mkdirSync(join(top, 'plain'))
    writeFileSync(join(top, 'keelson.yaml'), '')
    expect(findFile(top)).toBe(join(top, 'keelson.yaml'))
    expect(findFile(join(top, 'plain'))).toBeUndefined()
  })
})
