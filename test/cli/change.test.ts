import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Change } from '../../src/model/change.ts'
import { problem, Refusal } from '../../src/model/diagnostic.ts'
import type { Result } from '../../src/model/outcome.ts'
import { create, fakePlanning, planOf } from './fake-plan.ts'
import { runCli, type Scene } from './fake-world.ts'
import { reportOf } from './report-schema.ts'

const terminal = { stdin: true, stdout: true, stderr: true }
const gone: Change = { id: 'delete service b', action: 'delete', kind: 'service', label: 'b', fields: [] }

async function change(line: string, scene: Scene = {}, more: Parameters<typeof fakePlanning>[1] = {}) {
  const { seen, preparePlan } = fakePlanning(planOf([create('a'), gone], { service: 3 }), more)
  const ran = await runCli(line, { ...scene, workflows: { preparePlan } })
  return { ...ran, seen }
}

function folderWith(config: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'keelson-change-'))
  writeFileSync(join(folder, 'keelson.yaml'), config)
  return folder
}

/** Somebody who says yes after so many milliseconds, each time. */
function slowAnswers(...delays: number[]): { now: () => number; answer: () => Promise<'yes'> } {
  let time = 0
  const answer = async () => {
    time += delays.shift() ?? 0
    return 'yes' as const
  }
  return { now: () => time, answer }
}

describe('confirmation', () => {
  it('is asked for on a terminal, after the plan', async () => {
    const { code, questions, seen, stdout } = await change('sync a.yaml', { terminal, answer: 'yes' })
    expect([code, seen.applied.length, seen.closed]).toEqual([0, 1, 1])
    expect(questions).toEqual(['Apply 2 changes, 1 of them deleting to http://localhost:8001?'])
    expect(stdout).toContain('create service')
  })

  it('refused leaves everything as it is, exit 4', async () => {
    const { code, seen, stderr } = await change('sync a.yaml', { terminal, answer: 'no' })
    expect([code, seen.applied, seen.closed]).toEqual([4, [], 1])
    expect(stderr).toContain('not confirmed; nothing was changed')
  })

  it('broken off is exit 130', async () => {
    const { code, seen } = await change('sync a.yaml', { terminal, answer: 'interrupted' })
    expect([code, seen.applied]).toEqual([130, []])
  })

  it('is not asked for with --yes, nor when there is nothing to do', async () => {
    expect((await change('sync a.yaml --yes', { terminal })).questions).toEqual([])
    const { preparePlan } = fakePlanning(planOf([], { service: 2 }))
    const ran = await runCli('sync a.yaml', { terminal, workflows: { preparePlan } })
    expect([ran.code, ran.questions]).toEqual([0, []])
    expect(ran.stdout).toContain('No changes. 2 entities are as the state files say.')
  })

  it('is not needed without a terminal for sync and apply, but for reset', async () => {
    for (const word of ['sync', 'apply']) {
      const { code, seen } = await change(`${word} a.yaml`)
      expect([word, code, seen.applied.length]).toEqual([word, 0, 1])
    }
    const { code, seen, stderr } = await change('reset')
    expect([code, seen.applied]).toEqual([4, []])
    expect(stderr).toContain('add --yes')
    expect((await change('reset --yes')).code).toBe(0)
    expect((await change('reset', { terminal, answer: 'yes' })).code).toBe(0)
  })

  it('that nobody answers is told in JSON with the plan', async () => {
    const { code, stdout, stderr } = await change('reset --output json')
    expect([code, stderr]).toEqual([4, expect.stringContaining('there is no terminal to ask on')])
    expect(reportOf(stdout)).toMatchObject({
      status: 'refused',
      diagnostics: [{ code: 'cannot-ask' }],
      plan: { summary: { create: 1, delete: 1 } },
    })
  })

  it('is needed everywhere with confirm: always', async () => {
    const cwd = folderWith('confirm: always\n')
    expect((await change('sync a.yaml', { cwd })).code).toBe(4)
    expect((await change('sync a.yaml --yes', { cwd })).code).toBe(0)
    expect((await change('sync a.yaml', { cwd, env: { KEELSON_YES: 'true' } })).code).toBe(0)
  })

  it('can be wanted by one target only', async () => {
    const cwd = folderWith('targets:\n  prod: {addr: "http://p", confirm: always}\n  dev: {addr: "http://d"}\n')
    expect((await change('sync a.yaml --target prod', { cwd })).code).toBe(4)
    expect((await change('sync a.yaml --target dev', { cwd })).code).toBe(0)
  })

  it('goes to the terminal device when the state is on stdin; without one --yes is needed', async () => {
    const devices: boolean[] = []
    const answer: Scene['answer'] = async (_question, device) => {
      devices.push(device)
      return 'yes'
    }
    expect((await change('sync -', { stdin: 'x', answer })).code).toBe(0)
    expect(devices).toEqual([true])
    const { code, seen } = await change('sync -', { stdin: 'x', answer: 'nobody' })
    expect([code, seen.applied]).toEqual([4, []])
    expect((await change('sync - --yes', { stdin: 'x' })).code).toBe(0)
  })

  it('in JSON shows the plan on stderr, and keeps stdout for the report', async () => {
    const { stdout, stderr } = await change('sync a.yaml --output json', { terminal, answer: 'yes' })
    expect(stderr).toContain('create service')
    expect(reportOf(stdout)).toMatchObject({ status: 'done', outcome: { summary: { done: 2 } } })
  })

  it('that stood for more than a minute makes the plan again, and is asked again', async () => {
    const { now, answer } = slowAnswers(61_000, 1_000)
    const fresh = planOf([create('c')])
    const { code, questions, stdout, stderr, seen } = await change(
      'sync a.yaml',
      { terminal, answer, now },
      { refresh: fresh },
    )
    expect([code, questions.length, seen.applied.length]).toEqual([0, 2, 1])
    expect(stderr).toContain('The gateway changed while the question stood')
    expect(stdout).toContain('create service')
    expect(questions[1]).toBe('Apply 1 change to http://localhost:8001?')
  })

  it('that stood for long is good when nothing changed', async () => {
    const { now, answer } = slowAnswers(61_000)
    const { code, questions } = await change('sync a.yaml', { terminal, answer, now })
    expect([code, questions.length]).toEqual([0, 1])
  })
})

describe('the end of a change', () => {
  const failed: Result = { state: 'failed', reason: 'HTTP 400', hint: 'look at port' }
  const open: Result = { state: 'not attempted', because: 'a create failed' }

  it.each([
    ['all done', {}, false, 0, 'done'],
    ['some done', { [gone.id]: failed }, false, 5, 'partly'],
    ['none done', { [gone.id]: open, 'create service a': failed }, false, 1, 'failed'],
    ['interrupted', { [gone.id]: open }, true, 130, 'interrupted'],
    ['interrupted too late', {}, true, 0, 'done'],
  ] as const)('%s', async (_name, results, interrupted, exit, status) => {
    const text = await change('sync a.yaml', {}, { results, interrupted })
    expect(text.code).toBe(exit)
    const json = await change('sync a.yaml --output json', {}, { results, interrupted })
    expect(reportOf(json.stdout)).toMatchObject({ status, exit_code: exit })
  })

  it('accounts for every change', async () => {
    const { stdout } = await change('sync a.yaml', {}, { results: { [gone.id]: open, 'create service a': failed } })
    expect(stdout).toContain('failed  create service a: HTTP 400')
    expect(stdout).toContain('hint: look at port')
    expect(stdout).toContain('not attempted  delete service b: a create failed')
    expect(stdout).toContain('0 of 2 changes applied in 1.2 s; 1 failed; 1 not attempted.')
  })

  it('passes the options of applying', async () => {
    const { seen } = await change('sync a.yaml --fail-fast --delete-despite-failures --parallelism 3')
    expect(seen.applied).toEqual([{ failFast: true, deleteDespiteFailures: true }])
    expect(seen.connection?.parallelism).toBe(3)
  })

  it('adapts the parallelism when asked, and tells with --verbose what it came to', async () => {
    const parallelism = { highest: 34, last: 17, halved: 1 }
    const line = 'parallelism auto: up to 34 requests at once, 17 in the end; halved once because of overload\n'
    const auto = await change('sync a.yaml --verbose --parallelism auto', {}, { parallelism })
    expect([auto.seen.connection?.parallelism, auto.stderr.includes(line)]).toEqual(['auto', true])
    expect((await change('sync a.yaml --parallelism auto', {}, { parallelism })).stderr).not.toContain(line)
    const json = await change('sync a.yaml --parallelism=auto --output json', {}, { parallelism })
    expect(reportOf(json.stdout)).toMatchObject({ outcome: { parallelism } })
  })
})

describe('what is planned', () => {
  it('follows the options', async () => {
    const line = 'sync a.yaml --allow-deletes 60% --allow-empty --prune --cascade --ignore-ids'
    const { seen } = await change(line)
    expect(seen.options?.plan).toMatchObject({ mode: 'sync', ignoreIds: true })
    expect(seen.options?.plan.limits).toEqual({
      certificateDays: 0,
      deletePercent: 30,
      deleteCount: 5,
      deleteAllFrom: 3,
      allowDeletes: { percent: 60 },
      allowEmpty: true,
      prune: true,
      cascade: true,
    })
    expect((await change('apply a.yaml --allow-deletes 120')).seen.options?.plan).toMatchObject({
      mode: 'apply',
      limits: { allowDeletes: { count: 120 } },
    })
  })

  it('takes thresholds and show from keelson.yaml', async () => {
    const cwd = folderWith('guards: {delete-percent: 10, delete-count: 2}\nshow: [DECK_HOST]\n')
    const { seen } = await change('diff a.yaml', { cwd })
    expect(seen.options?.plan.limits).toMatchObject({ deletePercent: 10, deleteCount: 2, deleteAllFrom: 3 })
    expect(seen.options?.show).toEqual(['DECK_HOST'])
  })

  it('of a reset has no files and no guards but that for what lies outside', async () => {
    const { seen } = await change('reset --yes --select-tag x')
    expect(seen.options).toMatchObject({ files: [], reset: true, plan: { limits: { prune: true, cascade: false } } })
  })
})

describe('a refused plan', () => {
  it.each([
    ['refused', 4],
    ['invalid', 3],
    ['failed', 1],
  ] as const)('%s is exit %i, with its place, as text and JSON', async (exit, code) => {
    const at = { file: 'a.yaml', line: 3, column: 5 }
    const workflows: Scene['workflows'] = {
      preparePlan: async () => {
        throw new Refusal(exit, [problem('some-code', 'no good', { at, hint: 'do better' })])
      },
    }
    const text = await runCli('sync a.yaml', { workflows })
    expect([text.code, text.stdout]).toEqual([code, ''])
    expect(text.stderr).toContain('a.yaml:3:5  error  no good\n    hint: do better')
    const json = reportOf((await runCli('sync a.yaml --output json', { workflows })).stdout)
    expect(json.diagnostics).toEqual([
      { level: 'error', code: 'some-code', message: 'no good', hint: 'do better', ...at },
    ])
  })
})

describe('signals', () => {
  it('while reading end the run with 130', async () => {
    const scene: Scene = {
      onReady: (signal) => setTimeout(signal, 10),
      workflows: { preparePlan: () => new Promise(() => undefined) },
    }
    const { code, stderr } = await runCli('sync a.yaml', scene)
    expect([code, stderr]).toEqual([130, expect.stringContaining('nothing was written')])
    expect(reportOf((await runCli('sync a.yaml --output json', scene)).stdout).status).toBe('interrupted')
  })

  it('while applying let what is in flight finish, and the second one quits', async () => {
    let signal: () => void = () => undefined
    const { preparePlan } = fakePlanning(planOf([create('a')]), {
      interrupted: true,
      onApply: () => {
        signal()
        signal()
      },
      results: { 'create service a': { state: 'not attempted', because: 'interrupted' } },
    })
    const onReady: Scene['onReady'] = (each) => {
      signal = each
    }
    const { code, stdout, stderr, quits } = await runCli('sync a.yaml', { onReady, workflows: { preparePlan } })
    expect([code, quits]).toEqual([130, [130]])
    expect(stderr).toContain('Stopping: what is in flight is finished')
    expect(stdout).toContain('Interrupted. 0 of 1 changes applied')
  })
})
