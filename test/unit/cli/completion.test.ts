import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { commands } from '../../../src/cli/arguments/commands.ts'
import { shells } from '../../../src/cli/arguments/completion-script.ts'

const loaded = await Promise.all(commands.map((entry) => entry.load()))
const hasBash = spawnSync('bash', ['-c', 'type complete']).status === 0

function completed(...words: string[]): string[] {
  const line = `${shells.bash(loaded)}
COMP_WORDS=(keelson ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _keelson; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, status, stderr } = spawnSync('bash', ['--norc'], { input: line, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return stdout.split('\n').filter((each) => each !== '')
}

describe.skipIf(!hasBash)('completion in bash', () => {
  it('gives the commands', () => {
    expect(completed('')).toEqual([...new Set(commands.map((each) => each.name.split(' ')[0]))])
    expect(completed('s')).toEqual(['show', 'sync', 'schemas', 'sandbox'])
    expect(completed('sandbox', '')).toEqual(['kong'])
    expect(completed('schemas', '')).toEqual(['pull'])
    expect(completed('keyring', 're')).toEqual(['recover', 'remove'])
  })

  it('gives the options of a command', () => {
    expect(completed('sync', '--allow-e')).toEqual(['--allow-empty', '--allow-expiring'])
    expect(completed('sandbox', 'kong', '--d')).toEqual(['--data', '--dbless'])
    expect(completed('keyring', 'rotate', '--rec')).toEqual(['--recovery-configured', '--recipient'])
    expect(completed('sync', 'package.json', '--select')).toEqual(['--select-tag'])
  })

  it('gives files elsewhere', () => {
    expect(completed('sync', 'package.js')).toEqual(['package.json'])
  })
})

describe('completion in other shells', () => {
  it.each(['zsh', 'fish', 'powershell'] as const)('%s has every command and option', (shell) => {
    const text = shells[shell](loaded)
    for (const command of loaded) {
      for (const word of command.name.split(' ')) expect(text).toContain(word)
      for (const option of command.options) expect(text).toContain(option.name)
    }
  })

  it('offers the words that an option takes', () => {
    expect(shells.fish(loaded)).toMatch(/-l parallelism -r -f -a 'auto'/)
    expect(shells.fish(loaded)).toMatch(/-l output -r -f -a 'text json'/)
  })
})
