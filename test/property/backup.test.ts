import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Connection, PlanOptions } from '../../src/model/settings.ts'
import { textOf } from '../../src/state/sections.ts'
import { dump } from '../../src/workflow/dump/dump.ts'
import { acceptedFiles, onSandbox, planOf, selectsByTag } from '../support/pairs.ts'

const shared = process.env.KEELSON_SHARED ?? join(import.meta.dirname, '..', '..', '..', 'shared')
const folder = join(shared, 'kong', 'state-files')
const scratch = mkdtempSync(join(tmpdir(), 'keelson-backups-'))
const silent = (): void => undefined
const RUNS = Number(process.env.KEELSON_PAIRS ?? 5)

describe.skipIf(!existsSync(folder))('before any state file is replaced by any other (needs ../shared)', () => {
  it('what is kept puts the gateway back as it was', { timeout: 600_000 }, async () => {
    const files = acceptedFiles(folder).map((name) => join(folder, name))
    const whole = files.filter((file) => !selectsByTag(file))
    const check = fc.asyncProperty(fc.constantFrom(...whole), fc.constantFrom(...whole), async (first, second) => {
      expect([first, second, await puttingBack(first, second)]).toEqual([first, second, []])
    })
    await fc.assert(check, { seed: 41, numRuns: RUNS, endOnFailure: true })
  })
})

function written(name: string, pieces: Iterable<string | Buffer>): string {
  const path = join(scratch, `${name}.yaml`)
  writeFileSync(path, textOf(pieces))
  return path
}

/** Plans and applies; gives the changes, what failed, and backups of what was there. */
async function step(connection: Connection, file: string, mode: PlanOptions['mode'] = 'sync') {
  const prepared = await planOf(connection, file, mode)
  const { changes } = prepared.plan
  const full = written('full', prepared.backup('full').pieces())
  const touched = written('touched', prepared.backup('touched').pieces())
  const outcome = await prepared.apply({ failFast: false, deleteDespiteFailures: false }, silent)
  await prepared.close()
  const bad = [...outcome.results].filter(([, { state }]) => state !== 'done').map((each) => JSON.stringify(each))
  return { changes, full, touched, bad }
}

/** Goes from one file to the other and back by the backups; says what is not as it was. */
function puttingBack(first: string, second: string): Promise<string[]> {
  return onSandbox(async (connection) => {
    await step(connection, first)
    const before = await held(connection)
    const { changes, full, touched } = await step(connection, second)
    // What has another id is refused by apply, as ever.
    if (changes.some(({ action }) => action === 'replace')) return []
    const kept = written('kept', [readFileSync(full, 'utf8')])
    const back = await step(connection, touched, 'apply')
    const rest = await step(connection, kept)
    const missed = rest.changes.filter(({ action }) => action !== 'delete').map(({ id }) => `apply left ${id}`)
    const after = await held(connection)
    return [...back.bad, ...rest.bad, ...missed, ...(after === before ? [] : [difference(before, after)])]
  })
}

async function held(connection: Connection): Promise<string> {
  const selection = { tags: [], only: [], exclude: [] }
  const options = { selection, format: 'yaml', withId: true, skipDefaults: false, withTtl: false } as const
  return (await dump(connection, options, silent)).text
}

function difference(before: string, after: string): string {
  const [was, is] = [before.split('\n'), after.split('\n')]
  const at = was.findIndex((line, index) => line !== is[index])
  return `line ${at}: ${was[at]} became ${is[at]}`
}
