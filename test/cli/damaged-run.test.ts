import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { atDesk, type Desk, runIds } from './desk.ts'

describe('a damaged run', () => {
  const damage = (desk: Desk, id: string, file: string) =>
    writeFileSync(join(desk.folder, '.keelson', 'runs', id, file), '{"x')

  it.each(['run.json', 'outcome.json', 'record.json', 'journal.jsonl'])(
    'keeps no other one from being listed and undone: %s',
    async (file) => {
      await atDesk(async (desk) => {
        await desk.run('sync before.yaml --yes')
        const was = await desk.gateway.dump()
        await desk.run('sync after.yaml --yes')
        const [first = '', second = ''] = runIds(desk)
        damage(desk, first, file)
        const listed = await desk.run('runs')
        expect([listed.code, listed.stdout]).toEqual([0, expect.stringContaining(second)])
        expect((await desk.run(`undo ${second} --yes`)).code).toBe(0)
        expect(await desk.gateway.dump()).toBe(was)
        expect((await desk.run('sync after.yaml --yes')).code).toBe(0)
      })
    },
  )

  it('is named, with what is left of it', async () => {
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      const [id = ''] = runIds(desk)
      damage(desk, id, 'outcome.json')
      damage(desk, id, 'record.json')
      expect((await desk.run('runs')).stderr).toBe(
        `warning  runs/${id}/outcome.json is damaged\n    hint: what was there before that run is in its backup, if one was made: runs/${id}\n`,
      )
      const shown = await desk.run(`runs ${id}`)
      expect([shown.code, shown.stdout]).toEqual([1, expect.stringContaining('sync')])
      expect(shown.stderr).toContain(`error  runs/${id}/record.json is damaged\n    hint: what was there before`)
    })
  })

  it('is not passed over for the one before it, as long as nobody says which is meant', async () => {
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      await desk.run('sync after.yaml --yes')
      const [first = '', second = ''] = runIds(desk)
      damage(desk, second, 'run.json')
      const now = await desk.gateway.dump()
      const refused = await desk.run('undo --yes')
      expect([refused.code, refused.stderr]).toEqual([
        1,
        expect.stringContaining(
          `error  runs/${second}/run.json is damaged, and may be the run that is meant\n    hint: keelson undo RUN`,
        ),
      ])
      expect(await desk.gateway.dump()).toBe(now)
      expect((await desk.run(`undo ${first}`)).stderr).not.toContain('damaged')
    })
  })
})
