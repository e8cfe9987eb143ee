import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { atDesk, type Desk, failingAt, runIds } from './desk.ts'
import { reportOf } from './report-schema.ts'

describe('keelson undo', () => {
  it('shows what it would put back, asks, and puts it back; the run is listed as undone', async () => {
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      const was = await desk.gateway.dump()
      await desk.run('sync after.yaml --yes')
      const asked = await desk.run('undo')
      expect([asked.code, asked.stderr]).toEqual([
        4,
        expect.stringContaining('add --yes to go ahead without a question'),
      ])
      const undone = await desk.run('undo --yes')
      for (const line of ['- delete service b', '~ update service a', '+ create consumer u', '    + create key-auth '])
        expect(undone.stdout).toContain(line)
      expect(undone.stdout).toContain('      host: "other.example" → "a.example"')
      expect(undone.stdout).toContain('Done. 4 of 4 changes applied')
      expect(undone.stdout + undone.stderr).not.toContain('secret-key')
      expect(await desk.gateway.dump()).toBe(was)
      const [, second = '', third = ''] = runIds(desk)
      const { runs } = reportOf((await desk.run('runs --output json')).stdout) as unknown as {
        runs: { id: string; state: string; undone_by: string[]; undoes?: string }[]
      }
      expect(runs.map(({ id, state }) => [id, state])).toEqual(
        runIds(desk)
          .reverse()
          .map((id) => [id, 'done']),
      )
      expect(runs[0]?.undoes).toBe(second)
      expect(runs[1]?.undone_by).toEqual([third])
    })
  })

  it('takes the run before once the last one is undone, and says when there is none', async () => {
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      await desk.run('sync after.yaml --yes')
      await desk.run('undo --yes')
      expect((await desk.run('undo --yes')).code).toBe(0)
      expect(await desk.gateway.dump()).toBe('')
      expect((await desk.run('undo one two')).stderr).toContain('2 runs were named')
      expect((await desk.run('runs nowhere')).stderr).toContain('the store knows no run "nowhere"')
      expect((await desk.run('runs prun')).stderr).toContain('did you mean runs prune?')
      for (const command of ['undo', 'runs']) {
        const { code, stderr } = await desk.run([command, ''])
        expect([code, stderr]).toEqual([3, 'error  the name of the run is empty\n    hint: keelson runs lists them\n'])
      }
      const none = await desk.run('undo --yes')
      expect([none.code, none.stderr]).toEqual([3, expect.stringContaining('and is not undone')])
    })
  })

  it('is refused where something was changed since, and changes nothing', async () => {
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      await desk.run('sync after.yaml --yes')
      await desk.gateway.request('PATCH', '/services/a', { retries: 9 })
      const now = await desk.gateway.dump()
      const { code, stderr } = await desk.run('undo --yes')
      expect([code, stderr]).toEqual([4, expect.stringContaining('error  the service a was changed since: retries\n')])
      expect(await desk.gateway.dump()).toBe(now)
      await desk.gateway.request('PATCH', '/services/b', { retries: 9 })
      const both = await desk.run('undo --yes')
      expect(both.stderr).toContain(
        'error  the service a was changed since: retries\nerror  the service b was changed since: retries\n    hint: ',
      )
      expect(both.stderr.match(/hint/g)).toHaveLength(1)
      expect(reportOf((await desk.run('undo --yes --output json')).stdout).diagnostics).toMatchObject([
        { hint: expect.any(String) },
        { hint: expect.any(String) },
      ])
    })
  })
})

describe('a run that was cut off', () => {
  it('is named by the next sync and by runs, with what is known of its writes', async () => {
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      await desk.run('sync after.yaml --yes')
      const [, last = ''] = runIds(desk)
      const folder = join(desk.folder, '.keelson', 'runs', last)
      for (const name of readdirSync(folder).filter((each) => each.startsWith('outcome'))) rmSync(join(folder, name))
      const next = await desk.run('sync after.yaml --yes')
      expect(next.stderr).toMatch(
        new RegExp(`^warning {2}run ${last} \\(keelson sync, .*\\) was cut off: 3 writes applied\n`),
      )
      expect(next.stderr).toContain(`keelson undo ${last} puts back what it changed`)
      const shown = await desk.run(`runs ${last}`)
      expect(shown.stdout).toContain('killed')
      expect(shown.stdout).toContain('done         update service a\n')
      expect(shown.stdout).toMatch(/taken along {2}delete key-auth [0-9a-f-]{36} of consumer u\n/)
      expect((await desk.run('undo --yes')).code).toBe(0)
      expect((await desk.run('sync after.yaml --yes')).stderr).not.toContain('cut off')
    })
  })
})

describe('what deletes took along', () => {
  const of = (name: string) => `- {name: ${name}, host: h, plugins: [{name: cors}]}\n`

  it('is told by what it belonged to, so that two of one name are not the same line', async () => {
    await atDesk(async (desk) => {
      writeFileSync(join(desk.folder, 'two.yaml'), `_format_version: "3.0"\nservices:\n${of('one')}${of('two')}`)
      writeFileSync(join(desk.folder, 'none.yaml'), '_format_version: "3.0"\nservices: []\n')
      await desk.run('sync two.yaml --yes')
      expect((await desk.run('sync none.yaml --only services --cascade --allow-empty --yes')).code).toBe(0)
      const { stdout } = await desk.run(`runs ${runIds(desk).at(-1)}`)
      const told = stdout.split('\n').filter((line) => line.startsWith('taken along'))
      expect(told.sort()).toEqual([
        'taken along  delete plugin cors of service one',
        'taken along  delete plugin cors of service two',
      ])
    })
  })
})

describe('a write of which no end is known', () => {
  /** Takes the ends, and how it ended, out of what the store has of the last run, as if it had been killed while all was in flight. */
  function forgetEnds(desk: Desk): string {
    const [run = ''] = runIds(desk).reverse()
    const folder = join(desk.folder, '.keelson', 'runs', run)
    for (const name of readdirSync(folder).filter((each) => each.startsWith('outcome'))) rmSync(join(folder, name))
    const journal = join(folder, 'journal.jsonl')
    const begins = readFileSync(journal, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"begin"'))
    writeFileSync(journal, `${begins.join('\n')}\n`)
    return run
  }

  it('is looked up at the gateway: applied, not applied, or unknown', async () => {
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      await desk.run('sync after.yaml --yes')
      const run = forgetEnds(desk)
      await desk.gateway.request('PATCH', '/services/a', { host: 'a.example' })
      await desk.gateway.request('PATCH', '/services/b', { host: 'third.example' })
      const { stdout } = await desk.run(`runs ${run}`)
      expect(stdout).toContain('not applied  update service a (it was cut off; looked up)\n')
      expect(stdout).toContain('unknown      create service b (it was cut off; looked up)\n')
      expect(stdout).toContain('applied      delete consumer u (it was cut off; looked up)\n')
      const next = await desk.run('sync after.yaml --yes')
      expect(next.stderr).toContain(
        '0 writes applied, and of those that were cut off 1 applied, 1 not applied, 1 unknown\n',
      )
    })
  })

  it('is unknown where the gateway cannot be asked', async () => {
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      const run = forgetEnds(desk)
      await desk.gateway.sandbox.close()
      const { code, stdout, stderr } = await desk.run(`runs ${run}`)
      expect([code, stdout]).toEqual([
        0,
        expect.stringContaining('unknown      create service a (it was cut off; not looked up)'),
      ])
      expect(stderr).toContain('The gateway could not be asked: ')
    })
  })
})

describe('a run whose record is sealed', () => {
  it('is undone with the identity, and not without', async () => {
    const { generateX25519Identity, identityToRecipient } = await import('age-encryption')
    const identity = await generateX25519Identity()
    const recipient = await identityToRecipient(identity)
    await atDesk(async (desk) => {
      writeFileSync(join(desk.folder, 'key.txt'), `${identity}\n`)
      await desk.run('sync before.yaml --yes')
      const was = await desk.gateway.dump()
      await desk.run(`sync after.yaml --yes --recipient ${recipient}`)
      const closed = await desk.run('undo --yes')
      expect([closed.code, closed.stderr]).toEqual([
        3,
        expect.stringContaining('record.json is sealed\n    hint: give --identity-file PATH, or '),
      ])
      writeFileSync(join(desk.folder, 'other.txt'), `${await generateX25519Identity()}\n`)
      const wrong = await desk.run(`undo --yes --identity-file ${join(desk.folder, 'other.txt')}`)
      expect([wrong.code, wrong.stderr]).toEqual([
        3,
        expect.stringMatching(/error {2}none of the identities opens runs\/\S+\/record\.json\n {4}hint: /),
      ])
      expect((await desk.run(`undo --yes --identity-file ${join(desk.folder, 'key.txt')}`)).code).toBe(0)
      expect(await desk.gateway.dump()).toBe(was)
    })
  })

  it('is rolled back without', async () => {
    const { generateX25519Identity, identityToRecipient } = await import('age-encryption')
    const recipient = await identityToRecipient(await generateX25519Identity())
    const fault = failingAt(2)
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      const was = await desk.gateway.dump()
      fault.arm()
      const line = `sync after.yaml --yes --parallelism 1 --on-failure rollback --recipient ${recipient}`
      expect((await desk.run(line)).code).toBe(1)
      expect(await desk.gateway.dump()).toBe(was)
    }, fault.intercept)
  })
})

describe('what is in the way', () => {
  it('of a rollback where nothing can be kept: the change is refused', async () => {
    await atDesk(async (desk) => {
      writeFileSync(join(desk.folder, 'file'), '')
      const line = `sync before.yaml --yes --no-backup --store ${join(desk.folder, 'file', 'store')} --on-failure rollback`
      const { code, stderr } = await desk.run(line)
      expect([code, stderr]).toEqual([
        4,
        expect.stringContaining('nothing was changed, for there could be no rollback'),
      ])
      expect(await desk.gateway.dump()).toBe('')
    })
  })

  it('of an undo: a name that another entity took, of each that would need it', async () => {
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      await desk.run('reset --yes')
      const id = '0b0c9d2c-6a5e-4c1e-9a3a-2f7d5c8e1b44'
      await desk.gateway.request('PUT', `/services/${id}`, { name: 'a', host: 'other.example' })
      const { code, stderr } = await desk.run('undo --yes')
      expect([code, stderr]).toEqual([
        4,
        expect.stringContaining(
          `error  the service a's name belongs to another service in the target, ${id}, which is outside the run\n`,
        ),
      ])
    })
  })

  it('of an undo: what is protected, and read-only targets', async () => {
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      const guarded = await desk.run('undo --yes --protect services')
      expect([guarded.code, guarded.stderr]).toEqual([4, expect.stringContaining('--allow-protected lifts this guard')])
      const closed = await desk.run('undo --yes --read-only')
      expect([closed.code, closed.stderr]).toEqual([4, expect.stringContaining('is read-only')])
      expect((await desk.run('undo --yes')).code).toBe(0)
    })
  })
})
