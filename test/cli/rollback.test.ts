import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Intercept } from '../../src/sandbox/kong/listener.ts'
import { atDesk, failingAt, runIds } from './desk.ts'
import { reportOf } from './report-schema.ts'

describe('--on-failure rollback', () => {
  it('puts back at once what was applied, says so, and ends with 1', async () => {
    const fault = failingAt(2)
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      const was = await desk.gateway.dump()
      fault.arm()
      const report = join(desk.folder, 'report.md')
      const line = `sync after.yaml --yes --parallelism 1 --on-failure rollback --out-file ${report}`
      const { code, stdout } = await desk.run(line)
      expect(code).toBe(1)
      expect(stdout).toContain('Rolling back what was applied:')
      expect(readFileSync(report, 'utf8')).toMatch(
        /^## Keelson sync failed: 1 of \d changes applied\n[\s\S]*^What was applied was rolled back\.$/m,
      )
      expect(await desk.gateway.dump()).toBe(was)
    }, fault.intercept)
  })

  it('says what is left where the way back fails too, and ends with 5', async () => {
    let [armed, count] = [false, 0]
    const intercept: Intercept = ({ method, path }) =>
      armed && method !== 'GET' && !path.startsWith('/schemas/') && ++count > 1
        ? { status: 400, body: { message: 'no' } }
        : undefined
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      armed = true
      const ran = await desk.run('sync after.yaml --yes --parallelism 1 --on-failure rollback --output json')
      armed = false
      expect(ran.code).toBe(5)
      expect(ran.stderr).toContain('Not all was rolled back')
      const report = reportOf(ran.stdout)
      expect(report).toMatchObject({ status: 'partly', rollback: { status: 'failed' } })
      expect((await desk.run('undo --yes')).code).toBe(0)
    }, intercept)
  })

  it.each([
    ['fails', 5, 'Not all was rolled back'],
    ['is interrupted', 130, 'Not all was rolled back'],
  ])('is never rolled back itself: an undo that %s half-way is gone on with', async (how, exit, said) => {
    let [armed, count] = [false, 0]
    let interrupt: (() => void) | undefined
    const intercept: Intercept = ({ method, path }) => {
      if (!armed || method === 'GET' || path.startsWith('/schemas/')) return undefined
      count++
      if (count === 4 && how === 'is interrupted') interrupt?.()
      return count === 3 || (count === 5 && how === 'fails') ? { status: 400, body: { message: 'no' } } : undefined
    }
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      const was = await desk.gateway.dump()
      armed = true
      const line = 'sync after.yaml --yes --parallelism 1 --on-failure rollback'
      const ran = await desk.run(line, (stop) => {
        interrupt = stop
      })
      armed = false
      expect([ran.code, ran.stdout.split('Rolling back').length]).toEqual([exit, 2])
      expect(ran.stderr).toContain(said)
      const [, failed = '', undo = ''] = runIds(desk)
      expect(runIds(desk)).toHaveLength(3)
      expect(ran.stderr).toContain(`keelson undo ${failed} goes on`)
      expect(ran.stderr).not.toContain(`keelson undo ${undo}`)
      expect((await desk.run('undo --yes')).code).toBe(0)
      expect(await desk.gateway.dump()).toBe(was)
    }, intercept)
  })

  it('is not done without it: what was applied stays', async () => {
    const fault = failingAt(2)
    await atDesk(async (desk) => {
      await desk.run('sync before.yaml --yes')
      const was = await desk.gateway.dump()
      fault.arm()
      expect((await desk.run('sync after.yaml --yes --parallelism 1')).code).toBe(5)
      expect(await desk.gateway.dump()).not.toBe(was)
      expect((await desk.run('undo --yes')).code).toBe(0)
      expect(await desk.gateway.dump()).toBe(was)
    }, fault.intercept)
  })
})
