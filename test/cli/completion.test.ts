import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCli } from './fake-world.ts'

const bash = spawnSync('bash', ['--version']).status === 0
const script = join(mkdtempSync(join(tmpdir(), 'keelson-completion-')), 'keelson.bash')

/** What bash offers for the last word of a line. */
function offered(line: string): string[] {
  const words = line.split(' ')
  const setting = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}`
  const run = spawnSync('bash', ['-c', `source '${script}'; ${setting}; _keelson; printf '%s\\n' "\${COMPREPLY[@]}"`])
  return run.stdout.toString().trim().split('\n')
}

describe.skipIf(!bash)('completion in bash', () => {
  beforeAll(async () => writeFileSync(script, (await runCli('completion bash')).stdout))

  it.each([
    ['keelson ru', ['runs']],
    ['keelson lock ', ['list', 'release']],
    ['keelson lock list --st', ['--store']],
    ['keelson runs ', ['prune']],
    ['keelson runs --id', ['--identity-file']],
    ['keelson runs 4f1c2a --id', ['--identity-file']],
    ['keelson runs prune --kee', ['--keep', '--keep-runs']],
    ['keelson diff --fo', ['--for', '--force-workspace']],
  ])('offers for %j what may follow', (line, words) => {
    expect(offered(line)).toEqual(words)
  })
})
